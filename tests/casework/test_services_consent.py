"""同意: given it opens a door, taken back or run out it shuts it at once."""

from datetime import timedelta
from typing import Any

import pytest

from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
from wagamachi.casework.enums import Level
from wagamachi.casework.models import Case, Participation
from wagamachi.casework.policy import level_of
from wagamachi.casework.queries.household import live_consents
from wagamachi.casework.queries.lists import shared_cases
from wagamachi.casework.services import accept_handoff, withdraw_consent
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.home.finding import find
from wagamachi.people.models import Person
from wagamachi.records.models import ActivityRecord

from .scenes import REFUSED, Scene, nothing_saved, told

ALL_OF_A_CASE = (
    Perm.CASE_READ_STATUS,
    Perm.CASE_READ_SUMMARY,
    Perm.CASE_READ_FULL,
    Perm.CASE_RECORD,
)


def seen(scene: Scene, who: str, case: Case) -> list[str]:
    """Return every way in which somebody still reaches the case."""
    actor = scene.actor(who)
    person = case.members.get(is_key=True).person
    ways = {
        "list": visible_to(actor, Case, Perm.CASE_READ_SUMMARY).filter(pk=case.pk).exists(),
        "shared": shared_cases(actor).filter(pk=case.pk).exists(),
        "search": any(group.label == "ケース" for group in find(actor, case.label)),
        "person": can(actor, Perm.PERSON_READ, person),
        "page": scene.browser(who).get(f"/cases/{case.pk}/").status_code == 200,
    } | {perm.value: can(actor, perm, case) for perm in ALL_OF_A_CASE}
    return [way for way, is_open in ways.items() if is_open]


def test_a_consent_opens_every_door_and_taking_it_back_shuts_every_one(scene: Scene) -> None:
    case = scene.case(label="山本さんの家")
    consent = scene.consent(case)
    assert seen(scene, "agency", case) == []
    scene.accepted(case, consent=consent)
    assert seen(scene, "agency", case) == [
        "list", "shared", "search", "person", "page", *(perm.value for perm in ALL_OF_A_CASE),
    ]  # fmt: skip
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert seen(scene, "agency", case) == []
    ended = Participation.objects.get(consent=consent)
    assert (ended.until_at, ended.ended_because) == (scene.at, "本人が同意を取り消したため")


def test_a_consent_that_runs_out_shuts_the_door_on_its_day(scene: Scene) -> None:
    case = scene.case()
    handoff = scene.handoff(case, consent=scene.consent(case, valid_until=scene.day(10)))
    accept_handoff(actor=scene.actor("agency"), at=scene.at, handoff=handoff)
    scene.at += timedelta(days=9)
    assert level_of(scene.actor("agency"), case) == Level.FULL
    scene.at += timedelta(days=1)
    assert level_of(scene.actor("agency"), case) == Level.NONE
    assert list(shared_cases(scene.actor("agency"))) == []


def test_what_the_partner_wrote_itself_stays_readable_to_it(scene: Scene) -> None:
    from wagamachi.casework.services import record_on_case

    case = scene.case()
    consent = scene.consent(case)
    scene.accepted(case, consent=consent)
    theirs = scene.record(team_id=scene.cast.town.houkatsu_team.pk)
    record = record_on_case(
        actor=scene.actor("agency"), at=scene.at, case=case, draft=theirs, next_action=None
    )
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert list(visible_to(scene.actor("agency"), ActivityRecord, Perm.RECORD_READ)) == [record]


def test_a_door_in_law_stays_open_when_a_consent_is_taken_back(scene: Scene) -> None:
    case = scene.case()
    consent = scene.consent(case)
    scene.accepted(case)
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=consent)
    assert level_of(scene.actor("agency"), case) == Level.FULL


def test_it_is_taken_back_once(scene: Scene) -> None:
    case = scene.case()
    consent, csw = scene.consent(case), scene.actor("csw")
    withdraw_consent(actor=csw, at=scene.at, case=case, consent=consent)
    with nothing_saved(), pytest.raises(Conflict, match="もう取り消されています"):
        withdraw_consent(actor=csw, at=scene.at, case=case, consent=consent)
    assert told(case) == [("created", "青葉"), ("changed", "青葉")]


@pytest.mark.parametrize(
    ("answer", "said", "field"),
    [
        ("DOI_KOTAE-01", {"item_ids": []}, "items"),
        ("DOI_KOTAE-02", {"recipient_ids": []}, "recipients"),
        (REFUSED, {"note": " "}, "note"),
        ("DOI_KOTAE-05", {"note": ""}, "note"),
    ],
)
def test_an_answer_says_what_to_whom_or_why_not(
    scene: Scene, answer: str, said: dict[str, Any], field: str
) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        scene.consent(case, answer, **said)
    assert refused.value.field == field


def test_only_a_living_yes_can_be_built_upon(scene: Scene) -> None:
    case = scene.case()
    yes = scene.consent(case)
    scene.consent(case, REFUSED)
    scene.consent(case, valid_until=scene.today)
    assert list(live_consents(case.pk, scene.today)) == [yes]
    withdraw_consent(actor=scene.actor("csw"), at=scene.at, case=case, consent=yes)
    assert list(live_consents(case.pk, scene.today)) == []


def test_nobody_reads_a_person_except_through_a_case_they_see_in_full(scene: Scene) -> None:
    case = scene.case()
    scene.accepted(case, level=Level.SUMMARY)
    person = case.members.get().person
    readers = {
        name
        for name, _ in scene.cast.everybody()
        if can(scene.actor(name), Perm.PERSON_READ, person)
    }
    assert readers == {"csw", "colleague", "lead"}
    assert Person.objects.count() == 1
