from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "wagamachi.home"
    label = "home"
    verbose_name = "今日"
