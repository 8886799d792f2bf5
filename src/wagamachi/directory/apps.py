from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "wagamachi.directory"
    label = "directory"
    verbose_name = "社会資源"

    def ready(self) -> None:
        from . import attachments, policy  # noqa: F401  # registering is what importing them does
