from django.apps import AppConfig
from django.conf import settings


class AccountsConfig(AppConfig):
    name = "wagamachi.accounts"
    label = "accounts"
    verbose_name = "利用者"

    def ready(self) -> None:
        from wagamachi.core import nights

        from .addresses import trusted_proxies
        from .services import drop_old_tries

        trusted_proxies(settings.TRUSTED_PROXIES)  # a slip of the pen is told at the start
        nights.register(
            "accounts.drop_old_tries",
            "古いログインの記録を消す",
            lambda at: drop_old_tries(at=at),
        )
