from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "wagamachi.organizations"
    label = "organizations"
    verbose_name = "機関・配置"

    def ready(self) -> None:
        from . import attachments, policy  # noqa: F401  # registering is what importing them does
