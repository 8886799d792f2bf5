"""近隣・担当委員に知らせない: who lives near finds nothing, by whatever way they look (R016)."""

from typing import Any

import pytest

from tests.factories import make_post
from wagamachi.access.models import AuditEvent
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
from wagamachi.access.roles import Role
from wagamachi.casework.enums import HandoffState, Level, ParticipationKind
from wagamachi.casework.models import Case, Handoff, Intake, Participation
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.tokens import narrow_tokens, reachable_by
from wagamachi.casework.services import (
    check_may_be_told,
    describe_case,
    guards_of,
    record_on_case,
)
from wagamachi.casework.services.companions import walk_beside
from wagamachi.casework.services.finding import index_case
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.notices.models import Notice

from .scenes import Scene, moves, town_of


def named(scene: Scene, case: Case, who: str = "minsei", level: int = Level.FULL) -> Participation:
    """Let one person take part by consent, as after an accepted request."""
    user = getattr(scene.cast, who)
    row = Participation.objects.create(
        case=case, kind=ParticipationKind.PARTNER, level=level, user=user,
        user_team=user.assignments.order_by("pk")[0].team,
        consent=scene.consent(case), since_at=scene.at,
    )  # fmt: skip
    index_case(case)
    return row


def kept(scene: Scene, case: Case, keeps: bool = True, **more: str) -> Case:
    """Set the wish on a case, as 青葉 does on the form."""
    return describe_case(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version,
        keeps_from_neighbours=keeps, **more,
    )  # fmt: skip


def found_by(scene: Scene, who: str, words: str) -> str:
    """Return the page of results without the words that were typed."""
    page = scene.browser(who).post("/search/", {"q": words}).content.decode()
    return str(page.replace(f'value="{words}"', ""))


def test_a_neighbour_finds_nothing_by_any_way_of_looking(scene: Scene) -> None:
    case = scene.case(label="山本花子", summary="夜にひとりで歩く")
    named(scene, case)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(content="のら猫の話"),
        next_action=None,
    )  # fmt: skip
    minsei = scene.browser("minsei")
    assert "山本花子" in found_by(scene, "minsei", "山本花子")
    assert "山本花子" in minsei.get("/cases/").content.decode()

    said = {
        "version": case.version, "label": case.label, "kana": "", "household_type": "",
        "summary": case.summary, "keeps_from_neighbours": "on", "restriction": "",
    }  # fmt: skip
    assert scene.browser("csw").post(f"/cases/{case.pk}/describe/", said).status_code == 302

    for page in (
        "/cases/",
        "/cases/?whose=all",
        "/cases/?whose=shared",
        "/",
        "/records/?whose=seen",
    ):
        assert "山本花子" not in minsei.get(page).content.decode(), page
    assert "山本花子" not in found_by(scene, "minsei", "山本花子")
    tabs = ("", "household/", "record/", "consents/", "handoffs/", "evaluations/", "readers/")
    assert {minsei.get(f"/cases/{case.pk}/{tab}").status_code for tab in tabs} == {404}
    exported = minsei.post("/records/export/", {"format": "csv", "whose": ""})
    assert "のら猫の話" not in _body(exported)
    for drill_down in (
        "/insight/",
        "/insight/themes/",
        "/insight/windows/",
        "/cases/intakes/find/",
    ):
        assert minsei.get(drill_down).status_code == 404
    assert list(visible_to(scene.actor("minsei"), Case, Perm.CASE_READ_STATUS)) == []
    assert Notice.objects.filter(user=scene.cast.minsei).count() == 0


def _body(answer: Any) -> str:
    parts = getattr(answer, "streaming_content", None) or [answer.content]
    return b"".join(parts).decode("utf-8-sig")


def test_the_wish_ends_what_neighbours_were_part_of_and_nobody_elses(scene: Scene) -> None:
    case = scene.case()
    near = named(scene, case)
    scene.accepted(case)
    kept(scene, case)
    near.refresh_from_db()
    assert (near.until_at, near.ended_because) == (
        scene.at, "近隣・担当委員に知らせないことになったため",
    )  # fmt: skip
    assert level_of(scene.actor("minsei"), case) == Level.NONE
    assert level_of(scene.actor("agency"), case) == Level.FULL
    assert not set(narrow_tokens(scene.actor("minsei"))) & set(reachable_by(case))


def test_what_neighbours_were_asked_and_have_not_answered_is_taken_back(scene: Scene) -> None:
    make_post(scene.cast.stranger, Role.AGENCY_DESK, scene.cast.town.minsei_team)
    case = scene.case()
    near = scene.handoff(case, team=scene.cast.town.minsei_team)
    other = scene.handoff(case)
    kept(scene, case)
    states = [Handoff.objects.get(pk=one.pk).state for one in (near, other)]
    assert states == [HandoffState.WITHDRAWN, HandoffState.SENT]
    assert moves(near)[-1] == ("withdraw", "sent", "withdrawn")


def test_who_brought_it_still_sees_who_holds_it_and_how_it_stands(scene: Scene) -> None:
    intake = scene.received("minsei", keeps_from_neighbours=True, area_id=scene.cast.town.east.pk)
    case = scene.claimed(intake)
    assert (case.keeps_from_neighbours, case.restriction) == (True, "")
    assert level_of(scene.actor("minsei"), case) == Level.STATUS
    page = scene.browser("minsei").get(f"/cases/{case.pk}/").content.decode()
    assert ("東チーム" in page, case.label in page) == (True, False)


def test_even_a_participation_that_slipped_in_shows_a_neighbour_nothing(scene: Scene) -> None:
    case = kept(scene, scene.case())
    named(scene, case, level=Level.FULL)
    assert level_of(scene.actor("minsei"), case) == Level.NONE
    named(scene, case, who="resident", level=Level.FULL)
    assert not can(scene.actor("resident"), Perm.CASE_READ_STATUS, case)


def test_a_neighbour_by_one_post_stays_one_whatever_else_they_do(scene: Scene) -> None:
    make_post(scene.cast.agency, Role.RESIDENT, scene.cast.town.minsei_team)
    case = kept(scene, scene.case())
    named(scene, case, who="agency")
    assert level_of(scene.actor("agency"), case) == Level.NONE


@pytest.mark.parametrize("who", ["minsei", "resident"])
def test_nobody_near_is_told_or_asked(scene: Scene, who: str) -> None:
    case = kept(scene, scene.case())
    person = getattr(scene.cast, who)
    with pytest.raises(DomainError, match="知らせないことを望んでいます"):
        check_may_be_told(case, on=scene.today, user=person)
    with pytest.raises(DomainError, match="知らせないことを望んでいます"):
        check_may_be_told(case, on=scene.today, team=scene.cast.town.minsei_team)
    check_may_be_told(case, on=scene.today, team=scene.cast.town.houkatsu_team)
    check_may_be_told(scene.case(), on=scene.today, user=person)


def test_a_team_of_professionals_stays_one_when_a_volunteer_joins_it(scene: Scene) -> None:
    make_post(scene.cast.resident, Role.RESIDENT, scene.cast.town.houkatsu_team)
    case = kept(scene, scene.case())
    check_may_be_told(case, on=scene.today, team=scene.cast.town.houkatsu_team)
    scene.accepted(case)
    assert level_of(scene.actor("resident"), case) == Level.NONE
    assert level_of(scene.actor("agency"), case) == Level.FULL


def test_a_request_to_those_near_is_refused(scene: Scene) -> None:
    case = kept(scene, scene.case())
    make_post(scene.cast.stranger, Role.AGENCY_DESK, scene.cast.town.minsei_team)
    with pytest.raises(DomainError) as refused:
        scene.handoff(case, team=scene.cast.town.minsei_team)
    assert refused.value.field == "team"


def test_the_wish_comes_along_with_every_worry_that_joins_a_case(scene: Scene) -> None:
    case = scene.case()
    near = named(scene, case)
    scene.claimed(scene.intake(keeps_from_neighbours=True), case=case)
    case.refresh_from_db()
    near.refresh_from_db()
    assert (case.keeps_from_neighbours, near.until_at) == (True, scene.at)
    assert guards_of(scene.case(), case) == {"keeps_from_neighbours": True, "restriction": ""}


def test_a_case_makes_its_worries_as_careful_as_itself_and_lets_go_again(scene: Scene) -> None:
    intake = scene.intake()
    case = kept(scene, scene.claimed(intake))
    intake.refresh_from_db()
    assert intake.keeps_from_neighbours is True
    kept(scene, case, keeps=False)
    intake.refresh_from_db()
    assert intake.keeps_from_neighbours is False
    assert level_of(scene.actor("minsei"), case) == Level.NONE  # what ended stays ended


def test_only_the_holding_team_changes_the_wish_and_it_is_written_down(scene: Scene) -> None:
    case = scene.case()
    for who in ("other_csw", "agency", "minsei", "core"):
        answer = scene.browser(who).post(f"/cases/{case.pk}/describe/", {"label": "x"})
        assert answer.status_code == 404
    kept(scene, case)
    event = AuditEvent.objects.filter(target_id=case.pk, kind="changed").latest("seq")
    assert event.data == {"fields": ["keeps_from_neighbours"]}


def test_one_may_consult_outside_ones_own_area(scene: Scene) -> None:
    town_of("港町一丁目", scene.cast.town.east)
    said = {
        "token": uuid7(), "noticed_by": "本人", "situation": "近所に知られたくない",
        "place": "港町1-2-3", "area": scene.cast.town.west.pk, "keeps_from_neighbours": "on",
        "restriction": "",
    }  # fmt: skip
    assert scene.browser("resident").post("/cases/intakes/new/", said).status_code == 302
    intake = Intake.objects.get()
    assert (intake.area, intake.holder_team) == (scene.cast.town.west, scene.cast.town.west_team)
    assert (intake.keeps_from_neighbours, intake.town.name if intake.town else "") == (
        True, "港町一丁目",
    )  # fmt: skip
    assert scene.browser("minsei").get(f"/cases/intakes/{intake.pk}/").status_code == 404


def test_a_companion_who_must_not_know_is_followed_by_the_holding_team(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    walk_beside(
        case=case, team=town.minsei_team, at=scene.at, level=Level.STATUS, consent=None,
        legal_basis_id=None,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(companion_team=town.minsei_team)
    case.refresh_from_db()
    describe_case(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version,
        keeps_from_neighbours=True,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.companion_team == town.east_team
    beside = Participation.objects.get(kind=ParticipationKind.COMPANION, until_at=None)
    assert beside.team == town.east_team
