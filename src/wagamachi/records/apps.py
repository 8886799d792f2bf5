from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "wagamachi.records"
    label = "records"
    verbose_name = "統一活動記録"

    def ready(self) -> None:
        from wagamachi.core.refs import Kind, register
        from wagamachi.core.wareki import format_short

        from . import attachments  # noqa: F401  # registering is what importing it does

        register(
            Kind(
                "record",
                "活動記録",
                "records.ActivityRecord",
                lambda record: "活動記録",
                "records:detail",
                line=lambda record: f"{format_short(record.occurred_at)}の活動",
            )
        )
