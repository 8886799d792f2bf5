"""The list of お知らせ, opening one, putting aside, and 受け取り方."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.factories import make_case, make_intake
from wagamachi.casework.models import Intake
from wagamachi.core.refs import ref_of
from wagamachi.notices.enums import Mail, NoticeKind
from wagamachi.notices.models import Notice, Preference

from .people import browser, tell

pytestmark = pytest.mark.django_db

CHOICE = {"mail": "digest", "digest_hour": "9", "quiet_from": "21", "quiet_until": "6"}


def test_the_list_is_mine_newest_first_and_says_what_is_new(cast: Cast, frozen: datetime) -> None:
    tell(cast.csw, frozen - timedelta(days=2), NoticeKind.INTAKE_LATE)
    tell(cast.csw, frozen, NoticeKind.HANDOFF_DECLINED)
    tell(cast.agency, frozen, NoticeKind.HANDOFF_ARRIVED)
    shown = browser(cast.csw).get("/notices/")
    assert [n.kind for n in shown.context["page"]] == ["handoff_declined", "intake_late"]
    assert shown.content.decode().count("新しい</span>") == 2


def test_cases_are_told_apart_by_their_number(cast: Cast, frozen: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, frozen, number="2026-0042")
    tell(cast.csw, frozen, NoticeKind.FLAG_RAISED, ref_of(case))
    shown = browser(cast.csw).get("/notices/").content.decode()
    assert "ケースに気になるしるしがつきました（ケース 2026-0042）" in shown
    assert case.label not in shown


def test_notices_of_one_kind_are_told_apart_and_name_nobody(cast: Cast, frozen: datetime) -> None:
    said = {"holder_team": cast.town.east_team, "area": cast.town.east, "subject": "山田花子"}
    page, counts = browser(cast.nursery), []
    for days in (1, 2, 2):
        intake = make_intake(
            cast.town.hoiku_team, cast.nursery, frozen - timedelta(days=days), **said
        )
        tell(cast.nursery, frozen, NoticeKind.INTAKE_ANSWERED, ref_of(intake))
        with CaptureQueriesContext(connection) as captured:
            shown = page.get("/notices/").content.decode()
        counts.append(len(captured))
    links = re.findall(r'<a href="/notices/[0-9a-f-]+/">([^<]*)</a>', shown)
    assert (len(set(links)), "山田" in shown, counts[1:]) == (3, False, counts[:2])
    assert any(
        "（R8.11.22に受けた相談・受付番号 " in one and "・東チーム）" in one for one in links
    )
    Intake.objects.update(restriction="dv")
    assert "東チーム" not in page.get("/notices/").content.decode()


def test_only_the_unread_on_request(cast: Cast, frozen: datetime) -> None:
    read = tell(cast.csw, frozen)
    Notice.objects.filter(pk=read.pk).update(read_at=frozen)
    unread = tell(cast.csw, frozen)
    shown = browser(cast.csw).get("/notices/?show=unread")
    assert [n.pk for n in shown.context["page"]] == [unread.pk]


def test_an_empty_list_says_what_to_do(cast: Cast, frozen: datetime) -> None:
    assert "お知らせはありません" in browser(cast.csw).get("/notices/").content.decode()


def test_the_bell_counts_the_unread_on_every_page(cast: Cast, frozen: datetime) -> None:
    page = browser(cast.csw)
    assert "件、まだ読んでいません" not in page.get("/").content.decode()
    for _ in range(3):
        tell(cast.csw, frozen)
    bell = '<span class="badge badge--danger">3<span class="visually-hidden">件、まだ'
    assert bell in page.get("/").content.decode()
    assert bell in page.get("/areas/").content.decode()


def test_opening_goes_to_the_row_and_puts_the_notice_aside(cast: Cast, frozen: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, frozen)
    notice = tell(cast.csw, frozen, NoticeKind.FLAG_RAISED, ref_of(case))
    answer = browser(cast.csw).get(f"/notices/{notice.pk}/")
    assert answer.headers["Location"] == f"/cases/{case.pk}/"
    notice.refresh_from_db()
    assert notice.read_at == frozen


def test_a_row_one_may_no_longer_see_is_simply_not_there(cast: Cast, frozen: datetime) -> None:
    case = make_case(cast.town.east_team, cast.csw, frozen)
    notice = tell(cast.other_csw, frozen, NoticeKind.FLAG_RAISED, ref_of(case))
    answer = browser(cast.other_csw).get(f"/notices/{notice.pk}/", follow=True)
    assert answer.status_code == 404
    assert case.label not in answer.content.decode()


def test_somebody_elses_notice_is_not_there(cast: Cast, frozen: datetime) -> None:
    notice = tell(cast.csw, frozen)
    page = browser(cast.colleague)
    assert page.get(f"/notices/{notice.pk}/").status_code == 404
    assert page.post(f"/notices/{notice.pk}/read/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_one_can_be_put_aside_unopened(cast: Cast, frozen: datetime) -> None:
    one, other = tell(cast.csw, frozen), tell(cast.csw, frozen)
    assert browser(cast.csw).post(f"/notices/{one.pk}/read/").status_code == 302
    assert list(Notice.objects.unread()) == [other]


def test_all_can_be_put_aside_and_only_mine(cast: Cast, frozen: datetime) -> None:
    for who in (cast.csw, cast.csw, cast.agency):
        tell(who, frozen)
    answer = browser(cast.csw).post("/notices/read/", follow=True)
    assert "2件を読んだことにしました" in answer.content.decode()
    assert list(Notice.objects.unread().values_list("user", flat=True)) == [cast.agency.pk]


def test_how_to_hear_is_kept(cast: Cast, frozen: datetime) -> None:
    answer = browser(cast.csw).post("/notices/settings/", CHOICE)
    assert answer.status_code == 302
    kept = Preference.objects.get(user=cast.csw)
    assert (kept.mail, kept.digest_hour, kept.quiet_from, kept.quiet_until) == (
        Mail.DIGEST, 9, 21, 6,
    )  # fmt: skip
    assert not kept.workdays_only
    browser(cast.csw).post("/notices/settings/", CHOICE | {"workdays_only": "on"})
    kept.refresh_from_db()
    assert kept.workdays_only


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "わたし"},
        {"mail": "fax"},
        {"digest_hour": "24"},
        {"quiet_from": ""},
        {"quiet_until": "x"},
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    cast: Cast, frozen: datetime, wrong: dict[str, str]
) -> None:
    answer = browser(cast.csw).post("/notices/settings/", CHOICE | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert not Preference.objects.exists()


def test_who_has_no_address_is_told_so(cast: Cast, frozen: datetime) -> None:
    cast.csw.email = ""
    cast.csw.save()
    assert "メールアドレスがまだありません" in (
        browser(cast.csw).get("/notices/settings/").content.decode()
    )


def cost(cast: Cast) -> int:
    page = browser(cast.csw)
    page.get("/notices/")
    with CaptureQueriesContext(connection) as queries:
        page.get("/notices/")
    return len(queries)


def test_the_list_costs_the_same_with_one_row_and_with_three(cast: Cast, frozen: datetime) -> None:
    def tell_of_a_case() -> None:
        tell(cast.csw, frozen, ref=ref_of(make_case(cast.town.east_team, cast.csw, frozen)))

    tell_of_a_case()
    one = cost(cast)
    tell_of_a_case()
    tell_of_a_case()
    assert cost(cast) == one


def test_a_long_list_has_pages(cast: Cast, frozen: datetime) -> None:
    for minutes in range(26):
        tell(cast.csw, frozen - timedelta(minutes=minutes))
    page = browser(cast.csw)
    first: Any = page.get("/notices/").context["page"]
    second: Any = page.get(f"/notices/{first.next_url}").context["page"]
    assert (len(first.items), len(second.items)) == (25, 1)
