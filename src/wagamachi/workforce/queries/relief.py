"""軽減の判断 as they stand: the latest about each thing, and what is left of it with the 委員."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to

from ..enums import REMOVABLE, WITH_COMMISSIONER, Asker, Verdict
from ..models import CommissionerTask, ReliefDecision

Decisions = QuerySet[ReliefDecision]

ROW = ReliefDecision.objects.select_related("task__commissioner", "written_by")
WITH = frozenset(WITH_COMMISSIONER)


@dataclass(frozen=True, slots=True)
class Told:
    """A decision, and what lies with the 委員 now: how many pieces, how many minutes a month."""

    decision: ReliefDecision
    count_now: int
    minutes_now: int
    is_latest: bool = True
    against: int = 0
    against_by_government: int = 0

    @property
    def minutes_off(self) -> int:
        """Return the minutes a month that are gone since the decision; negative when it grew."""
        return self.decision.minutes_before - self.minutes_now


def decisions(actor: Actor) -> Decisions:
    """Return the decisions that the actor may read, newest first."""
    return visible_to(actor, ROW, Perm.TASK_LOAD)


def still_with_commissioners(
    kind: str, task: CommissionerTask | None
) -> QuerySet[CommissionerTask]:
    """Return what lies with 委員 of a kind of work, or the one piece if it still lies with them."""
    rows = CommissionerTask.objects.filter(state__in=WITH_COMMISSIONER)
    return rows.filter(pk=task.pk) if task is not None else rows.filter(kind=kind)


def total(tasks: QuerySet[CommissionerTask]) -> tuple[int, int]:
    """Return how many tasks and how many minutes a month."""
    found = tasks.aggregate(count=Count("pk"), minutes=Sum("minutes_per_month"))
    return found["count"], found["minutes"] or 0


def told(listed: Iterable[ReliefDecision]) -> list[Told]:
    """Return decisions with what is left of their work and what came all the same; three queries."""
    rows = list(listed)
    newest = {decision.pk for decision in _latest().values()}
    by_kind = {
        row["kind"]: (row["count"], row["minutes"])
        for row in CommissionerTask.objects.filter(state__in=WITH_COMMISSIONER)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"), minutes=Sum("minutes_per_month"))
    }
    government = Count("pk", filter=Q(asker=Asker.GOVERNMENT))
    came = {
        row["against"]: (row["count"], row["government"])
        for row in CommissionerTask.objects.filter(against__in=[row.pk for row in rows])
        .order_by()
        .values("against")
        .annotate(count=Count("pk"), government=government)
    }
    return [
        Told(row, *_left(row, by_kind), row.pk in newest, *came.get(row.pk, (0, 0))) for row in rows
    ]


def _left(row: ReliefDecision, by_kind: dict[str, tuple[int, int]]) -> tuple[int, int]:
    if row.task is None:
        return by_kind.get(row.kind, (0, 0))
    return (1, row.task.minutes_per_month) if row.task.state in WITH else (0, 0)


def removable(actor: Actor) -> list[Told]:
    """Return the latest decisions that take work off the 委員, those with most minutes left first."""
    found = [one for one in told(decisions(actor)) if one.is_latest]
    found = [one for one in found if one.decision.verdict in REMOVABLE]
    return sorted(found, key=lambda one: -one.minutes_now)


def stop_of(kind: str, on: date) -> ReliefDecision | None:
    """Return the decision by which a kind of work is to be stopped, as it stands on that day."""
    about = ReliefDecision.objects.filter(kind=kind, task=None, decided_on__lte=on)
    latest = about.order_by("decided_on", "created_at", "id").last() if kind else None
    return latest if latest is not None and latest.verdict == Verdict.STOP else None


def _latest() -> dict[object, ReliefDecision]:
    """Return the decision in force about each kind and each task: the one decided last."""
    rows = ReliefDecision.objects.order_by("decided_on", "created_at", "id")
    return {row.task_id or row.kind: row for row in rows}


@dataclass(frozen=True, slots=True)
class InForce:
    """Which work is judged removable: a decision about the piece goes before one about its kind."""

    latest: dict[object, ReliefDecision]

    def is_removable(self, task_id: object, kind: str) -> bool:
        decision = self.latest.get(task_id) or self.latest.get(kind)
        return decision is not None and decision.verdict in REMOVABLE


def in_force() -> InForce:
    """Return the decisions in force, in one query."""
    return InForce(_latest())
