"""What the pages of a case share: loading it with an audit trail, its identity bar and tabs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from wagamachi.access import audit
from wagamachi.access.http import Request
from wagamachi.access.perms import Perm
from wagamachi.access.policy import clauses, get_for
from wagamachi.core import clock
from wagamachi.core.refs import Ref

from ..enums import CaseState, Level
from ..models import OPEN_STATES, Case
from ..policy import level_of
from ..states import CASE

ROW = Case.objects.select_related(
    "area", "holder_team__organization", "holder_user", "household_type", "close_reason"
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the case page."""

    label: str
    url: str
    is_here: bool


def open_case(request: Request, pk: UUID, perm: Perm) -> Case:
    """Return the case if the actor has ``perm`` on it; writes nothing, for forms that act."""
    return get_for(request.actor, ROW, pk, perm)


def case_context(request: Request, case: Case, here: str) -> dict[str, Any]:
    """Return what every tab shows, after writing down that the case was looked at."""
    level = level_of(request.actor, case)
    audit.read(actor=request.actor, ref=Ref("case", case.pk), level=level.name.lower())
    return {
        "case": case,
        "level": level,
        "sees_all": level == Level.FULL,
        "why": _why(request, case, level),
        "is_open": case.state in OPEN_STATES,
        "is_closed": case.state == CaseState.CLOSED,
        "holds": case.holder_team_id in request.actor.team_ids
        and request.actor.has(Perm.CASE_EDIT),
        "today": clock.today(),
        "public_state": CASE.public[case.state],
        "tabs": tabs(case, here) if level == Level.FULL else [],
    }


def _why(request: Request, case: Case, level: Level) -> str:
    """Return the sentence that says on what basis the actor sees this case."""
    perm = {
        Level.FULL: Perm.CASE_READ_FULL,
        Level.SUMMARY: Perm.CASE_READ_SUMMARY,
        Level.STATUS: Perm.CASE_READ_STATUS,
    }[level]
    ways = clauses(request.actor, Case, perm)
    row = Case.objects.filter(pk=case.pk)
    return next((way.why for way in ways if row.filter(way.q).exists()), "")


def rooms(request: Request, here: str) -> list[Tab]:
    """Return the lists of 相談・ケース that this person's posts can use."""
    lists = (
        ("cases", "ケース", Perm.CASE_READ_SUMMARY),
        ("inbox", "受けとめる", Perm.INTAKE_CLAIM),
        ("handoff_list", "つなぎ", Perm.HANDOFF_READ),
        ("my_intakes", "受けた相談のその後", Perm.INTAKE_STATUS),
    )
    return [
        Tab(label, reverse(f"casework:{name}"), name == here)
        for name, label, perm in lists
        if request.actor.has(perm)
    ]


def tabs(case: Case, here: str) -> list[Tab]:
    """Return the tabs of the case page in their fixed order."""
    names = (
        ("case", "経過"),
        ("household", "世帯と関係"),
        ("handoffs", "つなぎ"),
        ("evaluations", "評価"),
        ("consents", "同意と共有"),
        ("readers", "閲覧の記録"),
    )
    return [
        Tab(label, reverse(f"casework:{name}", args=[case.pk]), name == here)
        for name, label in names
    ]
