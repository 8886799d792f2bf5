"""だれがなにを: the role table of a case with its gaps and overlaps (R110)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from wagamachi.core.models import Code
from wagamachi.core.text import fold
from wagamachi.organizations.models import Organization

from ..models import Case, RoleTask
from .household import issues_of


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One standing task. ``others`` are those who have the same theme of the same person in hand."""

    role: RoleTask
    doer: str
    others: tuple[str, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RoleTable:
    """Standing tasks, themes nobody has taken on, agencies with their profile, and what is done."""

    rows: list[RoleRow]
    gaps: list[Code]
    agencies: list[Organization]
    done: list[RoleTask] = field(default_factory=list)

    @property
    def overlap_count(self) -> int:
        return sum(1 for row in self.rows if row.others)

    @property
    def overdue_count(self) -> int:
        return sum(1 for row in self.rows if row.is_overdue)


def role_table(case: Case, on: date) -> RoleTable:
    """Return the role table of a case; four queries whatever its length."""
    roles = list(
        RoleTask.objects.filter(case=case)
        .select_related("organization__kind", "member__person__merged_into", "theme")
        .order_by("due_on", "id")
    )
    standing = [role for role in roles if role.done_on is None]
    twins = _doers_by_task(standing)
    rows = [
        RoleRow(
            role,
            doer_of(role),
            tuple(name for name in twins[_same(role)] if name != doer_of(role)),
            bool(role.due_on and role.due_on < on),
        )
        for role in standing
    ]
    agencies = {r.organization.pk: r.organization for r in standing if r.organization}
    done = sorted((r for r in roles if r.done_on), key=lambda r: str(r.done_on), reverse=True)
    return RoleTable(rows, gaps_of(case, standing), list(agencies.values()), done)


def doer_of(role: RoleTask) -> str:
    """Return the name of whoever does it."""
    return role.organization.name if role.organization else role.name


def gaps_of(case: Case, standing: Iterable[RoleTask]) -> list[Code]:
    """Return the themes of members and the tags of the case that no standing task is about."""
    taken = {role.theme_id for role in standing}
    wanted = issues_of(case.pk).exclude(pk__in=[t for t in taken if t])
    return list(wanted.order_by("code_list_id", "sort", "pk"))


def _same(role: RoleTask) -> tuple[str | None, UUID | None, str]:
    """Return what makes two tasks one: the theme and whom it is about; the words only without a theme."""
    words = "" if role.theme_id else fold(role.task).replace(" ", "")
    return role.theme_id, role.member_id, words


def _doers_by_task(
    roles: Iterable[RoleTask],
) -> dict[tuple[str | None, UUID | None, str], list[str]]:
    found: dict[tuple[str | None, UUID | None, str], list[str]] = defaultdict(list)
    for role in roles:
        if doer_of(role) not in found[_same(role)]:
            found[_same(role)].append(doer_of(role))
    return found
