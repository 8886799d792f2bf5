from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "wagamachi.casework"
    label = "casework"
    verbose_name = "個別支援"

    def ready(self) -> None:
        from . import policy  # noqa: F401  # registers the rules of this room
        from .kinds import register_kinds

        register_kinds()
