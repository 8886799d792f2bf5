"""Every night: nothing stays with an empty chair, and a second night finds nothing to do."""

from datetime import timedelta

import pytest

from tests.casework.scenes import Scene, moves, told
from tests.factories import make_post, make_team
from wagamachi.access.models import AuditEvent
from wagamachi.access.roles import Role
from wagamachi.casework.models import Case, CaseMeeting, Handoff
from wagamachi.casework.services import reopen_case
from wagamachi.casework.services import upkeep as casework
from wagamachi.continuity.enums import HeldAs
from wagamachi.continuity.models import HandedOver
from wagamachi.continuity.queries.held import held_counts
from wagamachi.continuity.services import Kept, keep_held
from wagamachi.core import doctor, nights
from wagamachi.notices.models import Notice
from wagamachi.organizations.models import Organization, Team

from .acts import away, leave
from .test_handover import full_hands

NOTHING = Kept(0, 0, 0, 0, 0)


def test_a_tidy_house_is_left_alone(scene: Scene) -> None:
    full_hands(scene)
    scene.intake()
    events = AuditEvent.objects.count()
    assert keep_held(at=scene.at) == NOTHING
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("how", ["post", "login"])
def test_what_lies_with_somebody_gone_goes_to_the_inbox(scene: Scene, how: str) -> None:
    full_hands(scene)
    if how == "post":
        leave(scene.cast.csw, scene.today)
    else:
        scene.cast.csw.is_active = False
        scene.cast.csw.save()
    assert keep_held(at=scene.at) == Kept(cases=3, intakes=0, handoffs=0, followed_up=2, absences=1)
    assert held_counts(scene.cast.csw.pk, scene.today) == {}
    assert set(
        Case.objects.values_list("holder_team__name", "holder_user__name", "companion_team__name")
    ) == {
        ("東チーム", None, None), ("東チーム", "若葉", None), ("西チーム", "紅葉", "東チーム"),
    }  # fmt: skip
    given = HandedOver.objects.filter(user=scene.cast.csw, by=None)
    beside = given.exclude(to_user=None)
    assert (given.count(), [one.held_as for one in beside]) == (6, [HeldAs.COMPANION])
    case = Case.objects.get(companion_team=scene.cast.town.east_team)
    assert case.companion_user == beside[0].to_user == scene.cast.lead, "named, and told (R026)"
    assert "companion_named" in set(
        Notice.objects.filter(user=scene.cast.lead).values_list("kind", flat=True)
    )


def test_the_second_night_changes_nothing(scene: Scene) -> None:
    full_hands(scene)
    leave(scene.cast.csw, scene.today)
    keep_held(at=scene.at)
    before = AuditEvent.objects.count(), Notice.objects.count(), HandedOver.objects.count()
    assert keep_held(at=scene.at + timedelta(days=1)) == NOTHING
    assert (
        AuditEvent.objects.count(),
        Notice.objects.count(),
        HandedOver.objects.count(),
    ) == before


def test_it_is_an_act_of_the_house_and_the_team_is_told(scene: Scene) -> None:
    case = scene.case()
    leave(scene.cast.csw, scene.today)
    keep_held(at=scene.at)
    assert told(case) == [("changed", "")]
    told_to = Notice.objects.filter(target_id=case.pk).values_list("user__name", "kind")
    assert sorted(told_to) == [("樫", "holder_changed"), ("若葉", "holder_changed")]


def test_a_name_that_is_right_stays(scene: Scene) -> None:
    case = scene.case(second_user=scene.cast.colleague)
    leave(scene.cast.csw, scene.today)
    keep_held(at=scene.at)
    case.refresh_from_db()
    assert (case.holder_user, case.second_user) == (None, scene.cast.colleague)


def test_a_waiting_intake_is_freed_too(scene: Scene) -> None:
    intake = scene.intake(holder_user=scene.cast.csw)
    leave(scene.cast.csw, scene.today)
    assert keep_held(at=scene.at) == Kept(0, 1, 0, 0, 0)
    intake.refresh_from_db()
    assert (intake.holder_user, intake.holder_team) == (None, scene.cast.town.east_team)


@pytest.mark.parametrize("how", ["team", "organization"])
def test_work_of_a_closed_team_goes_to_the_fallback_team(scene: Scene, how: str) -> None:
    town = scene.cast.town
    case = scene.case(team=town.hoiku_team, holder=scene.cast.nursery)
    intake = scene.intake(holder_team=town.hoiku_team)
    if how == "team":
        Team.objects.filter(pk=town.hoiku_team.pk).update(closes_on=scene.today)
    else:
        Organization.objects.filter(pk=town.hoiku.pk).update(closes_on=scene.today)
    assert keep_held(at=scene.at) == Kept(1, 1, 0, 0, 0)
    case.refresh_from_db()
    intake.refresh_from_db()
    assert (case.holder_team, case.holder_user) == (town.core_team, None)
    assert intake.holder_team == town.core_team
    kinds = Notice.objects.filter(user=scene.cast.core).values_list("kind", flat=True)
    assert sorted(set(kinds) - {"flag_raised"}) == ["holder_changed", "intake_arrived"]
    assert keep_held(at=scene.at) == NOTHING


def test_an_inbox_that_nobody_reads_is_emptied_into_the_fallback_teams(scene: Scene) -> None:
    town = scene.cast.town
    intake, case = scene.intake(), scene.case(holder=None)
    for last in (scene.cast.csw, scene.cast.colleague):
        leave(last, scene.today)
    assert keep_held(at=scene.at) == NOTHING, "the lead is still there"
    leave(scene.cast.lead, scene.today)
    found = {one.name: one.places for one in doctor.examine(scene.at)}
    assert found["i1_inbox_is_read"] == (
        f"team:{town.east_team.pk} に届いた相談を引き受けられる人が、ひとりもいません",
    )
    assert keep_held(at=scene.at) == Kept(0, 1, 0, 0, 0)
    intake.refresh_from_db()
    case.refresh_from_db()
    assert (intake.holder_team, case.holder_team) == (town.core_team, town.east_team)
    assert "intake_arrived" in Notice.objects.filter(user=scene.cast.core).values_list(
        "kind", flat=True
    )
    assert "i1_inbox_is_read" not in {one.name for one in doctor.examine(scene.at)}
    assert keep_held(at=scene.at) == NOTHING


def test_a_companion_whose_team_closed_is_followed_by_the_fallback_team(scene: Scene) -> None:
    town = scene.cast.town
    case = scene.case(companion_team=town.hoiku_team, companion_user=None, is_escalated=True)
    Team.objects.filter(pk=town.hoiku_team.pk).update(closes_on=scene.today)
    assert keep_held(at=scene.at) == Kept(1, 0, 0, 0, 0)
    case.refresh_from_db()
    assert (case.companion_team, case.holder_user) == (town.core_team, scene.cast.csw)
    assert case.companion_user in (scene.cast.core, scene.cast.district), "by name (R026)"
    beside = case.participations.filter(kind="companion", until_at=None)
    assert list(beside.values_list("team", "level")) == [(town.core_team.pk, 1)]
    assert keep_held(at=scene.at) == NOTHING


@pytest.mark.parametrize(("days", "is_told"), [(30, True), (7, True), (1, True), (8, False)])
def test_who_leaves_soon_is_reminded(scene: Scene, days: int, is_told: bool) -> None:
    scene.case()
    leave(scene.cast.csw, scene.day(days))
    leave(scene.cast.colleague, scene.day(days))  # with empty hands
    keep_held(at=scene.at)
    told_of = Notice.objects.filter(kind="handover_waiting").values_list("user__name", flat=True)
    assert sorted(told_of) == (["樫", "青葉"] if is_told else [])


def test_a_team_that_closes_tomorrow_works_today(scene: Scene) -> None:
    town = scene.cast.town
    scene.case(team=town.hoiku_team, holder=scene.cast.nursery)
    Team.objects.filter(pk=town.hoiku_team.pk).update(closes_on=scene.day(1))
    assert keep_held(at=scene.at) == NOTHING
    assert keep_held(at=scene.at + timedelta(days=1)).cases == 1


def test_a_handoff_to_a_closed_team_comes_back_with_a_reason(scene: Scene) -> None:
    town = scene.cast.town
    handoff = scene.handoff(scene.case())
    Team.objects.filter(pk=town.houkatsu_team.pk).update(closes_on=scene.today)
    assert keep_held(at=scene.at) == Kept(0, 0, 1, 0, 0)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.decline_reason_id, handoff.answered_by) == (
        "declined", "HAZAMA-07", None,
    )  # fmt: skip
    assert handoff.answer == casework.CLOSED_MEANWHILE
    assert moves(handoff) == [("decline", "sent", "declined")]
    assert told(handoff)[-1] == ("moved", "")
    assert set(Notice.objects.filter(kind="handoff_declined").values_list("user__name", flat=True)) == {
        "青葉", "若葉", "樫",
    }  # fmt: skip
    assert keep_held(at=scene.at) == NOTHING


def test_an_answered_handoff_is_not_touched(scene: Scene) -> None:
    scene.accepted(scene.case())
    Team.objects.filter(pk=scene.cast.town.houkatsu_team.pk).update(closes_on=scene.today)
    assert keep_held(at=scene.at) == NOTHING


def test_an_absence_without_its_deputy_lies_with_the_team(scene: Scene) -> None:
    absence = away(scene)
    leave(scene.cast.colleague, scene.today)
    assert keep_held(at=scene.at) == Kept(0, 0, 0, 0, 1)
    absence.refresh_from_db()
    assert absence.deputy is None
    assert Notice.objects.filter(user=scene.cast.csw, kind="handover_waiting").count() == 1


def test_more_rows_than_a_batch(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(casework, "BATCH", 2)
    for _ in range(5):
        scene.case()
    leave(scene.cast.csw, scene.today)
    assert keep_held(at=scene.at).cases == 5
    assert Case.objects.exclude(holder_user=None).count() == 0


def test_one_that_fails_keeps_nobody_from_their_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = scene.case(), scene.case()
    leave(scene.cast.csw, scene.today)
    free = casework.free_case

    def sometimes(**said: object) -> bool:
        from wagamachi.core.errors import Conflict

        if said["pk"] == first.pk:
            raise Conflict("だれかが先でした")
        return free(**said)  # type: ignore[arg-type]

    monkeypatch.setattr(casework, "free_case", sometimes)
    assert keep_held(at=scene.at).cases == 1
    assert set(Case.objects.filter(holder_user=None)) == {second}


def test_without_a_fallback_team_it_is_a_finding_of_the_night(scene: Scene) -> None:
    town = scene.cast.town
    scene.case(team=town.hoiku_team, holder=None)
    Team.objects.filter(pk=town.hoiku_team.pk).update(closes_on=scene.today)
    Team.objects.filter(pk=town.core_team.pk).update(is_fallback=False)
    findings = nights.run_nightly(scene.at)
    assert [finding.name for finding in findings] == ["work:continuity.keep_held"]


def test_meetings_and_requests_of_somebody_gone_are_the_teams(scene: Scene) -> None:
    full_hands(scene)
    leave(scene.cast.csw, scene.today)
    keep_held(at=scene.at)
    # Who asked and who called stays written: it is what happened.
    assert Handoff.objects.get().from_user == scene.cast.csw
    assert CaseMeeting.objects.get().called_by == scene.cast.csw


def heirs(scene: Scene) -> Team:
    """Close the team of the east; return the new one that looks after the east, with 紅葉 on it."""
    town = scene.cast.town
    new = make_team(town.shakyo, "新しい東チーム", is_base=True, areas=[town.east])
    make_post(scene.cast.other_csw, Role.CSW, new, areas=[town.east])
    Team.objects.filter(pk=town.east_team.pk).update(closes_on=scene.today)
    return new


def test_what_a_closed_team_has_finished_is_found_and_opened_again_by_its_heir(
    scene: Scene,
) -> None:
    case = scene.closed()
    answered = scene.intake(state="answered", answer="案内した", answered_at=scene.at)
    browser = scene.browser("other_csw")
    assert browser.get(f"/cases/{case.pk}/").status_code == 404
    new = heirs(scene)
    assert keep_held(at=scene.at).finished == 2
    case.refresh_from_db()
    answered.refresh_from_db()
    assert (case.holder_team, case.state, answered.holder_team) == (new, "closed", new)
    assert told(case)[-1] == ("changed", ""), "an act of the house"
    assert browser.get(f"/cases/{case.pk}/").status_code == 200
    reopen_case(
        actor=scene.actor("other_csw"), at=scene.at, case=case, reason="また困りごとが出てきた",
        next_action="訪ねる", next_action_on=scene.day(1),
    )  # fmt: skip
    assert (case.state, case.holder_user) == ("active", scene.cast.other_csw)
    assert keep_held(at=scene.at).finished == 0


def test_what_the_law_asks_of_a_public_body_goes_to_the_team_of_last_resort(scene: Scene) -> None:
    case = scene.closed()
    Case.objects.filter(pk=case.pk).update(restriction="elder_abuse")
    heirs(scene)
    assert keep_held(at=scene.at).finished == 1
    case.refresh_from_db()
    assert case.holder_team == scene.cast.town.core_team


def test_what_is_finished_never_leaves_the_organisation(scene: Scene) -> None:
    town = scene.cast.town
    case = scene.closed()
    Case.objects.filter(pk=case.pk).update(holder_team=town.houkatsu_team)
    Team.objects.filter(pk=town.houkatsu_team.pk).update(closes_on=scene.today)
    assert keep_held(at=scene.at) == NOTHING, "the organisation has no other team"
    case.refresh_from_db()
    assert case.holder_team == town.houkatsu_team
