from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AreasConfig(AppConfig):
    name = "wagamachi.areas"
    label = "areas"
    verbose_name = "圏域"

    def ready(self) -> None:
        from . import kinds, policy  # noqa: F401  # registering is what importing them does
        from .services.setup import after_migrate

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="areas.unknown_area")
