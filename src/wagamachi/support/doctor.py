"""Is every agreed plan looked after, and does every outing still have its record?"""

from collections.abc import Iterable
from datetime import datetime

from wagamachi.casework.enums import CaseState
from wagamachi.core.doctor import Weight, register

from .enums import PlanState
from .models import Outreach, SupportPlan
from .queries.outreach import outings


@register(
    "ended_cases_without_plan",
    "終わったケースに、評価していない計画は残っていない",
    weight=Weight.WEEK,
    todo="番号を、ケースを担当していたチームのリーダーに伝え、計画を評価してもらってください。",
)
def _plans_left_behind(at: datetime) -> Iterable[str]:
    left = SupportPlan.objects.filter(state=PlanState.AGREED, case__state=CaseState.CLOSED)
    for pk in left.values_list("pk", flat=True):
        yield f"support_plan:{pk} は、ケースが終わったのに評価されていません"


@register(
    "outreach_records",
    "アウトリーチには、いまの活動記録がひとつある",
    weight=Weight.WEEK,
    todo="番号を、出かけたチームのリーダーに伝え、アウトリーチの記録を書きなおしてもらってください。",
)
def _outreach_records(at: datetime) -> Iterable[str]:
    lost = Outreach.objects.exclude(pk__in=outings().values("target_id"))
    for pk in lost.values_list("pk", flat=True):
        yield f"outreach:{pk} の活動記録が見つかりません"
