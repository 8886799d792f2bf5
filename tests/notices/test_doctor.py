"""What the look-over tells about お知らせ: links that lead nowhere, e-mail that does not go out."""

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast
from tests.factories import make_case
from wagamachi.core import doctor
from wagamachi.core.refs import ref_of
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import deliver_mail

from .people import a_case, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def places(name: str, at: datetime) -> tuple[str, ...]:
    check = next(check for check in doctor.checks() if check.name == name)
    found = doctor.look(check, at)
    return found.places if found else ()


def test_a_notice_that_leads_nowhere_is_told(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, ref=ref_of(make_case(cast.town.east_team, cast.csw, at)))
    assert places("notices_point", at) == ()
    ghost = a_case()
    tell(cast.csw, at, ref=ghost)
    assert places("notices_point", at) == (f"お知らせの指す case:{ghost.id} がありません",)


def test_mail_that_is_a_day_late_is_told(cast: Cast, at: datetime) -> None:
    tell(cast.csw, at, NoticeKind.INTAKE_LATE)
    tell(cast.csw, at, NoticeKind.INTAKE_ARRIVED)  # planned for tomorrow 8:00
    assert places("mail_arrives", at + DAY) == ()
    (told,) = places("mail_arrives", at + DAY + timedelta(minutes=1))
    assert told.startswith("お知らせ1件のメールが")
    deliver_mail(at=at + 2 * DAY)
    assert places("mail_arrives", at + 3 * DAY) == ()


def test_mail_that_waits_for_a_long_weekend_is_not_late(cast: Cast, at: datetime) -> None:
    friday_evening = at - timedelta(days=4) + timedelta(hours=12)
    tell(cast.csw, friday_evening, NoticeKind.INTAKE_LATE)
    assert places("mail_arrives", friday_evening + 3 * DAY) == ()
