from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "wagamachi.workforce"
    label = "workforce"
    verbose_name = "委員の仕事と軽減"

    def ready(self) -> None:
        from wagamachi.core import states as every_machine

        from . import policy  # noqa: F401  # registers the rules of this room
        from .kinds import register_kinds
        from .states import TASK

        register_kinds()
        every_machine.register(TASK)
