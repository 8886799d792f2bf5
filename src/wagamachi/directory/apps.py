from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "wagamachi.directory"
    label = "directory"
    verbose_name = "社会資源"

    def ready(self) -> None:
        from wagamachi.areas import placed

        from . import attachments, policy  # noqa: F401  # registering is what importing them does
        from .models import Resource
        from .services.standing import spot_of

        placed.register(
            placed.Placed(
                "directory.resource", Resource.objects.all, lambda row: [spot_of(row)], "stands_in"
            )
        )
