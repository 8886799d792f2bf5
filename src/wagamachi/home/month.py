"""今月のまとめ: what one person did in a month beside the month before; every number keeps its rows (R027, R172)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.casework.models import Intake
from wagamachi.casework.queries.standing import passed_on, standing_of
from wagamachi.core import clock
from wagamachi.core.wareki import format_duration, format_wareki
from wagamachi.records.models import ActivityRecord
from wagamachi.records.periods import Period
from wagamachi.records.queries import Criteria, listed, totals
from wagamachi.workforce.models import CommissionerTask
from wagamachi.workforce.queries.load import visits_among


@dataclass(frozen=True, slots=True)
class Line:
    """One row behind a number."""

    title: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a month, and how its rows are drawn: as many as the number says, or adding up to it."""

    name: str
    label: str
    count: int
    lines: Callable[[], list[Line]]
    is_minutes: bool = False

    @property
    def shown(self) -> str:
        if self.is_minutes:
            return format_duration(self.count) if self.count else "0分"
        return f"{self.count}{'日' if self.name == 'days' else '件'}"


def figures_of(actor: Actor, period: Period) -> list[Figure]:
    """Return what the actor did in the period, as far as they may still read it."""
    records = listed(actor, Criteria(period=period))
    days = _days(records)
    visits, intakes = visits_among(records), _brought(actor, period)
    linked = intakes.filter(pk__in=passed_on().values("pk"))
    found = [
        Figure("days", "活動した日", len(days), lambda: _of_days(days)),
        Figure("visits", "訪問・同行・見守り", visits.count(), lambda: _of_records(visits)),
        Figure(
            "hours", "活動の時間", totals(records).minutes, lambda: _of_records(records), is_minutes=True
        ),
        Figure("intakes", "受けた相談", intakes.count(), lambda: _of_intakes(intakes)),
        Figure("linked", "うち、ほかのチームが引き受けた相談", linked.count(), lambda: _of_intakes(linked)),
    ]  # fmt: skip
    if actor.has(Perm.TASK_EDIT):
        tasks = _asked(actor, period)
        found.append(Figure("tasks", "頼まれた仕事", tasks.count(), lambda: _of_tasks(tasks)))
    return found


def month_before(first: date) -> date:
    """Return the first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def asked_month(text: str, today: date) -> date:
    """Return the first day of the month a link names; this month for anything else, or one to come."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # a month has no time zone
    except ValueError:
        first = today
    return min(first, today).replace(day=1)


def _brought(actor: Actor, period: Period) -> "QuerySet[Intake]":
    mine = Intake.objects.filter(period.q("received_at"), received_by=actor.user_id)
    return visible_to(actor, mine, Perm.INTAKE_STATUS)


def _asked(actor: Actor, period: Period) -> "QuerySet[CommissionerTask]":
    assert period.starts_at is not None
    assert period.ends_at is not None
    first, after = clock.today(period.starts_at), clock.today(period.ends_at)
    mine = CommissionerTask.objects.filter(
        commissioner=actor.user_id, asked_on__gte=first, asked_on__lt=after
    )
    return visible_to(actor, mine, Perm.TASK_READ)


def _days(records: "QuerySet[ActivityRecord]") -> dict[date, list[int]]:
    """Return the minutes of each record by its day, newest first."""
    found: dict[date, list[int]] = {}
    for at, minutes in records.order_by("-occurred_at").values_list("occurred_at", "minutes"):
        found.setdefault(clock.today(at), []).append(minutes)
    return found


def _of_days(days: dict[date, list[int]]) -> list[Line]:
    where = reverse("records:index")
    return [
        Line(
            format_wareki(day),
            f"{len(minutes)}件・{format_duration(sum(minutes))}",
            f"{where}?first={day.isoformat()}&last={day.isoformat()}",
        )
        for day, minutes in days.items()
    ]


def _of_records(records: "QuerySet[ActivityRecord]") -> list[Line]:
    rows = records.select_related("method").order_by("-occurred_at", "-id")
    return [
        Line(
            f"{format_wareki(clock.today(one.occurred_at))}　{one.method}・{format_duration(one.minutes)}",
            one.content[:60],
            reverse("records:detail", args=[one.pk]),
        )
        for one in rows
    ]


def _of_intakes(intakes: "QuerySet[Intake]") -> list[Line]:
    rows = intakes.select_related(
        "case__holder_team__organization", "case__holder_user",
        "holder_team__organization", "holder_user",
    ).order_by("-received_at", "-id")  # fmt: skip
    return [_of_intake(one) for one in rows]


def _of_intake(intake: Intake) -> Line:
    standing = standing_of(intake)
    return Line(
        f"{format_wareki(clock.today(intake.received_at))}　{standing.label}",
        f"いまの担当: {standing.team.organization.name} {standing.team.name}",
        reverse("casework:intake", args=[intake.pk]),
    )


def _of_tasks(tasks: "QuerySet[CommissionerTask]") -> list[Line]:
    return [
        Line(
            f"{format_wareki(one.asked_on)}　{one.title}",
            f"{one.get_asker_display()}から・{one.get_state_display()}",
            reverse("workforce:task", args=[one.pk]),
        )
        for one in tasks.order_by("-asked_on", "-id")
    ]
