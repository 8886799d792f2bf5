from django.apps import AppConfig


class ActionConfig(AppConfig):
    name = "wagamachi.action"
    label = "action"
    verbose_name = "しくみづくり"

    def ready(self) -> None:
        from wagamachi.core import states as every_machine

        from . import policy  # noqa: F401  # registers the rule of this room
        from .kinds import register_kinds
        from .outgoing import declare_texts
        from .states import PROPOSAL

        register_kinds()
        declare_texts()
        every_machine.register(PROPOSAL)
