"""The papers of one case: which there are, what stands on them, and where each is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.municipality import is_used
from wagamachi.casework.models import Case, Evaluation, Intake
from wagamachi.casework.queries.household import consents_of, handoffs_for
from wagamachi.core.wareki import format_wareki_short
from wagamachi.support.models import Assessment, PlanGoal, SupportPlan

from .sheets import assessment, consent, evaluation, handoff, intake, plan
from .sheets.common import stamp


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that can be taken: which form, of what, and where."""

    title: str
    which: str
    about: str
    url: str


def papers_of(actor: Actor, case: Case) -> list[Paper]:
    """Return every paper of a case except its course, in the order of the forms; eight queries."""
    return [
        *_intakes(actor, case),
        *_assessments(case),
        *_plans(case),
        *_evaluations(case),
        *_handoffs(actor, case),
        *_consents(case),
    ]


def blanks_of(case: Case) -> list[Paper]:
    """Return the forms that can be taken along with nothing but the head of the case."""
    forms = {
        "assessment": assessment.FORM,
        "plan": plan.FORM,
        "evaluation": evaluation.FORM,
        "consent": consent.FORM,
    }
    return [
        Paper(form.title, "", form.about, reverse("exchange:blank", args=[case.pk, key]))
        for key, form in forms.items()
        if is_used(f"exchange:{key}")
    ]


def plan_ended_by(row: Evaluation) -> tuple[SupportPlan | None, list[PlanGoal]]:
    """Return the plan an evaluation ends and its goals, or nothing for one without a plan."""
    found = SupportPlan.objects.filter(evaluation=row).first()
    return found, list(found.goals.all()) if found else []


def _paper(form: Any, which: str, name: str, *args: Any) -> Paper:
    return Paper(form.title, which, form.about, reverse(f"exchange:{name}", args=args))


def _intakes(actor: Actor, case: Case) -> Iterator[Paper]:
    for row in visible_to(actor, Intake, Perm.INTAKE_READ).filter(case=case):
        yield _paper(intake.FORM, f"{stamp(row.received_at)}の相談", "intake", row.pk)


def _assessments(case: Case) -> Iterator[Paper]:
    if not is_used("exchange:assessment"):
        return
    for row in Assessment.objects.filter(case=case):
        day = format_wareki_short(row.assessed_on)
        yield _paper(assessment.FORM, f"{day}に聞きとり", "assessment", row.pk)


def _plans(case: Case) -> Iterator[Paper]:
    if not is_used("exchange:plan"):
        return
    for row in SupportPlan.objects.filter(case=case):
        which = f"第{row.number}回（{row.get_state_display()}）"
        yield _paper(plan.FORM, which, "plan", row.pk)


def _evaluations(case: Case) -> Iterator[Paper]:
    for row in Evaluation.objects.filter(case=case):
        which = f"{stamp(row.evaluated_at)}　{row.get_achievement_display()}"
        yield _paper(evaluation.FORM, which, "evaluation", case.pk, row.pk)


def _handoffs(actor: Actor, case: Case) -> Iterator[Paper]:
    for row in handoffs_for(actor, case.pk):
        which = f"{stamp(row.sent_at)}　{row.receiver}"
        yield _paper(handoff.FORM, which, "handoff", row.pk)


def _consents(case: Case) -> Iterator[Paper]:
    for row in consents_of(case.pk):
        which = f"{stamp(row.asked_at)}　{row.answer}"
        yield _paper(consent.FORM, which, "consent", case.pk, row.pk)
