"""Things that happen in the wrong order: the asker is gone, the receiver holds it already, two wait."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from tests.cast import build_cast
from wagamachi.access import audit
from wagamachi.access.actor import system
from wagamachi.access.models import Assignment
from wagamachi.casework.enums import FlagKind, HandoffKind, HandoffState
from wagamachi.casework.models import Case, CaseFlag, CaseMember, Handoff, Intake
from wagamachi.casework.services import (
    accept_handoff,
    ask_to_take_over,
    decline_handoff,
    finish_handoff,
    merge_cases,
    part_cases,
    pass_on_intake,
    send_handoff,
    withdraw_consent,
)
from wagamachi.casework.services.holding import lock_open_case
from wagamachi.casework.services.upkeep import rescue_case, send_back
from wagamachi.continuity.enums import HeldAs
from wagamachi.continuity.services import Picked, hand_over, reassign_cases
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.notices.models import Notice
from wagamachi.organizations.models import Organization, Team

from .scenes import BY_LAW, CONNECTED, TOO_FULL, Scene, nothing_saved


def ends(team: Team, scene: Scene) -> None:
    """Close a team behind the back of the services, as a mishap would."""
    Team.objects.filter(pk=team.pk).update(closes_on=scene.today)
    Assignment.objects.filter(team=team).update(ends_on=scene.today)


def climb(scene: Scene, case: Case, **said: Any) -> Handoff:
    asked = scene.asks(
        kind=HandoffKind.ESCALATE, team=scene.cast.town.core_team, tried="三度訪ねた", **said
    )
    sent = send_handoff(actor=scene.actor("csw"), at=scene.at, case=case, draft=asked)
    return scene.approved(sent)


def pulled(scene: Scene) -> tuple[Case, Handoff]:
    """Return a case of 東 that the 保育園 brought and offers to take over."""
    case = scene.claimed(scene.received("nursery", area_id=scene.cast.town.east.pk))
    handoff = ask_to_take_over(
        actor=scene.actor("nursery"), at=scene.at, case=case, purpose="支える", request="毎日会う"
    )
    return case, handoff


@pytest.mark.parametrize("by_consent", [False, True])
def test_a_case_parted_after_the_climb_keeps_whoever_climbed_beside_it(
    scene: Scene, by_consent: bool
) -> None:
    kept, other, town = scene.case(), scene.claimed(scene.intake()), scene.cast.town
    consent = scene.consent(other, recipient_ids=[town.shakyo.pk]) if by_consent else None
    merge = merge_cases(
        actor=scene.actor("csw"), at=scene.at, kept=kept, merged=other, reason="同じ世帯"
    )
    later = scene.at + timedelta(hours=1)
    handoff = climb(scene, kept, consent=consent)
    accept_handoff(actor=scene.actor("core"), at=later, handoff=handoff)
    merge.refresh_from_db()
    part_cases(actor=scene.actor("core"), at=later, merge=merge)
    for case in (kept, other):
        case.refresh_from_db()
        assert (case.holder_team, case.is_escalated, case.companion_team) == (
            town.core_team, True, town.east_team,
        )  # fmt: skip
        doors = case.participations.filter(kind="companion", until_at=None)
        assert [door.team for door in doors] == [town.east_team]


def test_nobody_yields_a_case_to_a_team_that_has_ended(scene: Scene) -> None:
    case, handoff = pulled(scene)
    said = {"actor": scene.actor("csw"), "at": scene.at, "handoff": handoff}
    accept_handoff(**said, legal_basis_id=BY_LAW, basis_reason="毎日会えるため")
    scene.approved(handoff)
    ends(scene.cast.town.hoiku_team, scene)
    with nothing_saved(), pytest.raises(DomainError, match="引き取れる人が、もういません"):
        accept_handoff(**said)
    case.refresh_from_db()
    assert case.holder_team == scene.cast.town.east_team


def test_a_climb_to_who_was_given_it_by_night_makes_nobody_their_own_companion(
    scene: Scene,
) -> None:
    case, town = scene.case(), scene.cast.town
    handoff = climb(scene, case)
    ends(town.east_team, scene)
    rescue_case(at=scene.at, pk=case.pk, team=town.core_team)
    accept_handoff(
        actor=scene.actor("core"), at=scene.at, handoff=Handoff.objects.get(pk=handoff.pk)
    )
    case.refresh_from_db()
    assert (case.holder_team, case.holder_user) == (town.core_team, scene.cast.core)
    assert (case.is_escalated, case.companion_team) == (False, None)


def test_a_pull_nobody_can_answer_is_withdrawn_and_not_finished(scene: Scene) -> None:
    case = scene.claimed(scene.received("nursery", area_id=scene.cast.town.east.pk))
    Assignment.objects.filter(team=scene.cast.town.east_team).update(ends_on=scene.today)
    handoff = ask_to_take_over(
        actor=scene.actor("nursery"), at=scene.at, case=case, purpose="支える", request="毎日会う"
    )
    assert handoff.state == HandoffState.ARRANGING
    with nothing_saved(), pytest.raises(DomainError, match="まだ返事がありません"):
        finish_handoff(
            actor=scene.actor("nursery"), at=scene.at, handoff=handoff, result_id=CONNECTED
        )


def test_a_worry_is_not_passed_to_a_team_whose_agency_has_ended(scene: Scene) -> None:
    intake, town = scene.intake(), scene.cast.town
    Team.objects.filter(pk=town.houkatsu_team.pk).update(is_base=True)
    Organization.objects.filter(pk=town.houkatsu.pk).update(closes_on=scene.today)
    team = Team.objects.get(pk=town.houkatsu_team.pk)
    with nothing_saved(), pytest.raises(DomainError) as error:
        pass_on_intake(
            actor=scene.actor("csw"), at=scene.at, intake=intake, team=team, reason="圏域ちがい"
        )
    assert error.value.field == "team"


def test_the_night_sends_back_what_was_asked_before_a_clock_was_set_back(scene: Scene) -> None:
    handoff = scene.handoff(scene.case())
    ends(scene.cast.town.houkatsu_team, scene)
    assert send_back(at=scene.at - timedelta(minutes=5), pk=handoff.pk)
    handoff.refresh_from_db()
    assert (handoff.state, handoff.answered_at) == (HandoffState.DECLINED, handoff.sent_at)


def test_the_night_sends_back_what_was_asked_in_person_of_a_team_that_ended(scene: Scene) -> None:
    Assignment.objects.filter(team=scene.cast.town.houkatsu_team).update(ends_on=scene.today)
    handoff = scene.handoff(scene.case())
    assert handoff.state == HandoffState.ARRANGING
    ends(scene.cast.town.houkatsu_team, scene)
    assert send_back(at=scene.at, pk=handoff.pk)
    handoff.refresh_from_db()
    assert handoff.state == HandoffState.DECLINED
    assert Notice.objects.filter(kind="handoff_declined", user=scene.cast.csw).exists()


def test_a_declined_request_is_told_to_the_new_holder_too(scene: Scene) -> None:
    case, town = scene.case(), scene.cast.town
    handoff = scene.handoff(case)
    ends(town.east_team, scene)
    rescue_case(at=scene.at, pk=case.pk, team=town.core_team)
    decline_handoff(
        actor=scene.actor("agency"), at=scene.at, handoff=Handoff.objects.get(pk=handoff.pk),
        decline_reason_id=TOO_FULL, answer="満員",
    )  # fmt: skip
    assert Notice.objects.filter(kind="handoff_declined", user=scene.cast.core).exists()


def test_a_consent_is_withdrawn_wherever_it_was_used(scene: Scene) -> None:
    """The same person is in the household of another team, which asked on the same consent."""
    ours, town = scene.claimed(scene.intake()), scene.cast.town
    consent = scene.consent(ours)
    theirs = scene.case(team=town.west_team, holder=scene.cast.other_csw)
    CaseMember.objects.create(
        case=theirs, person=consent.person, relation="母", joined_on=scene.today
    )
    handoff = scene.handoff(theirs, who="other_csw", consent=consent)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=ours, consent=consent)
    consent.refresh_from_db()
    handoff.refresh_from_db()
    assert consent.withdrawn_at == scene.at
    assert handoff.state == HandoffState.WITHDRAWN
    notices = Notice.objects.filter(kind="handoff_withdrawn", target_id=handoff.pk)
    assert notices.filter(user=scene.cast.other_csw).exists()


# --- two at the same moment, on a database where they really meet ---------------------------------

real = pytest.mark.many_writers


def meanwhile(act: Callable[[], Any]) -> Any:
    """Do ``act`` in another connection that waits two seconds at most; return it or its error."""
    found: list[Any] = []
    done = Event()

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()
            done.set()

    Thread(target=run).start()
    assert done.wait(20)
    return found[0]


@real
@pytest.mark.django_db(transaction=True)
def test_a_sign_beside_a_held_case_does_not_wait_for_it(frozen: Any) -> None:
    """Two who save two cases of one building would wait for each other for ever."""
    scene = Scene(build_cast(), frozen)
    case = scene.case()
    with transaction.atomic():
        lock_open_case(case)
        made = meanwhile(
            lambda: CaseFlag.objects.create(
                case_id=case.pk, kind=FlagKind.CLUSTER, since_at=scene.at
            )
        )
    assert isinstance(made, CaseFlag)


@real
@pytest.mark.django_db(transaction=True)
def test_who_waited_for_a_transfer_has_no_say_any_more(frozen: Any) -> None:
    scene = Scene(build_cast(), frozen)
    case, csw = scene.case(), scene.actor("csw")
    screen = Case.objects.get(pk=case.pk)
    found: list[Any] = []

    def plan() -> None:
        try:
            found.append(send_handoff(actor=csw, at=scene.at, case=screen, draft=scene.asks()))
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    asked = scene.asks(kind=HandoffKind.TRANSFER, team=scene.cast.town.west_team)
    handoff = scene.approved(send_handoff(actor=csw, at=scene.at, case=case, draft=asked))
    with transaction.atomic():
        accept_handoff(actor=scene.actor("other_csw"), at=scene.at, handoff=handoff)
        waiting = Thread(target=plan)
        waiting.start()
        waiting.join(1.5)
        assert found == [], "waits for the one who was first"
    waiting.join(20)
    assert isinstance(found[0], NotAllowed)


# --- the log has one end: whoever writes to it holds every row already ----------------------------


def crossing(held: Callable[[], Any], act: Callable[[], Any]) -> Any:
    """Take hold of a row, let ``act`` wait for it elsewhere, then write to the log ourselves."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        held()
        waiting = Thread(target=run)
        waiting.start()
        waiting.join(1.5)
        assert found == [], "waits for the one who was first"
        audit.record(actor=system(date(2026, 11, 23)), kind=audit.EventKind.CHANGED)
    waiting.join(20)
    return found[0]


@real
@pytest.mark.django_db(transaction=True)
def test_many_cases_change_hands_while_somebody_saves_one_of_them(frozen: Any) -> None:
    scene = Scene(build_cast(), frozen)
    cases = [scene.case(), scene.case()]
    outcomes = crossing(
        lambda: lock_open_case(Case.objects.get(pk=cases[1].pk)),
        lambda: reassign_cases(
            actor=scene.actor("csw"), at=scene.at, to_user=scene.cast.colleague,
            picked=[Picked(case.pk, case.version) for case in cases],
        ),
    )  # fmt: skip
    assert [outcome.problem for outcome in outcomes] == ["", ""]


@real
@pytest.mark.django_db(transaction=True)
def test_much_is_handed_over_while_somebody_saves_one_of_the_cases(frozen: Any) -> None:
    scene = Scene(build_cast(), frozen)
    cases = [scene.case(), scene.case()]
    steps = crossing(
        lambda: lock_open_case(Case.objects.get(pk=cases[1].pk)),
        lambda: hand_over(
            actor=scene.actor("colleague"), at=scene.at, leaver=scene.cast.csw,
            to_user=scene.cast.colleague, picks=[(HeldAs.HOLDER, case.pk) for case in cases],
        ),
    )  # fmt: skip
    assert [step.problem for step in steps] == ["", ""]


@real
@pytest.mark.django_db(transaction=True)
def test_a_worry_is_claimed_while_somebody_passes_it_on(frozen: Any) -> None:
    scene = Scene(build_cast(), frozen)
    intake = scene.intake()
    said = crossing(
        lambda: Intake.objects.filter(pk=intake.pk).update(version=F("version") + 1),
        lambda: scene.claimed(intake),
    )
    assert isinstance(said, Conflict)
    assert not Case.objects.exists()
