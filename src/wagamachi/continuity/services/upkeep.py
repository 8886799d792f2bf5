"""Every night: what lies with people or teams that are gone is put where somebody sees it (I1, I3)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from wagamachi.access.actor import system
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.casework.models import OPEN_STATES, Case
from wagamachi.casework.services import upkeep as casework
from wagamachi.core import clock, nights
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.queries import fallback_team

from ..enums import HeldAs
from ..models import Absence
from ..queries.held import ending_posts, held_counts, sources
from .handing_over import write_handed_over

REMIND_DAYS = frozenset({30, 14, 7, 3, 1})  # days before a post ends

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows were put right."""

    cases: int
    intakes: int
    handoffs: int
    followed_up: int
    absences: int
    finished: int = 0


def keep_held(*, at: datetime) -> Kept:
    """Put right what lies with ended posts, inactive people, closed or empty teams; say how much.

    A second run finds nothing to do. Memory does not grow with the number of rows, each row is a
    transaction of its own, and one that fails does not keep the others from their turn.
    """
    on = clock.today(at)
    freed_cases = _each(casework.cases_with_gone_people(on), partial(_free_case, at))
    freed_intakes = _each(
        casework.intakes_with_gone_people(on), lambda pk: casework.free_intake(at=at, pk=pk)
    )
    handoffs = _each(
        casework.waiting_for_closed_teams(on), lambda pk: casework.send_back(at=at, pk=pk)
    )
    followed_up = sum(
        _each(_left_behind(held_as, on), partial(_follow_up, at, held_as))
        for held_as in (HeldAs.ASKED, HeldAs.MEETING)
    )
    absences = _each(_with_gone_deputy(on), partial(_free_absence, at))
    finished = sum(
        _each(rows, partial(_keep_finished, at, rows))
        for rows in (casework.finished_of_closed_teams(on), casework.answered_of_closed_teams(on))
    )
    _remind_leavers(at, on)
    # Last, because a town without a fallback team must hear of it, and the rest must be done by then.
    cases, intakes = _rescue(at, on)
    cases, intakes = cases + freed_cases, intakes + freed_intakes
    return Kept(cases, intakes, handoffs, followed_up, absences, finished)


def _remind_leavers(at: datetime, on: date) -> None:
    """Tell who leaves soon with something in hand, and who leads the team, a few times on the way."""
    for post in ending_posts(on).select_related("user", "team"):
        if post.ends_on is None or (post.ends_on - on).days not in REMIND_DAYS:
            continue
        if not held_counts(post.user_id, on, {post.team_id} if post.team_id else None):
            continue
        leads = Assignment.objects.live(on).filter(team=post.team_id, role=Role.TEAM_LEAD)
        with nights.turn():
            notify(
                kind=NoticeKind.HANDOVER_WAITING, ref=Ref("handover", post.user_id), at=at,
                users={post.user_id, *leads.values_list("user_id", flat=True)},
            )  # fmt: skip


def _rescue(at: datetime, on: date) -> tuple[int, int]:
    """Bring what lies with closed teams, or where nobody reads the inbox, to the fallback team."""
    closed = casework.of_closed_teams("holder_team", on)
    cases = Case.objects.filter(closed, state__in=OPEN_STATES)
    intakes = casework.intakes_nobody_reads(on)
    beside = Case.objects.filter(
        casework.of_closed_teams("companion_team", on), state__in=OPEN_STATES
    )
    if not (cases.exists() or intakes.exists() or beside.exists()):
        return 0, 0
    team = fallback_team(on)
    return (
        _each(cases, lambda pk: casework.rescue_case(at=at, pk=pk, team=team))
        + _each(beside, lambda pk: casework.rescue_companion(at=at, pk=pk, team=team)),
        _each(intakes, lambda pk: casework.rescue_intake(at=at, pk=pk, team=team)),
    )


def _each(rows: "QuerySet[Any]", act: Callable[[UUID], bool]) -> int:
    """Do ``act`` for every row; return how many were changed."""
    done = 0
    for pk in casework.in_batches(rows):
        try:
            with nights.turn():
                done += act(pk)
        except (DomainError, DatabaseError) as error:
            # Ids and the kind of error only: a message may quote what was being saved.
            logger.error("%s:%s not kept: %s", rows.model._meta.label, pk, type(error).__name__)
    return done


def _keep_finished(at: datetime, rows: "QuerySet[Any]", pk: UUID) -> bool:
    return casework.keep_finished(at=at, rows=rows, pk=pk)


def _free_case(at: datetime, pk: UUID) -> bool:
    """Free the case and write down, for each name taken off it, who has it now: the team, or another."""
    names = {
        HeldAs.HOLDER: "holder_user_id",
        HeldAs.SECOND: "second_user_id",
        HeldAs.COMPANION: "companion_user_id",
    }
    with transaction.atomic():
        before = Case.objects.get(pk=pk)
        if not casework.free_case(at=at, pk=pk):
            return False
        after = Case.objects.get(pk=pk)
        for held_as, name in names.items():
            gone, now = getattr(before, name), getattr(after, name)
            if gone and gone != now:
                to = User.objects.filter(pk=now).first()
                write_handed_over(
                    at=at, user_id=gone, held_as=held_as, row=after, to=to,
                    by=system(clock.today(at)),
                )  # fmt: skip
    return True


def _on_team(user: str, team: str, on: date) -> Exists:
    return Exists(
        Assignment.objects.live(on).filter(
            user=OuterRef(user), team=OuterRef(team), user__is_active=True
        )
    )


def _left_behind(held_as: HeldAs, on: date) -> "QuerySet[Any]":
    """Return the hand-offs or meetings of people who are no longer on the team they acted for."""
    source = sources(on)[held_as]
    return source.rows.filter(~_on_team(source.user, source.team, on))


def _follow_up(at: datetime, held_as: HeldAs, pk: UUID) -> bool:
    """Let the team follow up what somebody who left had asked or called."""
    on = clock.today(at)
    with transaction.atomic():
        row = _left_behind(held_as, on).filter(pk=pk).first()
        if row is None:
            return False
        source = sources(on)[held_as]
        gone = getattr(row, f"{source.user}_id")
        done = write_handed_over(
            at=at, user_id=gone, held_as=held_as, row=row, to=None, by=system(on)
        )
        kind = "handoff" if held_as == HeldAs.ASKED else "case"
        ref = Ref(kind, row.pk if held_as == HeldAs.ASKED else row.case_id)
        if done.team_id:
            notify(kind=NoticeKind.HANDOVER_WAITING, ref=ref, at=at, teams=[done.team_id])
    return True


def _with_gone_deputy(on: date) -> "QuerySet[Absence]":
    """Return the absences ahead whose deputy shares no team with the person any more."""
    theirs = Assignment.objects.live(on).filter(user=OuterRef(OuterRef("user")))
    together = Assignment.objects.live(on).filter(
        user=OuterRef("deputy"), user__is_active=True, team__in=theirs.values("team")
    )
    return Absence.objects.ahead(on).filter(~Exists(together), deputy__isnull=False)


def _free_absence(at: datetime, pk: UUID) -> bool:
    """Let the whole team stand in where the deputy has left; the person is told."""
    on = clock.today(at)
    with transaction.atomic():
        absence = _with_gone_deputy(on).select_related("user").filter(pk=pk).first()
        if absence is None:
            return False
        gone: User | None = absence.deputy
        change(absence, actor=system(on), at=at, version=None, deputy=None)
        if gone is not None:
            write_handed_over(
                at=at, user_id=gone.pk, held_as=HeldAs.DEPUTY, row=absence, to=None, by=system(on)
            )
        ref = Ref("absence", absence.pk)
        notify(kind=NoticeKind.HANDOVER_WAITING, ref=ref, at=at, users=[absence.user_id])
    return True
