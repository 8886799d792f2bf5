"""Making a plan with somebody: a draft that can be rewritten, goals, and the agreement (R028, R031)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.casework.enums import Achievement
from wagamachi.casework.models import Case
from wagamachi.casework.services.by_law import follow_the_law
from wagamachi.casework.services.holding import hold_open_case
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref

from ..enums import PlanState
from ..models import PlanGoal, SupportPlan
from ..states import PLAN


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """What a plan says besides its goals; ``ends_on`` is the last day of its period."""

    starts_on: date
    ends_on: date | None = None
    next_review_on: date | None = None
    words: str = ""
    unheard_reason: str = ""
    strengths: str = ""
    vision: str = ""

    def check(self) -> None:
        """Raise DomainError for dates that cannot be true."""
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise DomainError(
                "期間のおわりが、はじめより前になっています。日を確かめてください。",
                field="ends_on",
            )
        if self.next_review_on is not None and self.next_review_on < self.starts_on:
            raise DomainError(
                "次に見直す日が、計画のはじめより前になっています。日を確かめてください。",
                field="next_review_on",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalDraft:
    """One goal. ``theme_id`` is one of ``core.codes.THEMES``; support needs an organisation or a name."""

    theme_id: str
    goal: str
    member_id: UUID | None = None
    own_part: str = ""
    support: str = ""
    organization_id: UUID | None = None
    helper: str = ""
    due_on: date | None = None

    def check(self) -> None:
        """Raise DomainError for a goal nobody does anything for."""
        if not self.goal.strip():
            raise DomainError("目標を、何をするかがわかるように書いてください。", field="goal")
        if not (self.own_part.strip() or self.support.strip()):
            raise DomainError(
                "本人がすることか、まわりの支援の、どちらかを書いてください。", field="own_part"
            )
        if self.support.strip() and not (self.organization_id or self.helper.strip()):
            raise DomainError(
                "その支援をだれがするのか、機関を選ぶか、名前を書いてください。", field="helper"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How a plan was agreed; the paper may be signed later or not at all."""

    meeting_on: date
    person_present: bool
    next_review_on: date
    signed_on: date | None = None
    signed_by: str = ""


def draft_plan(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: PlanDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> SupportPlan:
    """Start a plan of an open case as a draft; saving the same ``id`` twice makes one.

    Raises DomainError while another plan of the case has not ended.
    """

    def first() -> dict[str, Any]:
        draft.check()
        hold_open_case(actor=actor, case=case)
        return _next_in_line(actor, at, case)

    return keep_new(
        SupportPlan, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said=asdict(draft), first=first,
    )  # fmt: skip


def replan(
    *,
    actor: Actor,
    at: datetime,
    plan: SupportPlan,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> SupportPlan:
    """Start the next plan from an ended one: its words and every goal that was not reached (R030).

    Saving the same ``id`` twice makes one. Raises DomainError while a plan of the case is open or
    when this one has a successor.
    """

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=plan.case)
        plan.refresh_from_db()
        if plan.state != PlanState.ENDED:
            raise DomainError("先に、いまの計画を評価して終えてください。")
        if SupportPlan.objects.filter(previous=plan).exists():
            raise DomainError("この計画の次の計画は、もうあります。そちらを開いてください。")
        copied = ("words", "vision", "unheard_reason", "strengths")
        said = {name: getattr(plan, name) for name in copied}
        return _next_in_line(actor, at, plan.case) | said | {"starts_on": clock.today(at)}

    return keep_new(
        SupportPlan, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, said={},
        within={"case": plan.case, "previous": plan}, first=first,
        then=lambda new: _copy_goals(plan, new),
    )  # fmt: skip


def _next_in_line(actor: Actor, at: datetime, case: Case) -> dict[str, Any]:
    """Return what the next numbered version is made of; the case is held, so numbers do not clash."""
    plans = SupportPlan.objects.filter(case=case)
    if plans.exclude(state=PlanState.ENDED).exists():
        raise DomainError(
            "終えていない計画があります。その計画を直すか、評価して終えてから、新しくつくってください。"
        )
    last: int = plans.aggregate(n=Max("number"))["n"] or 0
    return {"number": last + 1, "written_by_id": actor.person_id, "written_at": at}


def _copy_goals(old: SupportPlan, new: SupportPlan) -> None:
    kept = (
        "theme_id", "member_id", "goal", "own_part", "support", "organization_id", "helper",
    )  # fmt: skip
    unfinished = old.goals.exclude(achievement=Achievement.REACHED)
    PlanGoal.objects.bulk_create(
        PlanGoal(
            plan=new,
            position=position,
            copied_from=goal,
            **{name: getattr(goal, name) for name in kept},
        )
        for position, goal in enumerate(unfinished, start=1)
    )


def change_plan(
    *, actor: Actor, at: datetime, plan: SupportPlan, version: int, draft: PlanDraft
) -> SupportPlan:
    """Rewrite a draft; raises Stale with both versions, DomainError once it is agreed."""
    draft.check()
    with transaction.atomic():
        _hold_draft(actor, plan)
        return change(plan, actor=actor, at=at, version=version, **asdict(draft))


def add_goal(
    *,
    actor: Actor,
    at: datetime,
    plan: SupportPlan,
    draft: GoalDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> PlanGoal:
    """Add a goal to a draft; saving the same ``id`` twice makes one.

    A theme that the law wants dealt with at once brings the case to the municipal team (R017).
    """

    def first() -> dict[str, Any]:
        draft.check()
        _hold_draft(actor, plan)
        last: int = plan.goals.aggregate(n=Max("position"))["n"] or 0
        return {"position": last + 1}

    def then(goal: PlanGoal) -> None:
        _touch(plan)
        _by_law(actor, at, plan.case, draft)

    return keep_new(
        PlanGoal, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"plan": plan},
        said=asdict(draft), first=first, then=then,
    )  # fmt: skip


def change_goal(
    *, actor: Actor, at: datetime, goal: PlanGoal, version: int, draft: GoalDraft
) -> PlanGoal:
    """Rewrite a goal of a draft; raises Stale with both versions."""
    draft.check()
    with transaction.atomic():
        _hold_draft(actor, goal.plan)
        ref = Ref("support_plan", goal.plan_id)
        changed = change(goal, actor=actor, at=at, version=version, ref=ref, **asdict(draft))
        _by_law(actor, at, goal.plan.case, draft)
        return changed


def _by_law(actor: Actor, at: datetime, case: Case, draft: GoalDraft) -> None:
    follow_the_law(actor=actor, at=at, case=case, before=case.restriction, also=[draft.theme_id])


def remove_goal(*, actor: Actor, at: datetime, goal: PlanGoal) -> None:
    """Take a goal out of a draft. What was agreed stays: it is evaluated instead."""
    with transaction.atomic():
        _hold_draft(actor, goal.plan)
        _touch(goal.plan)
        ref, data = Ref("support_plan", goal.plan_id), {"what": "removed", "plangoal": str(goal.pk)}
        audit.record(actor=actor, kind=audit.EventKind.CHANGED, ref=ref, at=at, data=data)
        goal.delete()


def discard_draft(*, actor: Actor, at: datetime, plan: SupportPlan) -> None:
    """Throw a draft away, goals and all; what was agreed can only be evaluated."""
    with transaction.atomic():
        _hold_draft(actor, plan)
        ref, data = Ref("support_plan", plan.pk), {"what": "discarded", "case": str(plan.case_id)}
        audit.record(actor=actor, kind=audit.EventKind.CHANGED, ref=ref, at=at, data=data)
        plan.delete()


def agree_plan(*, actor: Actor, at: datetime, plan: SupportPlan, agreement: Agreement) -> None:
    """Put a plan into force as it was agreed with the person.

    Raises DomainError without a goal, without the person's words or the reason why they could not be
    heard, or for dates that cannot be true (R031).
    """
    today = clock.today(at)
    with transaction.atomic():
        _hold_draft(actor, plan)
        if not plan.goals.exists():
            raise DomainError("目標がまだありません。ひとつは入れてから、合意してください。")
        if not (plan.words.strip() or plan.unheard_reason.strip()):
            raise DomainError(
                "本人の言葉がまだありません。本人から聞いて書くか、聞けていない理由を書いてください。"
            )
        _check_agreement(agreement, today)
        apply(PLAN, plan, "agree", actor=actor, at=at, agreed_at=at, **asdict(agreement))


def _check_agreement(agreement: Agreement, today: date) -> None:
    if agreement.meeting_on > today:
        raise DomainError(
            "話し合った日がこれから先になっています。実際の日を入れてください。",
            field="meeting_on",
        )
    if agreement.next_review_on <= today:
        raise DomainError("次に見直す日は、あした以降にしてください。", field="next_review_on")
    if agreement.signed_on is not None and not agreement.signed_by.strip():
        raise DomainError("署名した人の名前を書いてください。", field="signed_by")


def _hold_draft(actor: Actor, plan: SupportPlan) -> None:
    """Hold the case and make sure that the plan can still be rewritten."""
    hold_open_case(actor=actor, case=plan.case)
    plan.refresh_from_db()
    if plan.state != PlanState.DRAFT:
        raise DomainError(
            "この計画は、もう合意しています。直すときは、評価して終えてから新しい計画をつくってください。"
        )


def _touch(plan: SupportPlan) -> None:
    SupportPlan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
    plan.refresh_from_db()
