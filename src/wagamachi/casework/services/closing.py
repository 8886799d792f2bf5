"""Evaluating and closing: never without saying how it went (I7, R030)."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply, who_was_first
from wagamachi.access.versions import Difference
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.notices.enums import NoticeKind

from ..ending_guards import open_work
from ..enums import UrgentRank
from ..models import WAITING, Case, CaseMerge, Evaluation, Handoff
from ..states import CASE
from .companions import tell_everybody
from .flags import keeps_flags
from .holding import hold_open_case
from .standing import asks_for_follow_up

_CHECKED = "つないだ先で落ち着いたかを、本人と確かめたうえで終えた"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationDraft:
    """What an evaluation says; ``change_ids`` are codes of the list HENKA."""

    achievement: int
    change_ids: Sequence[str]
    remaining: str
    next_step: str
    aftercare: str
    wish: str = ""


class Along(TypedDict, total=False):
    """What is kept in one with an evaluation, as ``access.keeping`` has it."""

    is_about: Callable[[Evaluation], bool]
    also: Callable[[Evaluation], list[Difference]]
    then: Callable[[Evaluation], object]


def evaluate_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: EvaluationDraft,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
    first: Callable[[], object] = lambda: None,
    **more: Unpack[Along],
) -> Evaluation:
    """Write an evaluation of an open case; saving the same ``id`` twice makes one.

    A room above adds what ends together with it: see ``Along``.
    """
    if not draft.change_ids:
        raise DomainError(
            "見られた変化を、ひとつは選んでください。変わらなければ「変化なし・悪化」を選びます。",
            field="changes",
        )

    def before() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case)
        first()
        return {"evaluated_at": at, "evaluated_by_id": actor.person_id}

    said = asdict(draft)
    changes = said.pop("change_ids")
    return keep_new(
        Evaluation, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said=said, many={"changes": changes}, first=before, **more,
    )  # fmt: skip


def current_evaluation(case: Case) -> Evaluation | None:
    """Return the newest evaluation since the case was last opened, reopened or put together, if any.

    What was evaluated before another case was put into it speaks of a part of the household only.
    """
    from wagamachi.access.models import StateTransition

    reopened = (
        StateTransition.objects.filter(target_kind="case", target_id=case.pk, action="reopen")
        .order_by("-seq")
        .values_list("at", flat=True)
        .first()
    )
    joined = CaseMerge.objects.filter(kept=case, undone_at=None).aggregate(at=Max("merged_at"))[
        "at"
    ]
    since = max(filter(None, (reopened or case.opened_at, joined)))
    return case.evaluations.filter(evaluated_at__gte=since).order_by("-evaluated_at").first()


@keeps_flags
def close_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    close_reason_id: str,
    follow_up_checked: bool = False,
) -> Case:
    """Close an evaluated case.

    Raises DomainError without an evaluation since the last opening, without a reason, or while a
    つなぎ still waits for an answer: an answer that nobody reads would be a lost worry. Raises
    Conflict when the case was changed after the actor's screen was opened, and DomainError for a
    つないで終了 that comes soon after, unless somebody checked with the person (R027).
    """
    if not close_reason_id:
        raise DomainError("終える理由を選んでください。", field="close_reason")
    seen = case.version
    with transaction.atomic():
        hold_open_case(actor=actor, case=case, perm=Perm.CASE_CLOSE)
        if case.version != seen:
            raise Conflict(who_was_first(CASE, case))
        evaluation = _ready_to_end(case)
        asked = asks_for_follow_up(case=case, close_reason_id=close_reason_id, at=at)
        if asked and not follow_up_checked:
            raise DomainError(
                "つないでから、まだ日がたっていません。"
                "つないだ先で落ち着いたかを本人と確かめたうえで終えるか、連絡を続けて記録してください。",
                field="follow_up",
            )
        apply(
            CASE, case, "close", actor=actor, at=at, reason=_CHECKED if asked else "",
            closed_at=at, close_reason_id=close_reason_id, closing_evaluation=evaluation,
            urgent_rank=UrgentRank.CALM,
        )  # fmt: skip
        tell_everybody(case=case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_CLOSED)
    return case


def _ready_to_end(case: Case) -> Evaluation:
    """Return the evaluation a case ends with; raise DomainError while something is still to be done."""
    evaluation = current_evaluation(case)
    if evaluation is None:
        raise DomainError("評価がまだありません。「評価する」を先に書くと、おわりにできます。")
    if Handoff.objects.filter(case=case, state__in=WAITING).exists():
        raise DomainError(
            "返事を待っているつなぎがあります。返事を確かめるか、取りやめてから、おわりにしてください。"
        )
    if still_open := open_work(case):
        raise DomainError("".join(still_open))
    return evaluation
