"""支援のまとめ: wishes and presence in plans, how far goals were reached, what changed (R030, R031)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q

from wagamachi.areas.models import Area
from wagamachi.casework.enums import Achievement
from wagamachi.casework.models import Evaluation
from wagamachi.core import codes
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.tables import HIDDEN, Cell, Row, Table, percent, suppress, threshold
from wagamachi.core.words import local
from wagamachi.records.periods import year_period
from wagamachi.records.queries import areas_within

from ..models import PlanGoal, SupportPlan
from .places import middle_names

YEARS = 5
SCALE = tuple(Achievement)
WHOLE = "市全体"
_SCALE_COLUMNS = tuple(str(step.label) for step in SCALE)


def wishes(year: int) -> Table:
    """Return, for five 年度, the share of plans with the person's words and with them present (R031)."""
    years = list(range(year - YEARS + 1, year + 1))
    rows = []
    for y in years:
        n = SupportPlan.objects.filter(year_period(y).q("agreed_at")).aggregate(
            plans=Count("pk"),
            heard=Count("pk", filter=~Q(words="")),
            present=Count("pk", filter=Q(person_present=True)),
        )
        heard, present = percent(n["heard"], n["plans"]), percent(n["present"], n["plans"])
        cells = (n["plans"], n["heard"], heard, n["present"], present)
        rows.append(Row(fiscal_label(y), cells))
    return Table(
        key="wishes",
        title="本人の意向と同席（合意した計画）",
        corner="年度",
        columns=(
            "合意した計画",
            "本人の言葉がある",
            "その割合（％）",
            "話し合いに本人がいた",
            "その割合（％）",
        ),
        rows=tuple(rows),
        note="その年度に合意した支援計画を数えました。言葉を聞けていない理由だけの計画は、"
        "「本人の言葉がある」に入りません。",
    )


def by_area(year: int) -> Table:
    """Return evaluations of a 年度 by 中圏域 and common scale (R030)."""
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = Evaluation.objects.filter(year_period(year).q("evaluated_at")).order_by()
    found = list(rows.values_list("case__area", "achievement").annotate(n=Count("pk")))
    names = middle_names(area for area, _, _ in found)
    for area, achievement, n in found:
        counts[names[area]][achievement] += n
    limit = threshold()
    lines = [[counts[name][step] for step in SCALE] for name in sorted(counts)]
    total = [sum(column) for column in zip(*lines, strict=True)]
    shown = [
        Row(name, (_whole(sum(line), limit), *cells))
        for name, line, cells in zip(sorted(counts), lines, _hidden(lines, limit), strict=True)
    ]
    return Table(
        key="by_area",
        title=f"評価の結果 × 圏域（{fiscal_label(year)}）",
        corner="圏域",
        columns=("評価の数", *_SCALE_COLUMNS),
        rows=(*shown, Row(WHOLE, (sum(total), *total), "total")) if shown else (),
        note=local("その年度に書かれた評価を、ケースの中圏域で数えました。") + _said(limit),
    )


def _whole(number: int, limit: int) -> Cell:
    return f"{limit}未満" if 0 < number < limit else number


def _hidden(lines: Sequence[Sequence[int]], limit: int) -> list[list[Cell]]:
    """Hide small figures of each line, then one more wherever a column's sum gives one away."""
    shown: list[list[Cell]] = [list(suppress(line, limit)) for line in lines]
    for number in range(len(lines[0]) if lines else 0):
        hidden = [cells for cells in shown if isinstance(cells[number], str)]
        left = [cells for cells in shown if isinstance(cells[number], int) and cells[number]]
        if len(hidden) == 1 and left:
            smallest = min(left, key=lambda cells: int(cells[number] or 0))
            smallest[number] = HIDDEN
    return shown


def by_theme(year: int, area: Area | None = None) -> Table:
    """Return the goals of plans ended in a 年度 by theme and scale, of one area or of all (R030)."""
    where = Q() if area is None else Q(plan__case__area__in=areas_within(area.pk))
    rows = PlanGoal.objects.filter(
        where, year_period(year).q("plan__ended_at"), achievement__isnull=False
    ).order_by()
    counts: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for theme, achievement, n in rows.values_list("theme", "achievement").annotate(n=Count("pk")):
        counts[theme][achievement] += n
    limit = threshold() if area else 0
    labels = codes.labels("KADAI_T")
    themes = [code for code in labels if code in counts]
    lines = [[counts[theme][step] for step in SCALE] for theme in themes]
    shown = [
        Row(labels[theme], (_whole(sum(line), limit), *cells))
        for theme, line, cells in zip(themes, lines, _hidden(lines, limit), strict=True)
    ]
    return Table(
        key="by_theme",
        title=f"目標の達成 × 課題（{area.name if area else WHOLE}・{fiscal_label(year)}）",
        corner="課題",
        columns=("目標の数", *_SCALE_COLUMNS),
        rows=tuple(shown),
        note="その年度に評価して終えた支援計画の目標を、課題ごとに数えました。" + _said(limit),
    )


def changes(year: int) -> Table:
    """Return the changes that evaluations of a 年度 saw, each evaluation in every line it names."""
    rows = Evaluation.changes.through._default_manager.filter(
        year_period(year).q("evaluation__evaluated_at")
    )
    counts: Mapping[str, int] = dict(rows.values_list("code").annotate(n=Count("pk")))
    labels = codes.labels("HENKA")
    return Table(
        key="changes",
        title=f"見られた変化（{fiscal_label(year)}）",
        corner="見られた変化",
        columns=("評価の数",),
        rows=tuple(Row(labels[code], (counts[code],)) for code in labels if code in counts),
        note="その年度に書かれた評価を数えました。ひとつの評価に変化がいくつもあれば、それぞれに入ります。",
    )


def _said(limit: int) -> str:
    if not limit:
        return ""
    return f"圏域ごとの{limit}件未満の数と、引き算でわかってしまう数は伏せています。"
