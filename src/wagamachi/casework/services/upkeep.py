"""Putting right by night what nobody can act on any more: no worry stays with an empty chair (I1, I3).

These are acts of the house, in nobody's name, called by no screen. Each does one row in one
transaction, locks it, looks again, and says whether there was anything to do, so that a second run
changes nothing.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from wagamachi.access.actor import system
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply_by_house
from wagamachi.core import clock
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import heir_of

from ..enums import IntakeState, Level
from ..models import ASKED, OPEN_STATES, UNANSWERED, Case, Handoff, Intake
from ..states import HANDOFF
from .companions import name_another, name_companion, stand_in, walk_beside
from .finding import index_case, index_intake
from .flags import refresh_flags

NO_RESOURCE = "HAZAMA-07"  # 地域に資源がない: whoever was asked is no longer there
BATCH = 200
CLOSED_MEANWHILE = (
    "つないだ相手のチームが終わったため、返事がもらえなくなりました。ほかの相手を考えてください。"
)


def _gone(user: str, team: str, on: date) -> Q:
    """Return the condition that a named person is not (any longer) on the team that holds."""
    posts = Assignment.objects.live(on).filter(
        user=OuterRef(user), team=OuterRef(team), user__is_active=True
    )
    return Q((f"{user}__isnull", False)) & ~Q(Exists(posts))


def cases_with_gone_people(on: date) -> "QuerySet[Case]":
    """Return the open cases whose 主担当, 副担当 or 伴走担当 is no longer on the team."""
    gone = (
        _gone("holder_user", "holder_team", on)
        | _gone("second_user", "holder_team", on)
        | _gone("companion_user", "companion_team", on)
    )
    return Case.objects.filter(gone | _unnamed(on), state__in=OPEN_STATES)


def _unnamed(on: date) -> Q:
    """Return the condition that a team walks beside a case in which nobody was named, and could be."""
    able = Assignment.objects.able(Perm.HANDOFF_ANSWER, on).filter(team=OuterRef("companion_team"))
    unnamed = Q(companion_team__isnull=False, companion_user=None)
    return unnamed & Q(Exists(able)) & ~of_closed_teams("companion_team", on)


def intakes_with_gone_people(on: date) -> "QuerySet[Intake]":
    """Return the waiting intakes that lie with somebody who is no longer on the team."""
    return Intake.objects.filter(_gone("holder_user", "holder_team", on), state=IntakeState.WAITING)


def of_closed_teams(field: str, on: date) -> Q:
    """Return the condition that the team in ``field``, or its organisation, has closed."""
    return Q((f"{field}__closes_on__lte", on)) | Q((f"{field}__organization__closes_on__lte", on))


def free_case(*, at: datetime, pk: UUID) -> bool:
    """Take the names of people who left off an open case: it lies in its team's inbox then.

    The team stays; it is told. A name that is still right stays. Who walked beside it is followed by
    somebody by name (R026).
    """
    on = clock.today(at)
    with transaction.atomic():
        case = _locked(cases_with_gone_people(on), pk)
        if case is None:
            return False
        gone = _names_gone(case, on)
        columns = {f"{name}_id": None for name in gone if name != "companion_user"}
        if columns:
            change(case, actor=system(on), at=at, version=None, **columns)
            _tell(NoticeKind.HOLDER_CHANGED, Ref("case", case.pk), at, {case.holder_team_id})
        if "companion_user" in gone or (case.companion_team_id and not case.companion_user_id):
            name_another(actor=system(on), at=at, case=case)
            index_case(case)
        refresh_flags(case_ids=[case.pk], at=at)
    return True


def _names_gone(case: Case, on: date) -> list[str]:
    teams = {
        "holder_user": case.holder_team_id,
        "second_user": case.holder_team_id,
        "companion_user": case.companion_team_id,
    }
    return [
        name
        for name, team in teams.items()
        if (user := getattr(case, f"{name}_id"))
        and team
        and not Assignment.objects.live(on)
        .filter(user_id=user, team_id=team, user__is_active=True)
        .exists()
    ]


def free_intake(*, at: datetime, pk: UUID) -> bool:
    """Take the name of somebody who left off a waiting intake."""
    on = clock.today(at)
    with transaction.atomic():
        intake = _locked(intakes_with_gone_people(on), pk)
        if intake is None:
            return False
        change(intake, actor=system(on), at=at, version=None, holder_user_id=None)
        _tell(NoticeKind.INTAKE_ARRIVED, Ref("intake", intake.pk), at, {intake.holder_team_id})
    return True


def rescue_case(*, at: datetime, pk: UUID, team: Team) -> bool:
    """Give an open case of a closed team to ``team``'s inbox; ``team`` is told."""
    on = clock.today(at)
    with transaction.atomic():
        rows = Case.objects.filter(of_closed_teams("holder_team", on), state__in=OPEN_STATES)
        case = _locked(rows, pk)
        if case is None:
            return False
        change(
            case, actor=system(on), at=at, version=None,
            holder_team_id=team.pk, holder_user_id=None, second_user_id=None,
        )  # fmt: skip
        index_case(case)
        refresh_flags(case_ids=[case.pk], at=at)
        _tell(NoticeKind.HOLDER_CHANGED, Ref("case", case.pk), at, {team.pk})
    return True


def rescue_companion(*, at: datetime, pk: UUID, team: Team) -> bool:
    """Let ``team`` walk beside an open case whose companion's team has closed (I5); it is told."""
    on = clock.today(at)
    with transaction.atomic():
        rows = Case.objects.filter(of_closed_teams("companion_team", on), state__in=OPEN_STATES)
        case = _locked(rows, pk)
        if case is None:
            return False
        walk_beside(case=case, team=team, at=at, level=Level.STATUS)
        name_companion(actor=system(on), at=at, case=case, team=team, user_id=stand_in(team, on))
        index_case(case)
        refresh_flags(case_ids=[case.pk], at=at)
    return True


def intakes_nobody_reads(on: date) -> "QuerySet[Intake]":
    """Return the waiting intakes of closed teams, and of those where nobody could take them on."""
    at_work = Assignment.objects.able(Perm.INTAKE_CLAIM, on).filter(team=OuterRef("holder_team"))
    lost = of_closed_teams("holder_team", on) | ~Q(Exists(at_work))
    return Intake.objects.filter(lost, state=IntakeState.WAITING)


def rescue_intake(*, at: datetime, pk: UUID, team: Team) -> bool:
    """Give a waiting intake that nobody reads to ``team``'s inbox; ``team`` is told."""
    on = clock.today(at)
    with transaction.atomic():
        intake = _locked(intakes_nobody_reads(on).exclude(holder_team=team), pk)
        if intake is None:
            return False
        change(
            intake, actor=system(on), at=at, version=None,
            holder_team_id=team.pk, holder_user_id=None,
        )  # fmt: skip
        index_intake(intake)
        _tell(NoticeKind.INTAKE_ARRIVED, Ref("intake", intake.pk), at, {team.pk})
    return True


def send_back(*, at: datetime, pk: UUID) -> bool:
    """Return a hand-off that waits for a closed team to its sender, with a reason (I3).

    It is declined in nobody's name: 地域に資源がない, and a sentence that says what happened.
    """
    on = clock.today(at)
    with transaction.atomic():
        handoff = _locked(waiting_for_closed_teams(on), pk)
        if handoff is None:
            return False
        apply_by_house(
            HANDOFF, handoff, "decline" if handoff.state in UNANSWERED else "heard_no", at=at,
            reason=CLOSED_MEANWHILE, answer=CLOSED_MEANWHILE, decline_reason_id=NO_RESOURCE,
            answered_at=max(at, handoff.sent_at),  # a clock may have been set back
        )  # fmt: skip
        if handoff.case_id:
            refresh_flags(case_ids=[handoff.case_id], at=at)
        ref = Ref("handoff", handoff.pk)
        holder = handoff.case.holder_team_id if handoff.case is not None else None
        _tell(NoticeKind.HANDOFF_DECLINED, ref, at, {handoff.from_team_id, holder})
    return True


def waiting_for_closed_teams(on: date) -> "QuerySet[Handoff]":
    """Return the hand-offs that wait for an answer of a team that has closed."""
    return Handoff.objects.filter(of_closed_teams("to_team", on), state__in=ASKED)


def finished_of_closed_teams(on: date) -> "QuerySet[Case]":
    """Return the ended cases of closed teams whose organisation goes on."""
    return Case.objects.filter(_closed_within(on)).exclude(state__in=OPEN_STATES)


def answered_of_closed_teams(on: date) -> "QuerySet[Intake]":
    """Return the intakes that closed teams answered themselves, where the organisation goes on."""
    return Intake.objects.filter(_closed_within(on), state=IntakeState.ANSWERED)


def _closed_within(on: date) -> Q:
    goes_on = Q(holder_team__organization__closes_on=None)
    goes_on |= Q(holder_team__organization__closes_on__gt=on)
    return goes_on & Q(holder_team__closes_on__lte=on)


def keep_finished(*, at: datetime, rows: "QuerySet[Any]", pk: UUID) -> bool:
    """Give an ended case or an answered intake of a closed team to that team's heir.

    So whoever looks after the area next finds what was done, and can open it again. Nobody is told:
    there is nothing to do. It never leaves the organisation.
    """
    on = clock.today(at)
    with transaction.atomic():
        row = _locked(rows, pk)
        if row is None:
            return False
        areas = [row.area_id, *row.areas.values_list("pk", flat=True)]
        heir = heir_of(row.holder_team, areas, on, is_statutory=bool(row.restriction))
        if heir is None:
            return False
        values: dict[str, Any] = {"holder_team_id": heir.pk, "holder_user_id": None}
        if isinstance(row, Case):
            values["second_user_id"] = None
        change(row, actor=system(on), at=at, version=None, **values)
        if isinstance(row, Case):
            index_case(row)
        else:
            index_intake(row)
    return True


def in_batches(rows: "QuerySet[Any]") -> Iterator[UUID]:
    """Yield primary keys in order, a batch in memory at a time, while the rows are being changed."""
    last = None
    while True:
        batch = rows.order_by("pk").values_list("pk", flat=True)
        found = list((batch.filter(pk__gt=last) if last else batch)[:BATCH])
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1]


def _locked(rows: "QuerySet[Any]", pk: UUID) -> Any:
    """Return the row, locked, if it still needs putting right; None when somebody was faster."""
    model = rows.model._default_manager
    if not model.select_for_update(no_key=True).filter(pk=pk).values_list("pk").first():
        return None
    return rows.filter(pk=pk).first()


def _tell(kind: NoticeKind, ref: Ref, at: datetime, teams: Collection[UUID | None]) -> None:
    notify(kind=kind, ref=ref, at=at, teams=[team for team in teams if team])
