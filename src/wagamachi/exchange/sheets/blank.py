"""手で書く用紙: the same forms with nothing but their head, to be taken along and typed in later."""

from collections.abc import Callable

from wagamachi.accounts.models import User
from wagamachi.areas.models import Area
from wagamachi.casework.models import Case, Evaluation, Intake
from wagamachi.core.models import Code
from wagamachi.organizations.models import Organization, Team
from wagamachi.support.models import Assessment, SupportPlan

from ..parts import Sheet
from . import assessment, consent, evaluation, intake, plan

# Rows that are never saved: every value is empty, so every box is room to write.
_OF_CASE: dict[str, Callable[[Case], Sheet]] = {
    "assessment": lambda case: assessment.sheet(Assessment(case=case, written_by=User())),
    "plan": lambda case: plan.sheet(SupportPlan(case=case, written_by=User())),
    "evaluation": lambda case: evaluation.sheet(
        Evaluation(case=case, evaluated_by=User()), None, []
    ),
    "consent": consent.sheet,
}
FORMS = tuple(_OF_CASE)


def of_case(form: str, case: Case) -> Sheet:
    """Return one of ``FORMS`` with the head of the case and no more."""
    return _OF_CASE[form](case)


def of_intake() -> Sheet:
    """Return an empty 相談受付票, for a worry that is heard where there is no screen."""
    nobody, nowhere = User(), Team(organization=Organization())
    row = Intake(
        received_by=nobody, window_kind=Code(), area=Area(), holder_team=nowhere, received_team=None
    )
    return intake.sheet(row, number="")
