from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wagamachi.notices"
    label = "notices"
    verbose_name = "お知らせ"

    def ready(self) -> None:
        from wagamachi.access import account_watch
        from wagamachi.core import nights

        from . import policy  # noqa: F401  # registers the rule of this room
        from .services import deliver_mail, drop_old_notices, give_up_mail, tell_of_account

        account_watch.register(tell_of_account)
        nights.register(
            "notices.drop_old", "古いお知らせを消す", lambda at: drop_old_notices(at=at)
        )
        nights.register(
            "notices.give_up_mail",
            "2週間届かないメールをあきらめる",
            lambda at: give_up_mail(at=at),
        )
        nights.register_round("notices.mail", "メールを送る", lambda at: deliver_mail(at=at))
