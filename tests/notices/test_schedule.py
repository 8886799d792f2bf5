"""When an e-mail may go out. Times are written as they are in Tokyo."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.core.workdays import is_workday
from wagamachi.notices.enums import DAY_AND_NIGHT, Mail, NoticeKind
from wagamachi.notices.models import Preference
from wagamachi.notices.schedule import is_quiet, mail_time

TOKYO = ZoneInfo("Asia/Tokyo")
URGENT, CALM = NoticeKind.INTAKE_LATE, NoticeKind.INTAKE_ARRIVED


def tokyo(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2026. The 24th is a Tuesday after a holiday on Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def chosen(**fields: object) -> Preference:
    quiet = {"quiet_from": 20, "quiet_until": 7, "workdays_only": False}
    return Preference(**{**quiet, **fields})


@pytest.mark.parametrize(
    ("kind", "mail", "expected"),
    [
        (URGENT, Mail.BY_KIND, tokyo(24, 10)),
        (CALM, Mail.BY_KIND, tokyo(25, 8)),
        (URGENT, Mail.DIGEST, tokyo(25, 8)),
        (CALM, Mail.AT_ONCE, tokyo(24, 10)),
        (URGENT, Mail.NONE, None),
    ],
)
def test_each_choice(kind: NoticeKind, mail: Mail, expected: datetime | None) -> None:
    assert mail_time(kind, chosen(mail=mail), tokyo(24, 10)) == expected


@pytest.mark.parametrize("kind", DAY_AND_NIGHT)
@pytest.mark.parametrize("mail", [Mail.BY_KIND, Mail.DIGEST, Mail.AT_ONCE])
def test_a_matter_of_life_waits_for_nothing(kind: NoticeKind, mail: Mail) -> None:
    sunday_night = tokyo(22, 3)
    assert mail_time(kind, chosen(mail=mail, workdays_only=True), sunday_night) == sunday_night
    assert mail_time(kind, chosen(mail=Mail.NONE), sunday_night) is None


@pytest.mark.parametrize(
    ("happened", "expected"),
    [
        (tokyo(24, 19, 59), tokyo(24, 19, 59)),
        (tokyo(24, 20), tokyo(25, 7)),
        (tokyo(24, 23, 59), tokyo(25, 7)),
        (tokyo(25, 0), tokyo(25, 7)),
        (tokyo(25, 6, 59), tokyo(25, 7)),
        (tokyo(25, 7), tokyo(25, 7)),
    ],
)
def test_quiet_hours_over_midnight(happened: datetime, expected: datetime) -> None:
    assert mail_time(URGENT, chosen(), happened) == expected


def test_quiet_hours_within_a_day() -> None:
    lunch = chosen(quiet_from=12, quiet_until=13)
    assert mail_time(URGENT, lunch, tokyo(24, 12, 30)) == tokyo(24, 13)
    assert mail_time(URGENT, lunch, tokyo(24, 23)) == tokyo(24, 23)


def test_no_quiet_hours() -> None:
    always = chosen(quiet_from=9, quiet_until=9)
    assert mail_time(URGENT, always, tokyo(24, 9, 30)) == tokyo(24, 9, 30)


def test_a_digest_hour_in_quiet_hours_waits_for_their_end() -> None:
    assert mail_time(CALM, chosen(digest_hour=5), tokyo(24, 10)) == tokyo(25, 7)


def test_a_digest_on_the_hour_is_not_a_day_late() -> None:
    assert mail_time(CALM, chosen(digest_hour=8), tokyo(24, 8)) == tokyo(24, 8)


def test_working_days_only_waits_over_a_long_weekend() -> None:
    """Friday evening; Monday the 23rd is a holiday."""
    weekdays = chosen(workdays_only=True)
    assert mail_time(URGENT, weekdays, tokyo(20, 21)) == tokyo(24, 7)


@given(
    kind=st.sampled_from([kind for kind in NoticeKind if kind not in DAY_AND_NIGHT]),
    mail=st.sampled_from([m for m in Mail if m != Mail.NONE]),
    hours=st.tuples(*[st.integers(0, 23)] * 3),
    workdays_only=st.booleans(),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(TOKYO)),
)
def test_no_mail_is_early_in_quiet_hours_or_never(
    kind: NoticeKind, mail: Mail, hours: tuple[int, int, int], workdays_only: bool, at: datetime
) -> None:
    preference = Preference(
        mail=mail,
        digest_hour=hours[0],
        quiet_from=hours[1],
        quiet_until=hours[2],
        workdays_only=workdays_only,
    )
    planned = mail_time(kind, preference, at)
    assert planned is not None
    assert at <= planned < at + timedelta(days=12)  # the year-end closing is the longest
    assert not is_quiet(preference, planned)
    assert is_workday(planned.astimezone(TOKYO).date()) or not workdays_only
