"""わたしの予定 as a calendar: a secret address, made, remade and stopped; never a word about anybody."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tests.cast import Cast, build_cast
from tests.factories import make_case
from wagamachi.access.models import Assignment
from wagamachi.access.queries import actor_for
from wagamachi.accounts.models import User
from wagamachi.casework.enums import CaseState, HandoffState
from wagamachi.casework.models import Case, CaseMeeting, Handoff
from wagamachi.core import clock
from wagamachi.home.marks import hashed
from wagamachi.home.models import CalendarFeed
from wagamachi.home.services import make_feed, revoke_feed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast(db: None, frozen: datetime) -> Cast:
    return build_cast()


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def feed(who: User, at: datetime) -> str:
    """Return the path of a new feed of this person."""
    return f"/calendar/{make_feed(actor=actor_for(who, clock.today(at)), at=at)}.ics"


def titles(path: str) -> list[str]:
    answer = Client().get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (
        200, "text/calendar; charset=utf-8",
    )  # fmt: skip
    assert answer.headers["Cache-Control"] == "no-store"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return [f"{event['dtstart'].dt} {event['summary']}" for event in events]


def case_of(cast: Cast, at: datetime, holder: User | None = None, **fields: Any) -> Case:
    return make_case(cast.town.east_team, holder or cast.csw, at, **fields)


def handoff_to(cast: Cast, at: datetime, case: Case, **fields: Any) -> Handoff:
    defaults = {
        "state": HandoffState.SENT, "from_team": cast.town.east_team, "from_user": cast.csw,
        "to_team": cast.town.houkatsu_team, "purpose": "山田さんの見まもり", "request": "訪問",
        "shared_summary": "ひとりぐらし", "legal_basis_id": "KYOYU_KONKYO-04", "sent_at": at,
        "due_on": clock.today(at) + DAY, "basis_reason": "命の危険があるため",
    }  # fmt: skip
    return Handoff.objects.create(case=case, **defaults | fields)


def meeting(cast: Cast, at: datetime, case: Case, **fields: Any) -> CaseMeeting:
    defaults = {
        "meets_on": clock.today(at) + 2 * DAY, "place": "山田さん宅", "purpose": "これから",
        "called_by": cast.lead, "called_at": at,
    }  # fmt: skip
    return CaseMeeting.objects.create(case=case, **defaults | fields)


def test_my_next_actions_by_number_and_day(cast: Cast, frozen: datetime) -> None:
    case_of(cast, frozen, number="2026-0042")
    case_of(cast, frozen, cast.colleague, number="2026-0043")
    assert titles(feed(cast.csw, frozen)) == ["2026-11-26 次にすること（ケース 2026-0042）"]


def test_what_my_team_must_answer(cast: Cast, frozen: datetime) -> None:
    case = case_of(cast, frozen)
    handoff_to(cast, frozen, case)
    handoff_to(cast, frozen, case, state=HandoffState.WITHDRAWN)
    assert titles(feed(cast.agency, frozen)) == ["2026-11-24 つなぎに返事をする期日"]


def test_meetings_that_concern_me(cast: Cast, frozen: datetime) -> None:
    mine = case_of(cast, frozen, number="2026-0042")
    theirs = case_of(cast, frozen, cast.colleague, number="2026-0043")
    second = case_of(cast, frozen, cast.colleague, number="2026-0044", second_user=cast.csw)
    called = case_of(cast, frozen, cast.colleague, number="2026-0045")
    for case in (mine, theirs, second):
        meeting(cast, frozen, case)
    meeting(cast, frozen, called, called_by=cast.csw)
    meeting(cast, frozen, mine, cancelled_because="雪")
    shown = [line for line in titles(feed(cast.csw, frozen)) if "調整会議" in line]
    assert sorted(shown) == [
        f"2026-11-25 調整会議（ケース 2026-00{number}）" for number in (42, 44, 45)
    ]


def test_a_meeting_my_office_is_asked_to_shows_with_its_hours(cast: Cast, frozen: datetime) -> None:
    asked = meeting(
        cast, frozen, case_of(cast, frozen, number="2026-0042"),
        from_time=time(10), until_time=time(11, 30),
    )  # fmt: skip
    asked.organizations.add(cast.town.houkatsu, cast.town.shakyo)
    shown = ["2026-11-25 10:00:00+09:00 調整会議（ケース 2026-0042）"]
    assert (titles(feed(cast.agency, frozen)), titles(feed(cast.lead, frozen))) == (shown, shown)
    assert titles(feed(cast.nursery, frozen)) == []


def test_closed_cases_and_lost_posts_leave_the_calendar(cast: Cast, frozen: datetime) -> None:
    path = feed(cast.csw, frozen)
    case_of(cast, frozen)
    merged = case_of(cast, frozen)
    gone = case_of(cast, frozen, state=CaseState.MERGED, merged_into=merged)
    assert gone.number not in str(titles(path))
    assert len(titles(path)) == 2
    Assignment.objects.filter(user=cast.csw).update(ends_on=clock.today(frozen))
    assert Client().get(path).status_code == 404  # the address ends with the post


def test_there_is_nothing_about_anybody_in_it(cast: Cast, frozen: datetime) -> None:
    case = case_of(cast, frozen, label="山田花子", next_action="山田さんを訪問", summary="病気")
    meeting(cast, frozen, case)
    handoff_to(cast, frozen, case, from_team=cast.town.west_team, to_team=cast.town.east_team)
    path = feed(cast.csw, frozen)
    text = str(Calendar.from_ical(Client().get(path).content).to_ical().decode())
    assert len(titles(path)) == 3
    private = ["山田", "病気", "訪問", case.place, case.area.name, cast.csw.name, "青葉", "命"]
    assert [words for words in private if words in text] == []


def test_only_the_hash_of_the_secret_is_kept(cast: Cast, frozen: datetime) -> None:
    token = make_feed(actor=actor_for(cast.csw, clock.today(frozen)), at=frozen)
    kept = CalendarFeed.objects.values().get(user=cast.csw)
    assert kept["token_hash"] == hashed(token)
    assert token not in str(kept)


def test_stopped_remade_and_unknown_addresses_are_not_there(cast: Cast, frozen: datetime) -> None:
    first = feed(cast.csw, frozen)
    second = feed(cast.csw, frozen)
    found = [Client().get(path).status_code for path in (first, second, "/calendar/nothing.ics")]
    assert found == [404, 200, 404]
    assert revoke_feed(actor=actor_for(cast.csw, clock.today(frozen)), at=frozen)
    assert Client().get(second).status_code == 404


def test_the_calendar_of_a_stopped_account_is_not_there(cast: Cast, frozen: datetime) -> None:
    path = feed(cast.csw, frozen)
    User.objects.filter(pk=cast.csw.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_the_address_is_shown_once(cast: Cast, frozen: datetime) -> None:
    page = browser(cast.csw)
    assert "アドレスを作る" in page.get("/calendar/").content.decode()
    made = page.post("/calendar/make/")
    address = made.context["address"]
    assert address in made.content.decode()
    assert titles(address.removeprefix("http://testserver")) == []
    shown = page.get("/calendar/").content.decode()
    assert address not in shown
    assert "令和8年11月23日" in shown  # when it was last read
    page.post("/calendar/stop/")
    assert "まだカレンダーに出していません" in page.get("/calendar/").content.decode()


def test_the_same_all_day_if_nothing_changed(cast: Cast, frozen: datetime) -> None:
    case_of(cast, frozen)
    path = feed(cast.csw, frozen)
    assert Client().get(path).content == Client().get(path).content


def test_reading_costs_the_same_with_one_row_and_with_three(cast: Cast, frozen: datetime) -> None:
    path = feed(cast.csw, frozen)
    found = []
    for more in (1, 2):
        for _ in range(more):
            case = case_of(cast, frozen)
            meeting(cast, frozen, case)
            handoff_to(cast, frozen, case, to_team=cast.town.east_team)
        Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(path)) == 3 * (1 if more == 1 else 3)
        found.append(len(queries))
    assert found == [7, 7]
