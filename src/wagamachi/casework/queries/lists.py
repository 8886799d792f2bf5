"""The lists people work from. Each is one indexed query narrowed by the policy's ``Q``."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to

from ..enums import HandoffState, IntakeState, Level
from ..models import OPEN_STATES, UNANSWERED, WAITING, Case, Handoff, Intake, Participation
from ..policy import own_backups

# What cannot wait stands first in every list, then what was there first (or is due first).
INBOX_ORDER = ("urgent_rank", "received_at", "id")
RECEIVED_ORDER = ("urgent_rank", "-received_at", "-id")
DUE_ORDER = ("urgent_rank", "next_action_on", "id")


def inbox(actor: Actor) -> QuerySet[Intake]:
    """Return the intakes that wait for one of my teams; sort them by ``INBOX_ORDER``."""
    teams = actor.teams_with(Perm.INTAKE_CLAIM, Scope.TEAM)
    return Intake.objects.filter(holder_team__in=teams, state=IntakeState.WAITING).select_related(
        "area", "window_kind", "received_team__organization", "holder_team"
    )


def received_here(actor: Actor) -> QuerySet[Intake]:
    """Return what I, or the window I sit at, took in: where it went and how it stands (I4).

    What it says is only for whom it is ``readable``. A post without a window of its own (民生委員, 住民)
    never sees what neighbours took in. Hardly anybody took a worry in at another window than today's,
    so that is asked first: one condition reads an index in order, two would sort everything the window
    ever received.
    """
    window = Q(received_team__in=actor.teams_with(Perm.INTAKE_READ, Scope.TEAM))
    elsewhere = Intake.objects.filter(received_by=actor.user_id).exclude(window)
    mine = window | Q(received_by=actor.user_id) if elsewhere.exists() else window
    return Intake.objects.filter(mine).select_related(
        "case__holder_team__organization", "case__holder_user", "holder_team__organization", "area"
    )


def readable(actor: Actor, intakes: Iterable[Intake]) -> set[UUID]:
    """Return which of the intakes of a page the actor may read, not only see the status of."""
    ids = [intake.pk for intake in intakes]
    seen = visible_to(actor, Intake.objects.filter(pk__in=ids), Perm.INTAKE_READ)
    return set(seen.values_list("pk", flat=True))


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases whose outline I may see, ready for a list."""
    return with_row_parts(visible_to(actor, Case, Perm.CASE_READ_SUMMARY)).filter(
        state__in=OPEN_STATES
    )


def my_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases I am 主担当 of; none of a team I have left, whatever its rows still say."""
    return team_cases(actor).filter(holder_user=actor.user_id)


def team_cases(actor: Actor) -> QuerySet[Case]:
    """Return the open cases my teams hold."""
    teams = actor.teams_with(Perm.CASE_READ_FULL, Scope.TEAM)
    return with_row_parts(Case.objects.filter(holder_team__in=teams, state__in=OPEN_STATES))


def shared_cases(actor: Actor) -> QuerySet[Case]:
    """Return the cases of others in which my team or I take part."""
    live = Participation.objects.filter(
        Q(team__in=actor.team_ids) | Q(user=actor.user_id), until_at=None, level__gte=Level.SUMMARY
    )
    allowed = visible_to(actor, Case, Perm.CASE_READ_SUMMARY)
    return with_row_parts(allowed.filter(pk__in=live.values("case"), state__in=OPEN_STATES))


def with_row_parts(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Join what every row of a case list shows."""
    return cases.select_related("area", "holder_team__organization", "holder_user")


def due(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Narrow to those whose next action is due by ``on``: the urgent, then the most overdue."""
    return cases.filter(next_action_on__lte=on).order_by(*DUE_ORDER)


def asked_of_us(actor: Actor) -> QuerySet[Handoff]:
    """Return the つなぎ that wait for an answer of one of my teams, the nearest deadline first."""
    teams = actor.teams_with(Perm.HANDOFF_ANSWER, Scope.TEAM)
    return (
        Handoff.objects.filter(to_team__in=teams, state__in=UNANSWERED)
        .select_related("from_team__organization", "to_team", "to_user", "from_user", "case__area")
        .order_by("due_on", "id")
    )


def asked_by_us(actor: Actor) -> QuerySet[Handoff]:
    """Return the つなぎ still without an answer that my teams sent, or that wait on cases we hold.

    Two lists put together, because each is found by an index of its own.
    """
    teams = actor.teams_with(Perm.HANDOFF_BACKUP, Scope.TEAM)
    rows = Handoff.objects.filter(state__in=WAITING).order_by()
    sent = rows.filter(Q(from_team__in=teams) | own_backups(actor))
    held = rows.filter(case__holder_team__in=teams, case__state__in=OPEN_STATES)
    return (
        Handoff.objects.filter(pk__in=sent.values("pk").union(held.values("pk")))
        .select_related("to_team__organization", "to_user", "to_resource", "from_user", "case")
        .order_by("due_on", "id")
    )


def asking(rows: QuerySet[Handoff]) -> QuerySet[Handoff]:
    """Return those of ``rows`` whose receiver asked something that nobody has answered."""
    return rows.filter(explanation="").exclude(question="")


def came_back(actor: Actor, since: datetime) -> QuerySet[Handoff]:
    """Return the つなぎ declined since ``since`` on open cases that my teams sent or that we hold."""
    teams = actor.teams_with(Perm.HANDOFF_BACKUP, Scope.TEAM)
    ours = Q(from_team__in=teams) | Q(case__holder_team__in=teams) | own_backups(actor)
    return (
        Handoff.objects.filter(ours, state=HandoffState.DECLINED, answered_at__gte=since)
        .filter(Q(case=None) | Q(case__state__in=OPEN_STATES))
        .select_related("to_team__organization", "to_user", "decline_reason", "case")
        .order_by(F("answered_at").desc(), "id")
    )
