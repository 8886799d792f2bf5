"""When an e-mail about an お知らせ may go out: at once or with the day's others, not in quiet hours.

What is a matter of life or of the law goes out at once, day and night.
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from wagamachi.core.workdays import is_workday

from .enums import ABOUT, Mail, NoticeKind
from .models import Preference

_HOUR = timedelta(hours=1)


def mail_time(kind: NoticeKind, preference: Preference, at: datetime) -> datetime | None:
    """Return when something of ``at`` is to be mailed at the earliest; None means never."""
    mail = Mail(preference.mail)
    if mail == Mail.BY_KIND:
        mail = ABOUT[kind].mail
    if mail == Mail.NONE:
        return None
    if ABOUT[kind].day_and_night:
        return at
    wanted = at if mail == Mail.AT_ONCE else _next_hour(at, preference.digest_hour)
    return after_quiet(wanted, preference)


def is_quiet(preference: Preference, at: datetime) -> bool:
    """Say whether this person wants no e-mail at ``at``."""
    local = timezone.localtime(at)
    if preference.workdays_only and not is_workday(local.date()):
        return True
    start, end = preference.quiet_from, preference.quiet_until
    if start <= end:
        return start <= local.hour < end
    return local.hour >= start or local.hour < end


def _next_hour(at: datetime, hour: int) -> datetime:
    """Return the next ``hour`` o'clock of the municipality that is not before ``at``."""
    local = timezone.localtime(at)
    found = datetime.combine(local.date(), time(hour), local.tzinfo)
    return found if found >= local else found + timedelta(days=1)


def after_quiet(at: datetime, preference: Preference) -> datetime:
    """Return ``at`` itself, or the first full hour after it that is not quiet.

    There always is one: quiet hours never fill a whole day, and some day is a workday.
    """
    if not is_quiet(preference, at):
        return at
    local = timezone.localtime(at).replace(minute=0, second=0, microsecond=0) + _HOUR
    while is_quiet(preference, local):
        local += _HOUR
    return local
