"""支援経過: what happened to a case in a span of time, oldest first, as it is kept in the folder."""

from django.utils import timezone

from wagamachi.casework.models import Case
from wagamachi.core.wareki import WEEKDAYS, format_duration, format_wareki_short
from wagamachi.records.periods import Period

from ..parts import Cell, Fields, Form, Grid, Heading, Sheet
from ..queries import Happening
from .common import STAMPS, case_fields, day, office

FORM = Form(
    "course",
    4,
    "支援経過",
    "選んだ期間の記録・相談・つなぎ・評価を、古い順に。件数と時間の合計がつきます。",
)


def sheet(case: Case, period: Period, happened: list[Happening]) -> Sheet:
    """Return the course of a case in a period as one table."""
    written = [one for one in happened if one.minutes]
    minutes = sum(one.minutes for one in written)
    return Sheet(
        FORM,
        f"ケース番号　{case.number}",
        office(case.holder_team, case.holder_user),
        [
            case_fields(case),
            Fields(
                (
                    (
                        Cell("期間", period.label),
                        Cell("活動記録", f"{len(written)}件・{format_duration(minutes)}"),
                    ),
                    (
                        Cell("次にすること", case.next_action),
                        Cell("いつまでに", day(case.next_action_on)),
                    ),
                )
            ),
            Heading("経過"),
            Grid(
                ("日時", "手段・相手", "内容", "結果・これから", "対応した人"),
                (18, 16, 41, 25, 12),
                [_row(one) for one in happened],
                6,
            ),
        ],
        STAMPS,
    )


def _row(one: Happening) -> tuple[str, ...]:
    local = timezone.localtime(one.at)
    when = f"{format_wareki_short(local.date())}（{WEEKDAYS[local.weekday()]}）\n{local:%H:%M}"
    return (
        f"{when}\n{format_duration(one.minutes)}" if one.minutes else when,
        one.how,
        one.what,
        one.result,
        one.who,
    )
