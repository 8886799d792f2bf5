"""寄り添い継続: staying in touch at a rhythm, and being asked before つないで終了 (R027)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.insight.scene import in_file, on_screen
from wagamachi.access.models import StateTransition
from wagamachi.access.versions import Stale
from wagamachi.casework.enums import CaseState
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.services import (
    NextAction,
    close_case,
    record_on_case,
    resume_support,
    stand_by,
)
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7

from .scenes import CONNECTED, REACHED, Scene, moves, nothing_saved

LINKED_ON = "SHUKETSU-03"


def stood(scene: Scene, case: Case | None = None, days: int = 30, **said: Any) -> Case:
    case = case or scene.case()
    return stand_by(
        actor=scene.actor("csw"), at=scene.at, case=case, version=case.version,
        contact_every_days=days, **said,
    )  # fmt: skip


def closing(scene: Scene, case: Case, reason: str = LINKED_ON, **said: Any) -> Case:
    return close_case(
        actor=scene.actor("csw"), at=scene.at, case=case, close_reason_id=reason, **said
    )


def test_contact_is_planned_apart_from_handoffs_and_a_quick_close_is_asked_about(
    scene: Scene,
) -> None:
    case = scene.case()
    scene.accepted(case)
    scene.evaluated(case)
    browser = scene.browser("csw")
    asked = browser.post(f"/cases/{case.pk}/close/", {"close_reason": LINKED_ON})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "寄り添いを続ける" in page
    assert "本人と確かめたうえで終える" in page
    assert Case.objects.get(pk=case.pk).state != CaseState.CLOSED

    case.refresh_from_db()
    said = {"version": case.version, "cycle": "14", "next_action": "電話で様子をたずねる"}
    assert browser.post(f"/cases/{case.pk}/stand-by/", said).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.contact_every_days) == ("standing_by", 14)
    assert case.next_action_on == scene.day(14)
    assert "14日ごとに連絡" in browser.get(f"/cases/{case.pk}/").content.decode()

    by_the_quarter = scene.at.replace(microsecond=0)  # as the form offers it: just before the move
    for moment in (by_the_quarter, by_the_quarter - timedelta(minutes=15)):
        record_on_case(
            actor=scene.actor("csw"), at=scene.at, case=case,
            draft=scene.record(occurred_at=moment), next_action=None,
        )  # fmt: skip
    shown = on_screen(scene.browser("manager"), "standing", "organization")
    row = shown["試験市社会福祉協議会"]
    assert (row["つなぎ"], row["寄り添いに入ったケース"], row["寄り添いの連絡"]) == ("1", "1", "1")
    people = on_screen(scene.browser("manager"), "standing", "person")
    assert people[_of("青葉", people)]["寄り添いの連絡"] == "1"
    assert people[_of("柳", people)]["寄り添いの連絡"] == "0"
    assert in_file(scene.browser("manager"), "standing", "person") == people


def _of(name: str, rows: dict[str, Any]) -> str:
    return next(label for label in rows if label.startswith(name))


def test_a_record_sets_the_next_contact_one_cycle_on(scene: Scene) -> None:
    case = stood(scene, days=7)
    visited = scene.at - timedelta(days=2)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case,
        draft=scene.record(occurred_at=visited), next_action=None,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.next_action_on == scene.day(5)
    assert case.next_action == "様子をたずねる"


def test_a_record_of_long_ago_sets_the_next_contact_to_today(scene: Scene) -> None:
    case = stood(scene, days=7)
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case,
        draft=scene.record(occurred_at=scene.at - timedelta(days=40)), next_action=None,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.next_action_on == scene.today


def filled_in(scene: Scene, browser: Client, case: Case, **typed: str) -> dict[str, Any]:
    """Return the record form of a case as a browser sends it, with ``typed`` written into it."""
    form = browser.get(f"/cases/{case.pk}/record/").context["form"]
    names = ("token", "minutes", "function", "counterpart", "plan_seen")
    return {name: form[name].value() for name in names} | {
        "occurred_at_on": "令和8年11月23日", "occurred_at_time": "09:00", "method": "SHUDAN-03",
        "area": str(scene.cast.town.east.pk), "team": str(scene.cast.town.east_team.pk),
        "content": "電話した", "result": "元気",
    } | typed  # fmt: skip


def test_the_form_leaves_the_day_to_the_rhythm(scene: Scene) -> None:
    case = stood(scene, days=7)
    browser = scene.browser("csw")
    said = filled_in(scene, browser, case, next_action="また電話する", next_action_on="")
    answer = browser.post(f"/cases/{case.pk}/record/", said)
    assert answer.status_code == 302, answer.context["form"].errors
    case.refresh_from_db()
    assert (case.next_action_on, case.next_action) == (scene.day(7), "また電話する")


def test_the_rhythm_is_changed_without_a_move(scene: Scene) -> None:
    case = stood(scene)
    stood(scene, case, days=90, next_action_on=scene.day(1))
    assert (case.contact_every_days, case.next_action_on) == (90, scene.day(1))
    assert [move[0] for move in moves(case)] == ["stand_by"]


def test_support_is_resumed_with_a_reason(scene: Scene) -> None:
    case = stood(scene)
    said: dict[str, Any] = {
        "actor": scene.actor("csw"), "at": scene.at, "case": case, "next_action": "訪問する",
        "next_action_on": scene.day(1),
    }  # fmt: skip
    with pytest.raises(DomainError) as refused:
        resume_support(**said, reason=" ")
    assert refused.value.field == "reason"
    resume_support(**said, reason="入院した")
    assert (case.state, case.contact_every_days) == ("active", None)
    with pytest.raises(DomainError, match="支援にもどす"):
        resume_support(**said, reason="もう一度")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_rhythm_nobody_can_keep_is_refused(scene: Scene, days: int) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        stood(scene, case, days=days)
    assert refused.value.field == "contact_every_days"


@pytest.mark.parametrize("who", ["other_csw", "agency", "core", "manager", "minsei"])
def test_only_the_holding_team_decides_to_stay_in_touch(scene: Scene, who: str) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(NotAllowed):
        stand_by(
            actor=scene.actor(who), at=scene.at, case=case, version=case.version,
            contact_every_days=30,
        )  # fmt: skip


def test_of_two_who_decide_at_once_the_second_is_told(scene: Scene) -> None:
    case = scene.case()
    seen, version = Case.objects.get(pk=case.pk), case.version
    stood(scene, case)
    with pytest.raises((Stale, Conflict)):
        stand_by(
            actor=scene.actor("colleague"), at=scene.at, case=seen, version=version,
            contact_every_days=7,
        )  # fmt: skip
    case.refresh_from_db()
    assert case.contact_every_days == 30


def test_only_an_answer_ends_the_question(scene: Scene) -> None:
    """Neither 寄り添いを続ける nor a call after the つなぎ says whether it may end here."""
    case = stood(scene)
    scene.accepted(case)
    scene.evaluated(case)
    case.refresh_from_db()
    record_on_case(
        actor=scene.actor("csw"), at=scene.at + timedelta(hours=2), case=case, next_action=None,
        draft=scene.record(method_id="SHUDAN-02", occurred_at=scene.at + timedelta(hours=1)),
    )  # fmt: skip
    with nothing_saved(), pytest.raises(DomainError) as refused:
        closing(scene, case)
    assert refused.value.field == "follow_up"
    assert closing(scene, case, follow_up_checked=True).state == CaseState.CLOSED


def test_who_checked_with_the_person_may_close_at_once(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    with nothing_saved(), pytest.raises(DomainError) as refused:
        closing(scene, case)
    assert refused.value.field == "follow_up"
    assert closing(scene, case, follow_up_checked=True).state == CaseState.CLOSED
    told = StateTransition.objects.get(target_id=case.pk, action="close").reason
    assert "本人と確かめたうえで" in told


def test_another_reason_is_not_asked_about(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    assert closing(scene, case, REACHED).state == CaseState.CLOSED


def test_after_the_days_of_follow_up_nobody_is_asked(scene: Scene) -> None:
    old = scene.at - timedelta(days=30)
    case = scene.case(opened_at=old)
    scene.evaluated(case)
    assert closing(scene, case).state == CaseState.CLOSED

    later = scene.case(opened_at=old)
    handoff = scene.accepted(later)
    Handoff.objects.filter(pk=handoff.pk).update(
        state="finished",
        result_id=CONNECTED,
        sent_at=old,
        answered_at=scene.at - timedelta(days=29),
    )
    scene.evaluated(later)
    with pytest.raises(DomainError, match="まだ日がたっていません"):
        closing(scene, later)


def test_the_button_of_the_question_closes(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    said = {"close_reason": LINKED_ON, "follow_up": "on", "token": str(uuid7())}
    assert scene.browser("csw").post(f"/cases/{case.pk}/close/", said).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_the_list_narrows_to_those_one_stays_with(scene: Scene) -> None:
    stood(scene, scene.case(label="寄り添う家"))
    scene.case(label="支援中の家")
    page = scene.browser("csw").get("/cases/?whose=mine&state=standing_by").content.decode()
    assert "寄り添う家" in page
    assert "支援中の家" not in page


def test_the_last_shares_are_remembered(scene: Scene) -> None:
    case = scene.case()
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case,
        draft=scene.record(shares=(50, 50, 0)), next_action=None,
    )  # fmt: skip
    form = scene.browser("csw").get(f"/cases/{case.pk}/record/").context["form"]
    assert form["function"].value() == "split"
    assert [form[f"{n}_share"].value() for n in ("individual", "community", "system")] == [
        50,
        50,
        0,
    ]
    form = scene.browser("colleague").get(f"/cases/{case.pk}/record/").context["form"]
    assert form["function"].value() == "individual"


def test_two_plans_are_shown_side_by_side_and_nothing_typed_is_lost(scene: Scene) -> None:
    case = scene.case()
    browser = scene.browser("csw")
    said = filled_in(
        scene, browser, case, next_action="家族に電話する", next_action_on="令和8年11月28日"
    )
    record_on_case(
        actor=scene.actor("colleague"), at=scene.at, case=case, draft=scene.record(),
        next_action=NextAction(scene.day(2), "病院に行く"),
    )  # fmt: skip
    told = browser.post(f"/cases/{case.pk}/record/", said)
    page = told.content.decode()
    assert told.status_code == 409
    assert all(
        words in page for words in ("病院に行く", "家族に電話する", "令和8年11月25日", "電話した")
    )
    case.refresh_from_db()
    assert case.next_action == "病院に行く"
    said["plan_seen"] = told.context["form"]["plan_seen"].value()
    assert browser.post(f"/cases/{case.pk}/record/", said).status_code == 302
    case.refresh_from_db()
    assert (case.next_action, case.next_action_on) == ("家族に電話する", scene.day(5))


def test_who_brought_a_worry_looks_in_again_and_that_counts_as_staying_in_touch(
    scene: Scene,
) -> None:
    minsei = scene.cast.minsei
    team = minsei.assignments.get().team
    brought = scene.intake(received_by=minsei, received_team=team)
    browser, where = scene.browser("minsei"), f"/cases/intakes/{brought.pk}/look-in/"
    assert browser.get(where).status_code == 404  # nobody has taken it on yet
    case = scene.claimed(brought)
    assert (
        "つないだあとの様子を書く" in browser.get(f"/cases/intakes/{brought.pk}/").content.decode()
    )
    assert scene.browser("resident").get(where).status_code == 404
    said = dict(
        html.document_fromstring(browser.get(where).content.decode()).forms[-1].form_values()
    )
    said |= {"content": "元気だった", "counterpart": "本人"}
    early = browser.post(where, said | {"occurred_at_time": "00:15"})
    assert (early.status_code, "引き受けたあとの日時" in early.content.decode()) == (422, True)
    assert browser.post(where, said).status_code == 302
    assert "元気だった" in scene.browser("csw").get(f"/cases/{case.pk}/").content.decode()
    people = on_screen(scene.browser("manager"), "standing", "person")
    assert people[_of("柳", people)]["寄り添いの連絡"] == "1"
    assert people[_of("青葉", people)]["寄り添いの連絡"] == "0"
