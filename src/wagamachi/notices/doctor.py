"""What the nightly look-over asks of this room."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from wagamachi.core.doctor import Weight, dangling, register

from .enums import NoticeKind
from .models import Notice, Preference
from .schedule import mail_time

A_DAY = timedelta(days=1)


@register(
    "notices_point",
    "お知らせの指すページは、みなある",
    weight=Weight.WEEK,
    todo="開けないお知らせが残っています。つづくときは、サーバーの担当者に伝えてください。",
)
def _notices_point(at: datetime) -> Iterable[str]:
    return dangling(Notice, kind_field="target_kind", id_field="target_id")


@register(
    "mail_arrives",
    "メールは、届くはずの時から1日のうちに出ていく",
    weight=Weight.NOW,
    todo="サーバーの担当者に、メールサーバーの設定と、「メールを送る」仕事が動いているかを確かめてもらってください。急ぎのお知らせも届いていません。",
)
def _mail_arrives(at: datetime) -> Iterable[str]:
    """Count what should have gone out more than a day ago."""
    waiting = Notice.objects.to_mail(at + A_DAY).reachable().filter(at__lt=at - A_DAY)
    rows = waiting.select_related("user__notice_preference")
    late = sum(1 for notice in rows.iterator(chunk_size=500) if _is_late(notice, at))
    if late:
        yield f"お知らせ{late}件のメールが、1日より長く出ていません。メールサーバーの設定を確かめてください"


def _is_late(notice: Notice, at: datetime) -> bool:
    chosen = getattr(notice.user, "notice_preference", None) or Preference()
    planned = mail_time(NoticeKind(notice.kind), chosen, notice.at)
    return planned is not None and planned < at - A_DAY
