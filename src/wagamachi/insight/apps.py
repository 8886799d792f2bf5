from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "wagamachi.insight"
    label = "insight"
    verbose_name = "集計"
