from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AreasConfig(AppConfig):
    name = "wagamachi.areas"
    label = "areas"
    verbose_name = "圏域"

    def ready(self) -> None:
        from wagamachi.core import words

        from . import kinds, policy  # noqa: F401  # registering is what importing them does
        from .municipality import renamed_tiers
        from .services.setup import after_migrate

        words.register(renamed_tiers)

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="areas.unknown_area")
