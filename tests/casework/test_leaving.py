"""Who leaves a team leaves what they did there: of a worry they brought, only how it stands stays (I4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_post
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
from wagamachi.access.roles import Role
from wagamachi.accounts.services import renew_password
from wagamachi.casework.enums import ParticipationKind
from wagamachi.casework.models import Case, Intake, Participation
from wagamachi.continuity.enums import FilterPage
from wagamachi.continuity.models import HandedOver
from wagamachi.continuity.queries.filters import kept_by
from wagamachi.continuity.services import keep_filter
from wagamachi.core.ids import uuid7
from wagamachi.home.feed import feed_of
from wagamachi.home.services import make_feed
from wagamachi.organizations.models import Team
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import write_record

from .scenes import Scene

pytestmark = pytest.mark.django_db
HEARD, DONE, NAME = "郵便がたまっている", "玄関先で話を聞いた", "山田花子"


def moved(scene: Scene, who: str, team: Team, role: Role) -> None:
    """End every post of somebody yesterday and give them one elsewhere."""
    user = getattr(scene.cast, who)
    Assignment.objects.filter(user=user).update(ends_on=scene.today)
    make_post(user, role, team, starts_on=scene.today)


def brought(scene: Scene, who: str) -> Intake:
    user, west = getattr(scene.cast, who), scene.cast.town.west_team
    at = user.assignments.get().team
    return scene.intake(
        received_by=user, received_team=at, holder_team=west, situation=HEARD, subject=NAME
    )


def wrote(scene: Scene, who: str, **said: Any) -> ActivityRecord:
    user = getattr(scene.cast, who)
    draft = scene.record(content=DONE, team_id=user.assignments.get().team_id, **said)
    return write_record(actor=scene.actor(who), at=scene.at, draft=draft)


def told(browser: Client, *paths: str) -> list[bool]:
    """Say for each page whether it tells anything that was heard or done; 404 tells nothing."""
    pages = [browser.get(path).content.decode() for path in paths]
    return [any(word in page for word in (HEARD, DONE, NAME)) for page in pages]


@pytest.mark.parametrize("who", ["nursery", "minsei", "district"])
def test_own_work_stays_in_the_team_it_was_done_in(scene: Scene, who: str) -> None:
    intake, record = brought(scene, who), wrote(scene, who)
    calendar = f"/calendar/{make_feed(actor=scene.actor(who), at=scene.at)}.ics"
    full = [
        reverse("casework:intake", args=[intake.pk]),
        reverse("casework:intake_slip", args=[intake.pk]),
        reverse("casework:my_intakes"),
        reverse("records:detail", args=[record.pk]),
        reverse("records:correct", args=[record.pk]),
    ]
    browser = scene.browser(who)
    assert told(browser, *full) == [True] * 5
    assert Client().get(calendar).status_code == 200

    moved(scene, who, scene.cast.town.houkatsu_team, Role.AGENCY_DESK)
    browser = scene.browser(who)
    assert told(browser, *full) == [False] * 5
    assert [browser.get(path).status_code for path in full] == [200, 404, 200, 404, 404]
    assert "西チーム" in browser.get(full[0]).content.decode()  # who holds it now (I4)
    assert browser.get(reverse("exchange:intake", args=[intake.pk])).status_code == 404
    for words in (NAME, HEARD):
        assert NAME not in str(browser.post("/search/", {"q": words}).context["groups"])
    taken_away = browser.post(reverse("records:export"), {"format": "csv"})
    assert DONE not in b"".join(taken_away).decode("utf-8-sig", "replace")
    assert Client().get(calendar).status_code == 404


def test_a_second_post_keeps_what_the_first_one_gave(scene: Scene) -> None:
    intake, record = brought(scene, "minsei"), wrote(scene, "minsei")
    make_post(scene.cast.minsei, Role.AGENCY_DESK, scene.cast.town.houkatsu_team)
    minsei = scene.actor("minsei")
    assert (can(minsei, Perm.INTAKE_READ, intake), can(minsei, Perm.RECORD_WRITE, record)) == (
        True, True,
    )  # fmt: skip


def test_a_named_person_is_let_in_as_one_of_their_team(scene: Scene) -> None:
    case, minsei = scene.case(), scene.cast.minsei
    Participation.objects.create(
        case=case, kind=ParticipationKind.PARTNER, level=3, user=minsei, consent=scene.consent(case),
        user_team=scene.cast.town.minsei_team, since_at=scene.at,
    )  # fmt: skip
    seen = visible_to(scene.actor("minsei"), Case, Perm.CASE_READ_FULL)
    assert seen.get() == case
    moved(scene, "minsei", scene.cast.town.hoiku_team, Role.AGENCY_DESK)
    for perm in (Perm.CASE_READ_FULL, Perm.CASE_READ_SUMMARY, Perm.CASE_READ_STATUS):
        assert not can(scene.actor("minsei"), perm, case)


def test_what_was_handed_over_is_read_on_the_team_alone(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    done = HandedOver.objects.create(
        user=scene.cast.csw, held_as="holder", target_kind="case", target_id=case.pk, case=case,
        team=town.east_team, to_user=scene.cast.colleague, at=scene.at,
    )  # fmt: skip
    assert can(scene.actor("csw"), Perm.CASE_EDIT, done)
    for who in ("csw", "colleague"):
        moved(scene, who, town.hoiku_team, Role.AGENCY_DESK)
        assert not can(scene.actor(who), Perm.CASE_EDIT, done)


def test_a_leavers_second_press_shows_no_version(scene: Scene) -> None:
    pk, west = uuid7(), scene.cast.town.west_team
    said = {"token": str(pk), "noticed_by": "隣人", "situation": HEARD, "place": "東のほう"}
    new = reverse("casework:intake_new")
    assert scene.browser("nursery").post(new, said).status_code == 302
    Intake.objects.filter(pk=pk).update(holder_team=west)
    moved(scene, "nursery", scene.cast.town.houkatsu_team, Role.AGENCY_DESK)
    again = scene.browser("nursery").post(new, said | {"situation": "別のこと"})
    assert (again.status_code, HEARD in again.content.decode()) == (422, False)


def test_another_password_ends_the_calendars_address(scene: Scene) -> None:
    path = f"/calendar/{make_feed(actor=scene.actor('csw'), at=scene.at)}.ics"
    assert Client().get(path).status_code == 200
    renew_password(user=scene.cast.csw)
    assert Client().get(path).status_code == 404
    scene.cast.csw.refresh_from_db()
    assert feed_of(scene.actor("csw")) is None


def test_a_filter_is_kept_anew_at_a_new_post(scene: Scene) -> None:
    keep = {
        "at": scene.at,
        "page": FilterPage.CASES,
        "name": "わたし",
        "params": [("whose", "mine")],
    }
    keep_filter(actor=scene.actor("csw"), **keep)
    scene.cast.csw.saved_filters.update(created_at=scene.at - timedelta(days=9))
    moved(scene, "csw", scene.cast.town.west_team, Role.CSW)
    assert list(kept_by(scene.actor("csw"), FilterPage.CASES)) == []
    keep_filter(actor=scene.actor("csw"), **keep | {"params": [("whose", "team")]})
    assert [one.query for one in kept_by(scene.actor("csw"), FilterPage.CASES)] == ["whose=team"]
