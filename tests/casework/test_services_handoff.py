"""つなぎ: asked of somebody, for a reason, by a day, lawfully; until the end it stays with the sender."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import make_team
from wagamachi.casework.enums import HandoffKind, HandoffState, Level
from wagamachi.casework.models import Case, Handoff, Participation
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.lists import asked_by_us, asked_of_us, came_back, shared_cases
from wagamachi.casework.services import (
    accept_handoff,
    decline_handoff,
    finish_handoff,
    send_handoff,
    withdraw_consent,
    withdraw_handoff,
)
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Organization, Team

from .scenes import ALL_ITEMS, BY_LAW, CONNECTED, REFUSED, TOO_FULL, Scene, moves, nothing_saved


def refused(scene: Scene, case: Case, **said: Any) -> str:
    """Return the field a つなぎ was refused for; nothing may have been saved."""
    with nothing_saved(), pytest.raises(DomainError) as error:
        scene.handoff(case, **said)
    return error.value.field


def test_asked_it_waits_at_the_other_team_and_the_case_stays(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.handoff(case)
    assert list(asked_of_us(scene.actor("agency"))) == [handoff]
    assert list(asked_by_us(scene.actor("csw"))) == [handoff]
    assert list(asked_of_us(scene.actor("nursery"))) == []
    case.refresh_from_db()
    assert (case.holder_team, case.holder_user) == (scene.cast.town.east_team, scene.cast.csw)
    assert level_of(scene.actor("agency"), case) == Level.NONE


def test_it_cannot_be_sent_to_nobody(scene: Scene) -> None:
    assert refused(scene, scene.case(), team=None) == "team"


def test_it_cannot_be_sent_to_two_at_once(scene: Scene) -> None:
    assert refused(scene, scene.case(), resource=scene.resource()) == "team"


def test_it_cannot_be_sent_to_oneself(scene: Scene) -> None:
    assert refused(scene, scene.case(), team=scene.cast.town.east_team) == "team"


@pytest.mark.parametrize("ends", ["team", "organization"])
def test_it_cannot_be_sent_to_somebody_who_has_closed(scene: Scene, ends: str) -> None:
    team = scene.cast.town.houkatsu_team
    if ends == "team":
        Team.objects.filter(pk=team.pk).update(closes_on=scene.today)
    else:
        Organization.objects.filter(pk=team.organization_id).update(closes_on=scene.today)
    assert refused(scene, scene.case(), team=Team.objects.get(pk=team.pk)) == "team"


def test_it_cannot_be_due_in_the_past(scene: Scene) -> None:
    assert refused(scene, scene.case(), due_on=scene.day(-1)) == "due_on"
    friday = scene.day(4)
    assert scene.handoff(scene.case(), due_on=friday).due_on == friday


def test_a_deadline_on_a_holiday_is_the_next_day_offices_are_open(scene: Scene) -> None:
    assert scene.today == date(2026, 11, 23)  # 勤労感謝の日
    assert scene.handoff(scene.case(), due_on=scene.today).due_on == date(2026, 11, 24)


@pytest.mark.parametrize("basis", [None, "", "KYOYU_KONKYO-01"])
def test_without_consent_it_needs_another_basis_in_law(scene: Scene, basis: str | None) -> None:
    assert refused(scene, scene.case(), legal_basis_id=basis) == "legal_basis"


def test_a_consent_of_somebody_of_another_household_does_not_count(scene: Scene) -> None:
    theirs = scene.consent(scene.case(label="よその人"))
    assert refused(scene, scene.case(), consent=theirs) == "consent"


def test_a_consent_that_was_taken_back_does_not_count(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert refused(scene, case, consent=consent) == "consent"


def test_a_consent_that_has_run_out_does_not_count(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case, valid_until=scene.day(1))
    assert scene.handoff(case, consent=consent).state == HandoffState.SENT
    scene.at += timedelta(days=1)
    assert refused(scene, scene.case(), consent=consent) == "consent"


def test_a_no_does_not_count_as_consent(scene: Scene) -> None:
    case = scene.case()
    assert refused(scene, case, consent=scene.consent(case, REFUSED)) == "consent"


def test_a_consent_counts_only_for_whom_it_names(scene: Scene) -> None:
    case = scene.case()
    only_nursery = scene.consent(case, recipient_ids=[scene.cast.town.hoiku.pk])
    assert refused(scene, case, consent=only_nursery) == "consent"
    assert scene.handoff(case, consent=only_nursery, team=scene.cast.town.hoiku_team).pk


def test_a_consent_shows_no_more_than_what_it_allows(scene: Scene) -> None:
    case = scene.case()
    but_money = scene.consent(case, item_ids=[one for one in ALL_ITEMS if one != "DOI_KOMOKU-04"])
    money = scene.consent(case, item_ids=["DOI_KOMOKU-04"])
    assert refused(scene, case, consent=but_money, level=Level.FULL) == "consent"
    assert refused(scene, case, consent=but_money, kind=HandoffKind.TRANSFER) == "consent"
    assert refused(scene, case, consent=money, level=Level.SUMMARY) == "consent"
    assert scene.handoff(case, consent=but_money, level=Level.SUMMARY).pk


def test_a_closed_case_is_handed_to_nobody(scene: Scene) -> None:
    case = scene.closed()
    with nothing_saved(), pytest.raises(DomainError, match="先に「もう一度ひらく」"):
        scene.handoff(case)


def test_the_same_team_is_asked_once_at_a_time(scene: Scene) -> None:
    case = scene.case()
    first = scene.handoff(case)
    with nothing_saved(), pytest.raises(Conflict, match="もうつないでいます"):
        scene.handoff(case)
    withdraw_handoff(actor=scene.actor("csw"), at=scene.at, handoff=first, reason="宛先ちがい")
    assert scene.handoff(case).state == HandoffState.SENT


def test_another_team_of_the_same_agency_may_be_asked_meanwhile(scene: Scene) -> None:
    case = scene.case()
    scene.handoff(case)
    second = scene.handoff(case, team=make_team(scene.cast.town.houkatsu, "認知症支援"))
    assert Handoff.objects.filter(case=case).count() == 2
    assert second.to_team.name == "認知症支援"


def test_sent_twice_it_is_there_once(scene: Scene) -> None:
    case, token, csw = scene.case(), uuid7(), scene.actor("csw")
    first = send_handoff(actor=csw, at=scene.at, case=case, draft=scene.asks(), id=token)
    with nothing_saved():
        again = send_handoff(actor=csw, at=scene.at, case=case, draft=scene.asks(), id=token)
    assert again == first


def test_only_the_holding_team_asks_others(scene: Scene) -> None:
    case = scene.case()
    scene.accepted(case)
    may = set()
    for name, _ in scene.cast.everybody():
        try:
            handoff = scene.handoff(case, name, team=scene.cast.town.hoiku_team)
        except NotAllowed:
            continue
        may.add(name)
        Handoff.objects.filter(pk=handoff.pk).delete()
    assert may == {"csw", "colleague", "lead"}


@pytest.mark.parametrize("level", [Level.SUMMARY, Level.FULL])
def test_accepted_the_receiver_sees_what_was_agreed_and_no_more(scene: Scene, level: Level) -> None:
    case = scene.case()
    handoff = scene.accepted(case, level=level, consent=scene.consent(case))
    assert level_of(scene.actor("agency"), case) == level
    assert list(shared_cases(scene.actor("agency"))) == [case]
    door = Participation.objects.get(handoff=handoff)
    assert (door.team, door.consent, door.legal_basis_id) == (
        scene.cast.town.houkatsu_team, handoff.consent, "KYOYU_KONKYO-01",
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.holder_team, case.holder_user) == (scene.cast.town.east_team, scene.cast.csw)


def test_a_consent_taken_back_while_it_waits_keeps_the_door_shut(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    handoff = scene.handoff(case, consent=consent)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    with nothing_saved(), pytest.raises(DomainError, match="同意を取り消した"):
        accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)


def test_declined_it_is_back_with_a_reason_and_was_never_away(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.handoff(case)
    decline_handoff(
        actor=scene.actor("agency"), at=scene.at, handoff=handoff, decline_reason_id=TOO_FULL,
        answer="いまは満員です",
    )  # fmt: skip
    assert list(came_back(scene.actor("csw"), scene.at)) == [handoff]
    assert (handoff.decline_reason_id, handoff.answer) == (TOO_FULL, "いまは満員です")
    case.refresh_from_db()
    assert (case.holder_team, case.holder_user) == (scene.cast.town.east_team, scene.cast.csw)
    assert level_of(scene.actor("agency"), case) == Level.NONE
    assert moves(handoff) == [("decline", "sent", "declined")]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decline_reason_id": "", "answer": "満員"}, "decline_reason"),
        ({"decline_reason_id": TOO_FULL, "answer": " "}, "reason"),
    ],
)
def test_nothing_is_given_back_without_saying_why(
    scene: Scene, said: dict[str, str], field: str
) -> None:
    handoff = scene.handoff(scene.case())
    with nothing_saved(), pytest.raises(DomainError) as error:
        decline_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff, **said)
    assert error.value.field == field


def test_whoever_is_not_in_the_system_is_asked_by_telephone_and_the_result_written(
    scene: Scene,
) -> None:
    handoff = scene.handoff(scene.case(), team=None, resource=scene.resource())
    assert handoff.state == HandoffState.ARRANGING
    finish_handoff(
        actor=scene.actor("csw"), at=scene.at, handoff=handoff, result_id=CONNECTED,
        result_note="来週から", follow_up_on=scene.day(14),
    )  # fmt: skip
    assert (handoff.state, handoff.result_id, handoff.follow_up_on) == (
        HandoffState.FINISHED, CONNECTED, scene.day(14),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [({"result_id": ""}, "result"), ({"result_id": CONNECTED, "days": -1}, "follow_up_on")],
)
def test_a_result_that_cannot_be_is_refused(scene: Scene, said: dict[str, Any], field: str) -> None:
    handoff = scene.accepted(scene.case())
    follow_up_on = scene.day(said["days"]) if "days" in said else None
    with nothing_saved(), pytest.raises(DomainError) as error:
        finish_handoff(
            actor=scene.actor("csw"), at=scene.at, handoff=handoff, result_id=said["result_id"],
            follow_up_on=follow_up_on,
        )  # fmt: skip
    assert error.value.field == field


def test_what_was_true_when_it_was_sent_is_kept(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.handoff(case)
    assert handoff.snapshot == {
        "holder_team": str(scene.cast.town.east_team.pk),
        "holder_user": str(scene.cast.csw.pk),
        "consent": "",
        "legal_basis": BY_LAW,
    }
