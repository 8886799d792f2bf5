from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "wagamachi.support"
    label = "support"
    verbose_name = "支援計画"

    def ready(self) -> None:
        from wagamachi.casework import ending_guards
        from wagamachi.core import states as every_machine
        from wagamachi.organizations import closing_guards

        from . import attachments, policy  # noqa: F401  # registering is what importing them does
        from .guards import asked_outings, unevaluated_plans
        from .kinds import register_kinds
        from .outgoing import declare_texts
        from .services.merging import register_mover
        from .states import PLAN

        register_kinds()
        declare_texts()
        register_mover()
        every_machine.register(PLAN)
        ending_guards.register(unevaluated_plans)
        closing_guards.register(asked_outings)
