"""What the pages of a case share: loading it with an audit trail, its identity bar and tabs."""

from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.http import Request
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, clauses, get_for
from wagamachi.areas.municipality import is_used
from wagamachi.core import clock
from wagamachi.core.refs import Ref
from wagamachi.core.templatetags.ui import tel

from ..enums import CaseState, Level
from ..models import OPEN_STATES, Case
from ..policy import level_of, walks_beside
from ..queries.finding_worries import may_find_worries
from ..queries.flags import signs_of
from ..queries.household import key_person
from ..queries.lists import open_cases
from ..queries.meetings import next_meeting
from ..queries.merging import standing_merges
from ..queries.standing import told_of_case
from ..queries.statutory import contacts_for, meant_by_case

ROW = Case.objects.select_related(
    "area",
    "holder_team__organization",
    "holder_user",
    "household_type",
    "close_reason",
    "companion_team__organization",
    "companion_user",
    "second_user",
    "merged_into",
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


def refuse(request: Request, perm: Perm, case: Case) -> NoReturn:
    """Write the denial down and answer that nothing is there."""
    audit.denied(actor=request.actor, perm=perm, ref=Ref("case", case.pk))
    raise Http404("見つからないか、見ることができません。")


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
        "flags": signs_of(case.pk, clock.today()) if level >= Level.SUMMARY else [],
        "is_closed": case.state == CaseState.CLOSED,
        "holds": case.holder_team_id in request.actor.team_ids
        and request.actor.has(Perm.CASE_EDIT),
        "beside": walks_beside(request.actor, case),
        "today": clock.today(),
        "whom": partial(key_person, case.pk) if level == Level.FULL else None,
        "next_meeting": partial(next_meeting, case.pk, clock.today()),
        "taken_in": partial(standing_merges, case.pk),
        "public_state": told_of_case(case),
        "tabs": tabs(case, here) if level == Level.FULL else [],
    }


def after_marking(
    request: Request, case: Case, said: str, onward: str, pk: UUID | None = None
) -> HttpResponse:
    """Go on to ``onward`` of the case, or of ``pk``.

    When the case went to the municipal team (R017), say so and whom to call now instead.
    """
    case.refresh_from_db()
    if can(request.actor, Perm.CASE_READ_FULL, case):
        messages.success(request, said)
        return redirect(onward, pk or case.pk)
    team = case.holder_team
    messages.success(
        request,
        f"通報済みです。{team.organization.name} {team.name}に、急ぎで届けました。"
        "これからは、そのチームが担当します。",
    )
    for route in contacts_for(meant_by_case(case), clock.today()):
        numbers = [(tel(one.number), one.name) for one in route.numbers]
        numbers += [(tel(one.phone), one.name) for one in route.organizations if one.phone]
        whom = format_html_join("", "<br>{}　{}", numbers)
        messages.warning(request, format_html("{}{}", route.instruction, whom))
    return redirect("casework:case", case.pk)


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


def has_cases(actor: Actor) -> bool:
    """Say whether the list of cases is of use to the actor: they can hold some, or see some now.

    Who does not bring worries in has no other list to begin with.
    """
    if actor.has(Perm.CASE_EDIT) or not actor.has(Perm.INTAKE_STATUS):
        return True
    return open_cases(actor).exists()


def rooms(request: Request, here: str) -> list[Tab]:
    """Return the lists of 相談・ケース that this person's posts can use."""
    lists = (
        ("cases", "ケース", Perm.CASE_READ_SUMMARY),
        ("inbox", "受けとめる", Perm.INTAKE_CLAIM),
        ("handoff_list", "つなぎ", Perm.HANDOFF_READ),
        ("my_intakes", "受けた相談のその後", Perm.INTAKE_STATUS),
    )
    empty = "cases" if here != "cases" and not has_cases(request.actor) else ""
    found = [
        Tab(label, reverse(f"casework:{name}"), name == here)
        for name, label, perm in lists
        if request.actor.has(perm) and name != empty
    ]
    if may_find_worries(request.actor):
        url = reverse("casework:find_worries")
        found.append(Tab("届いた相談をさがす", url, here == "find_worries"))
    return found


def tabs(case: Case, here: str) -> list[Tab]:
    """Return the tabs of the case page in their fixed order."""
    names = (
        ("case", "経過"),
        ("household", "世帯と関係"),
        ("handoffs", "つなぎ"),
        ("roles", "だれがなにを"),
        ("meetings", "調整会議"),
        ("support:case", "計画と評価"),
        ("evaluations", "評価"),
        ("consents", "同意と共有"),
        ("exchange:case", "書類"),
        ("readers", "閲覧の記録"),
    )
    return [
        Tab(
            label,
            reverse(name if ":" in name else f"casework:{name}", args=[case.pk]),
            name == here,
        )
        for name, label in names
        if is_used(name)
    ]
