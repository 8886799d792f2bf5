from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "wagamachi.demo"
    label = "demo"
    verbose_name = "架空の市"
