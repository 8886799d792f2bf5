"""A case has somebody who holds it and something that comes next, until it is evaluated and closed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wagamachi.access.versions import Stale
from wagamachi.casework.enums import CaseState
from wagamachi.casework.models import Case, Evaluation
from wagamachi.casework.queries.flags import flagged
from wagamachi.casework.queries.lists import team_cases
from wagamachi.casework.services import (
    EvaluationDraft,
    NextAction,
    assign_case,
    close_case,
    current_evaluation,
    describe_case,
    evaluate_case,
    finish_handoff,
    plan_next_action,
    record_on_case,
    reopen_case,
    withdraw_handoff,
)
from wagamachi.casework.services.flags import refresh_all
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.records.models import ActivityRecord, RecordLink

from .scenes import CONNECTED, EVALUATED, REACHED, Scene, moves, nothing_saved, told


def recorded(
    scene: Scene, case: Case, who: str = "csw", plan: NextAction | None = None
) -> ActivityRecord:
    actor = scene.actor(who)
    team = next((post.team_id for post in actor.posts if post.team_id), None)
    draft = replace(scene.record(), **({"team_id": team} if team else {}))
    return record_on_case(actor=actor, at=scene.at, case=case, draft=draft, next_action=plan)


def test_the_first_record_starts_the_support(scene: Scene) -> None:
    case = scene.case()
    recorded(scene, case, plan=NextAction(scene.day(7), "また訪ねる"))
    assert (case.state, case.next_action, case.next_action_on, case.last_record_at) == (
        CaseState.ACTIVE, "また訪ねる", scene.day(7), scene.at,
    )  # fmt: skip
    recorded(scene, case)
    assert moves(case) == [("start", "opened", "active")]


def test_a_partner_records_but_does_not_plan_for_the_holder(scene: Scene) -> None:
    case = scene.case()
    scene.accepted(case)
    recorded(scene, case, "agency", NextAction(scene.day(30), "包括の予定"))
    assert (case.next_action, case.next_action_on) == ("訪問する", scene.day(3))


def test_who_may_record(scene: Scene) -> None:
    case = scene.case()
    scene.accepted(case)
    may = set()
    for name, _ in scene.cast.everybody():
        try:
            recorded(scene, case, name)
            may.add(name)
        except NotAllowed:
            continue
    assert may == {"csw", "colleague", "lead", "agency"}


def test_a_record_saved_twice_is_there_once(scene: Scene) -> None:
    case, token = scene.case(), uuid7()
    said = {"actor": scene.actor("csw"), "case": case, "draft": scene.record(), "id": token}
    first = record_on_case(at=scene.at, next_action=None, **said)
    with nothing_saved():
        again = record_on_case(at=scene.at, next_action=None, **said)
    assert again == first
    assert RecordLink.objects.filter(target_kind="case", target_id=case.pk).count() == 1


def planned_meanwhile(scene: Scene, typed: NextAction) -> Case:
    """Record with ``typed`` on a page that was opened before a colleague planned something else."""
    case = scene.case()
    seen = NextAction(case.next_action_on, case.next_action)
    recorded(scene, case, "colleague", plan=NextAction(scene.day(2), "病院に行く"))
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=scene.record(), next_action=typed,
        seen=seen,
    )  # fmt: skip
    return case


def test_a_plan_left_alone_does_not_undo_what_a_colleague_planned_meanwhile(scene: Scene) -> None:
    before = scene.case()
    as_it_was = NextAction(before.next_action_on, before.next_action)
    case = planned_meanwhile(scene, as_it_was)
    assert (case.next_action_on, case.next_action) == (scene.day(2), "病院に行く")
    assert case_records(case) == 2


def test_of_two_new_plans_the_second_is_told_of_the_first(scene: Scene) -> None:
    with pytest.raises(Stale) as refused:
        planned_meanwhile(scene, NextAction(scene.day(5), "家族に電話する"))
    assert f"{scene.cast.colleague.get_full_name()}さんが" in str(refused.value)
    assert refused.value.differences == [
        ("次にすること", "病院に行く", "家族に電話する"),
        ("次にすることの期日", "令和8年11月25日（水）", "令和8年11月28日（土）"),
    ]
    (case,) = Case.objects.all()
    assert (case.next_action, case_records(case)) == ("病院に行く", 1)


def test_two_who_plan_alike_agree(scene: Scene) -> None:
    case = planned_meanwhile(scene, NextAction(scene.day(2), "病院に行く"))
    assert case_records(case) == 2


def case_records(case: Case) -> int:
    return RecordLink.objects.filter(target_kind="case", target_id=case.pk).count()


def test_an_older_record_written_later_does_not_turn_time_back(scene: Scene) -> None:
    case = scene.case()
    recorded(scene, case)
    earlier = scene.record(occurred_at=scene.at - timedelta(days=9))
    record_on_case(
        actor=scene.actor("csw"), at=scene.at, case=case, draft=earlier, next_action=None
    )
    assert case.last_record_at == scene.at


@pytest.mark.parametrize(("days", "what"), [(-1, "訪ねる"), (1, "  ")])
def test_a_record_with_no_true_plan_is_not_saved(scene: Scene, days: int, what: str) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError):
        recorded(scene, case, plan=NextAction(scene.day(days), what))


def test_a_record_of_tomorrow_is_not_saved(scene: Scene) -> None:
    case, tomorrow = scene.case(), scene.record(occurred_at=scene.at + timedelta(days=1))
    with nothing_saved(), pytest.raises(DomainError) as refused:
        record_on_case(
            actor=scene.actor("csw"), at=scene.at, case=case, draft=tomorrow, next_action=None
        )
    assert refused.value.field == "occurred_at"


def test_a_closed_case_takes_no_record_no_plan_no_holder_and_no_evaluation(scene: Scene) -> None:
    case, csw = scene.closed(), scene.actor("csw")
    with nothing_saved():
        with pytest.raises(DomainError, match="もう一度ひらく"):
            recorded(scene, case)
        with pytest.raises(DomainError, match="もう一度ひらく"):
            scene.evaluated(case)
        with pytest.raises(DomainError, match="もう一度ひらく"):
            assign_case(
                actor=csw, at=scene.at, case=case, version=case.version, holder_user_id=None
            )
        with pytest.raises(DomainError, match="もう一度ひらく"):
            plan_next_action(
                actor=csw, at=scene.at, case=case, version=case.version,
                next_action="訪ねる", next_action_on=scene.today,
            )  # fmt: skip


def test_it_is_not_closed_without_an_evaluation(scene: Scene) -> None:
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError, match="評価がまだありません"):
        close_case(actor=scene.actor("csw"), at=scene.at, case=case, close_reason_id=REACHED)
    case.refresh_from_db()
    assert case.state == CaseState.OPENED


def test_it_is_not_closed_without_a_reason(scene: Scene) -> None:
    case = scene.case()
    scene.evaluated(case)
    with nothing_saved(), pytest.raises(DomainError) as refused:
        close_case(actor=scene.actor("csw"), at=scene.at, case=case, close_reason_id="")
    assert refused.value.field == "close_reason"


@pytest.mark.parametrize("to", ["team", "resource"])
def test_it_is_not_closed_while_somebody_still_owes_an_answer(scene: Scene, to: str) -> None:
    case, csw = scene.case(), scene.actor("csw")
    asked = {"team": None, "resource": scene.resource()} if to == "resource" else {}
    handoff = scene.handoff(case, **asked)
    scene.evaluated(case)
    with nothing_saved(), pytest.raises(DomainError, match="返事を待っているつなぎ"):
        close_case(actor=csw, at=scene.at, case=case, close_reason_id=REACHED)
    withdraw_handoff(actor=csw, at=scene.at, handoff=handoff, reason="電話で済んだ")
    close_case(actor=csw, at=scene.at, case=case, close_reason_id=REACHED)
    assert case.state == CaseState.CLOSED


def test_an_evaluation_from_before_it_was_opened_again_closes_nothing(scene: Scene) -> None:
    case, csw = scene.closed(), scene.actor("csw")
    scene.at += timedelta(days=30)
    reopen_case(
        actor=csw, at=scene.at, case=case, reason="また電話があった",
        next_action="訪ねる", next_action_on=scene.today,
    )  # fmt: skip
    scene.at += timedelta(hours=1)
    assert current_evaluation(case) is None
    with nothing_saved(), pytest.raises(DomainError, match="評価がまだありません"):
        close_case(actor=csw, at=scene.at, case=case, close_reason_id=REACHED)
    newer = scene.evaluated(case)
    close_case(actor=csw, at=scene.at, case=case, close_reason_id=REACHED)
    assert (case.closing_evaluation, case.evaluations.count()) == (newer, 2)


def test_opened_again_it_has_a_holder_and_a_next_action(scene: Scene) -> None:
    case = scene.closed()
    reopen_case(
        actor=scene.actor("colleague"), at=scene.at, case=case, reason="また電話があった",
        next_action="訪ねる", next_action_on=scene.day(1),
    )  # fmt: skip
    assert (case.state, case.holder_user, case.next_action_on) == (
        CaseState.ACTIVE, scene.cast.colleague, scene.day(1),
    )  # fmt: skip
    assert (case.closed_at, case.close_reason, case.closing_evaluation) == (None, None, None)


def test_it_is_not_opened_again_without_saying_why_and_what_next(scene: Scene) -> None:
    case, csw = scene.closed(), scene.actor("csw")
    said = {"actor": csw, "at": scene.at, "case": case, "next_action": "訪ねる"}
    with nothing_saved(), pytest.raises(DomainError) as refused:
        reopen_case(reason=" ", next_action_on=scene.today, **said)
    assert refused.value.field == "reason"
    with nothing_saved(), pytest.raises(DomainError) as refused:
        reopen_case(reason="また電話", next_action_on=scene.day(-1), **said)
    assert refused.value.field == "next_action_on"


def test_an_evaluation_names_at_least_one_change(scene: Scene) -> None:
    empty = EvaluationDraft(
        achievement=1, change_ids=[], remaining="なし", next_step="なし", aftercare="none"
    )
    case = scene.case()
    with nothing_saved(), pytest.raises(DomainError) as refused:
        evaluate_case(actor=scene.actor("csw"), at=scene.at, case=case, draft=empty)
    assert refused.value.field == "changes"


def test_an_evaluation_saved_twice_is_there_once(scene: Scene) -> None:
    case, token = scene.case(), uuid7()
    said = {"actor": scene.actor("csw"), "at": scene.at, "case": case, "draft": EVALUATED}
    evaluate_case(id=token, **said)
    with nothing_saved():
        evaluate_case(id=token, **said)
    assert Evaluation.objects.count() == 1


def test_the_holder_is_somebody_of_the_holding_team_or_its_inbox(scene: Scene) -> None:
    case, csw = scene.case(), scene.actor("csw")
    with nothing_saved(), pytest.raises(DomainError) as refused:
        assign_case(
            actor=csw, at=scene.at, case=case, version=case.version,
            holder_user_id=scene.cast.other_csw.pk,
        )  # fmt: skip
    assert refused.value.field == "holder_user"
    assign_case(
        actor=csw, at=scene.at, case=case, version=case.version,
        holder_user_id=scene.cast.colleague.pk,
    )  # fmt: skip
    assert case.holder_user == scene.cast.colleague
    assign_case(actor=csw, at=scene.at, case=case, version=case.version, holder_user_id=None)
    led = team_cases(scene.actor("lead"))
    assert list(flagged(led, "no_holder", scene.today)) == [case]


def test_a_case_without_a_record_for_ninety_days_is_listed(scene: Scene) -> None:
    case = scene.case()
    cases = team_cases(scene.actor("csw"))
    for days, listed in ((89, []), (90, [case])):
        later = scene.at + timedelta(days=days)
        refresh_all(at=later)
        assert list(flagged(cases, "stale", later.date())) == listed
    scene.at += timedelta(days=90)
    recorded(scene, case)
    assert list(flagged(cases, "stale", scene.today)) == []


def test_two_who_describe_it_at_once_are_shown_both_versions(scene: Scene) -> None:
    case = scene.case(summary="母と息子")
    mine = Case.objects.get(pk=case.pk)
    describe_case(
        actor=scene.actor("colleague"), at=scene.at, case=case, version=case.version,
        summary="母と息子と孫",
    )  # fmt: skip
    with pytest.raises(Stale) as stale_form:
        describe_case(
            actor=scene.actor("csw"), at=scene.at, case=mine, version=mine.version,
            summary="母とむすこ",
        )  # fmt: skip
    assert stale_form.value.differences == [("あらまし", "母と息子と孫", "母とむすこ")]
    case.refresh_from_db()
    assert case.summary == "母と息子と孫"


def test_everything_that_is_done_to_it_is_told_in_the_audit_log(scene: Scene) -> None:
    case = scene.claimed(scene.intake())
    recorded(scene, case)
    finish_handoff(
        actor=scene.actor("csw"), at=scene.at, handoff=scene.accepted(case), result_id=CONNECTED
    )
    scene.closed(case)
    assert told(case) == [
        ("created", "青葉"),  # the case
        ("moved", "青葉"),  # start
        ("created", "桜"),  # the task that comes with an accepted つなぎ
        ("created", "青葉"),  # the evaluation
        ("moved", "青葉"),  # close
    ]
