"""No case ends while its plan is in force: what was agreed is evaluated first (R030)."""

from collections.abc import Iterable

from wagamachi.casework.models import Case

from .enums import PlanState
from .models import SupportPlan


def unevaluated_plans(case: Case) -> Iterable[str]:
    """Yield a sentence when the case has a plan that nobody evaluated."""
    if SupportPlan.objects.filter(case=case, state=PlanState.AGREED).exists():
        yield (
            "進めている支援計画があります。「計画と評価」で計画を評価して終えてから、おわりにしてください。"
        )
