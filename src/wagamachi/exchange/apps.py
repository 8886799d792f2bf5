from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wagamachi.exchange"
    label = "exchange"
    verbose_name = "帳票と出力"
