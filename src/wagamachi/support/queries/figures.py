"""支援のまとめ: wishes and presence in plans, how far goals were reached, what changed (R030, R031)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from wagamachi.areas.models import Area
from wagamachi.casework.enums import Achievement
from wagamachi.casework.models import Case, CaseMeeting, Evaluation
from wagamachi.casework.queries.lying import lying_in
from wagamachi.core import codes
from wagamachi.core.disclosure import Atom, Place, Spread, spread
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.tables import HIDDEN, Cell, Row, Table, hidden_note, percent, threshold
from wagamachi.core.words import local
from wagamachi.records.periods import year_period

from ..models import PlanGoal, SupportPlan
from .places import middle_places

YEARS = 5
SCALE = tuple(Achievement)
WHOLE = "区市町村全体"
_SCALE_COLUMNS = tuple(str(step.label) for step in SCALE)


def wishes(year: int) -> Table:
    """Return, for five 年度, the share of plans with the person's words and with them present (R031).

    They are present in two ways: where the plan itself was talked over, and at a 調整会議 of their case.
    """
    years = list(range(year - YEARS + 1, year + 1))
    rows = []
    for y in years:
        plans = SupportPlan.objects.filter(year_period(y).q("agreed_at"))
        n = plans.annotate(
            ended_on=TruncDate("ended_at"), sat_with=Exists(_meetings_with_the_person())
        ).aggregate(
            plans=Count("pk"),
            heard=Count("pk", filter=~Q(words="")),
            present=Count("pk", filter=Q(person_present=True)),
            met=Count("pk", filter=Q(sat_with=True)),
        )
        shares = [(n[key], percent(n[key], n["plans"])) for key in ("heard", "present", "met")]
        cells = (n["plans"], *(cell for share in shares for cell in share))
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
            "本人が同席した会議がある",
            "その割合（％）",
        ),
        rows=tuple(rows),
        note="その年度に合意した支援計画を数えました。言葉を聞けていない理由だけの計画は、"
        "「本人の言葉がある」に入りません。会議は、前の計画を話し合ったあとから、この計画を終えるまでに"
        "開いた調整会議です。",
    )


def _meetings_with_the_person() -> QuerySet[CaseMeeting]:
    """Return the meetings held with the person between the plan before and the end of this one."""
    held = CaseMeeting.objects.filter(
        case=OuterRef("case"), held_at__isnull=False, person_present=True
    )
    after = Coalesce(OuterRef("previous__meeting_on"), date.min)
    until = Coalesce(OuterRef("ended_on"), date.max)
    return held.filter(meets_on__gt=after, meets_on__lte=until)


def by_area(year: int) -> Table:
    """Return evaluations of a 年度 by 中圏域 and common scale (R030)."""
    rows = Evaluation.objects.filter(year_period(year).q("evaluated_at")).order_by()
    found = list(rows.values_list("case", "achievement"))
    areas = middle_places()
    lies = lying_in(Case.objects.filter(pk__in=rows.values("case")))
    spreads = _by_step(found, lies, areas)
    lines = [Row(name, _across(spreads, place)) for place, name in areas.items()]
    totals = tuple(one.total for one in spreads)
    return Table(
        key="by_area",
        title=f"評価の結果 × 圏域（{fiscal_label(year)}）",
        corner="圏域",
        columns=("評価の数", *_SCALE_COLUMNS),
        rows=(*lines, Row(WHOLE, (sum(totals), *totals), "total")) if found else (),
        note=local("その年度に書かれた評価を、ケースの中圏域で数えました。")
        + hidden_note(threshold()),
    )


def by_theme(year: int, area: Area | None = None) -> Table:
    """Return the goals of plans ended in a 年度 by theme and scale, of one 中圏域 or of all (R030)."""
    rows = PlanGoal.objects.filter(
        year_period(year).q("plan__ended_at"), achievement__isnull=False
    ).order_by()
    reached: dict[str, list[tuple[UUID, int]]] = defaultdict(list)
    for theme, case, achievement in rows.values_list("theme", "plan__case", "achievement"):
        reached[theme].append((case, achievement or 0))
    lies = lying_in(Case.objects.filter(pk__in=rows.values("plan__case"))) if area else {}
    places, labels = middle_places(), codes.theme_labels()

    def cells(theme: str) -> tuple[Cell, ...]:
        spreads = _by_step(reached[theme], lies, places)
        if area is not None:
            return _across(spreads, area.pk)
        totals = [one.total for one in spreads]
        return (sum(totals), *totals)

    return Table(
        key="by_theme",
        title=f"目標の達成 × 課題（{area.name if area else WHOLE}・{fiscal_label(year)}）",
        corner="課題",
        columns=("目標の数", *_SCALE_COLUMNS),
        rows=tuple(Row(labels[theme], cells(theme)) for theme in labels if theme in reached),
        note="その年度に評価して終えた支援計画の目標を、課題ごとに数えました。"
        + (hidden_note(threshold()) if area else ""),
    )


def _by_step(
    found: Iterable[tuple[UUID, int]], lies: Mapping[UUID, Atom], places: Mapping[Place, str]
) -> list[Spread]:
    """Return how each step of the scale spreads over the 中圏域, from (case, step)."""
    counts: dict[int, Counter[Atom]] = defaultdict(Counter)
    for case, step in found:
        counts[step][lies.get(case, frozenset()).intersection(places)] += 1
    return [spread(counts[step], threshold()) for step in SCALE]


def _across(spreads: Sequence[Spread], place: Place) -> tuple[Cell, ...]:
    """Return the sum and the steps at a place; a sum tells nothing only where all its parts are."""
    cells = [one.at(place) for one in spreads]
    figures = [cell for cell in cells if isinstance(cell, int)]
    return (sum(figures) if len(figures) == len(cells) else HIDDEN, *cells)


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
