"""No case ends while its plan is in force: what was agreed is evaluated first (R030)."""

from collections.abc import Iterable, Sequence
from datetime import date

from wagamachi.areas.municipality import is_used
from wagamachi.casework.models import Case
from wagamachi.organizations.models import Team

from .enums import PlanState
from .models import OutreachTask, SupportPlan


def unevaluated_plans(case: Case) -> Iterable[str]:
    """Yield a sentence when the case has a plan that nobody evaluated."""
    if not is_used("support:plan"):
        return  # nobody could evaluate it
    if SupportPlan.objects.filter(case=case, state=PlanState.AGREED).exists():
        yield (
            "進めている支援計画があります。「計画と評価」で計画を評価して終えてから、おわりにしてください。"
        )


def asked_outings(teams: Sequence[Team], on: date) -> Iterable[str]:
    """Yield a sentence when a team that would close was asked to go out and has not been yet."""
    if not is_used("support:outreach_task"):
        return
    count = OutreachTask.objects.filter(team__in=teams, done_at=None).count()
    if count:
        yield f"頼まれたアウトリーチが{count}件あります。先に出かけるか、終えてください。"
