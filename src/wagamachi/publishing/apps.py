from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "wagamachi.publishing"
    label = "publishing"
    verbose_name = "外に出す文"

    def ready(self) -> None:
        from wagamachi.core import states as every_machine

        from . import doctor, policy  # noqa: F401  # register the checks and the rule of this room
        from .kinds import register_kinds
        from .states import RELEASE

        register_kinds()
        every_machine.register(RELEASE)
