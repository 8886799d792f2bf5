"""A worry comes in, finds its people and is closed."""

from datetime import datetime, timedelta

from tests.cast import Cast, on_day
from wagamachi.access.actor import Actor
from wagamachi.casework.enums import CaseState, HandoffState, IntakeState, Level
from wagamachi.casework.models import Case
from wagamachi.casework.policy import level_of
from wagamachi.casework.services import (
    ConsentDraft,
    EvaluationDraft,
    HandoffDraft,
    IntakeDraft,
    accept_handoff,
    ask_consent,
    claim_intake,
    close_case,
    evaluate_case,
    finish_handoff,
    receive_intake,
    record_on_case,
    send_handoff,
)
from wagamachi.core.ids import uuid7
from wagamachi.records.services import RecordDraft

from .scenes import ALL_ITEMS

HEARD = IntakeDraft(
    noticed_by="マンションの管理人", situation="12階の方の郵便がたまっている", place="東のほう"
)


def actor(cast: Cast, who: str, at: datetime) -> Actor:
    return cast.actor(getattr(cast, who), on_day(at))


def record_draft(cast: Cast, at: datetime, **changes: object) -> RecordDraft:
    said: dict[str, object] = {
        "occurred_at": at,
        "minutes": 30,
        "method_id": "SHUDAN-03",
        "counterpart": "本人",
        "shares": (100, 0, 0),
        "tier": "middle",
        "area_id": cast.town.east.pk,
        "team_id": cast.town.east_team.pk,
        "content": "訪ねて話を聞いた",
        "result": "また来てよいと言われた",
    }
    return RecordDraft(**said | changes)  # type: ignore[arg-type]


def consented_handoff(
    cast: Cast, case: Case, at: datetime, level: int = Level.FULL
) -> HandoffDraft:
    person = case.members.get().person
    draft = ConsentDraft(
        answer_id="DOI_KOTAE-01", item_ids=ALL_ITEMS, recipient_ids=[cast.town.houkatsu.pk]
    )
    consent = ask_consent(
        actor=actor(cast, "csw", at), at=at, case=case, person=person, draft=draft
    )
    return HandoffDraft(
        purpose="介護保険の申請",
        request="申請を手伝ってほしい",
        shared_summary="ひとり暮らしの方",
        due_on=on_day(at) + timedelta(days=3),
        team=cast.town.houkatsu_team,
        level=level,
        consent=consent,
    )


def test_a_worry_goes_all_the_way(cast: Cast, at: datetime) -> None:
    nursery, csw = actor(cast, "nursery", at), actor(cast, "csw", at)
    intake = receive_intake(actor=nursery, at=at, id=uuid7(), draft=HEARD)
    assert intake.state == IntakeState.WAITING
    intake.holder_team = cast.town.east_team
    intake.save()
    case = claim_intake(
        actor=csw, at=at, intake=intake, next_action_on=on_day(at), next_action="電話する"
    )
    assert (case.holder_team, case.holder_user) == (cast.town.east_team, cast.csw)
    assert level_of(nursery, case) == Level.STATUS

    handoff = send_handoff(actor=csw, at=at, case=case, draft=consented_handoff(cast, case, at))
    agency = actor(cast, "agency", at)
    assert level_of(agency, case) == Level.NONE
    accept_handoff(actor=agency, at=at, handoff=handoff)
    assert level_of(agency, case) == Level.FULL
    assert case.holder_team == cast.town.east_team

    record_on_case(
        actor=agency,
        at=at,
        case=case,
        draft=record_draft(cast, at, team_id=cast.town.houkatsu_team.pk),
        next_action=None,
    )
    case.refresh_from_db()
    assert case.state == CaseState.ACTIVE
    finish_handoff(actor=agency, at=at, handoff=handoff, result_id="TSUNAGI_KEKKA-01")
    assert handoff.state == HandoffState.FINISHED

    evaluation = evaluate_case(
        actor=csw,
        at=at,
        case=case,
        draft=EvaluationDraft(
            achievement=3,
            change_ids=["HENKA-13"],
            remaining="なし",
            next_step="なし",
            aftercare="none",
        ),
    )
    close_case(actor=csw, at=at, case=case, close_reason_id="SHUKETSU-01")
    assert (case.state, case.closing_evaluation) == (CaseState.CLOSED, evaluation)
