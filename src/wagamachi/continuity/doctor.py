"""The promise of teams, looked for in a living database: two see every case, somebody stands in (R141)."""

from collections.abc import Iterable
from datetime import datetime

from wagamachi.core import clock
from wagamachi.core.doctor import register

from .queries.thin import thin_teams


@register(
    "r141_two_see_every_case",
    "圏域のチームのケースは、2人以上が見られる",
    todo="「利用者と配置」で、このチームにもう1人を配置してください。",
)
def _two_see_every_case(at: datetime) -> Iterable[str]:
    for thin in thin_teams(clock.today(at), base_only=True):
        yield f"team:{thin.team.pk} のケース{thin.case_count}件を見られる人が{thin.people_count}人です"
