from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "wagamachi.casework"
    label = "casework"
    verbose_name = "個別支援"

    def ready(self) -> None:
        from wagamachi.organizations import closing_guards

        from . import policy  # noqa: F401  # registers the rules of this room
        from .guards import open_worries
        from .kinds import register_kinds

        register_kinds()
        closing_guards.register(open_worries)
