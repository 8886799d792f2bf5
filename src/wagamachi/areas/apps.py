from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AreasConfig(AppConfig):
    name = "wagamachi.areas"
    label = "areas"
    verbose_name = "圏域"

    def ready(self) -> None:
        from wagamachi.core import nights, words

        from . import kinds, policy  # noqa: F401  # registering is what importing them does
        from .municipality import renamed_tiers
        from .services.placing_anew import place_anew_of_today
        from .services.setup import after_migrate

        words.register(renamed_tiers)
        nights.register(
            "areas.placing_anew",
            "変わった圏域に、中にあるものを入れなおす",
            lambda at: place_anew_of_today(at=at),
        )

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="areas.unknown_area")
