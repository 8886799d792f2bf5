"""Keeping a worry from those who must not know of it: neighbours (R016), and most people by law (R017)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.models.assignment import AssignmentQuerySet
from wagamachi.access.transitions import apply
from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.directory.models import Resource
from wagamachi.organizations.models import Team

from ..enums import Level, ParticipationKind
from ..models import WAITING, Case, Handoff, Intake, Participation
from ..policy import NEIGHBOURS
from ..states import HANDOFF
from .companions import name_companion, stand_in, walk_beside
from .finding import index_case, index_intake

# What lives among the neighbours, by kind of organisation (list TSUNAGISAKI): 民生児童委員, 民児協,
# 福祉協力員, 町会・自治会, 管理組合, 老人クラブ, 居場所・サロン, ボランティア.
NEIGHBOUR_KINDS = frozenset(
    f"TSUNAGISAKI-{n}" for n in ("38", "39", "40", "41", "42", "43", "44", "47")
)
_KEPT = "近隣・担当委員に知らせないことになったため"
_BY_LAW = "取り扱いに注意が要るケースになったため"


def check_may_be_told(
    row: Case | Intake,
    *,
    on: date,
    team: Team | None = None,
    user: User | None = None,
    resource: Resource | None = None,
) -> None:
    """Raise DomainError when a guarded worry would be told to, or laid upon, somebody near.

    Call it before giving anybody a participation, a hand-off or a task.
    """
    if not (row.keeps_from_neighbours or row.restriction):
        return
    near = bool(
        (team is not None and _lives_near(team, on))
        or (user is not None and _posts(on).filter(user=user).exists())
        or (resource is not None and row.restriction and resource.sector == "informal")
    )
    if near and row.restriction:
        raise DomainError(
            "法律にもとづいて公的な機関が行う対応です。"
            "住民・民生委員や地域の場には頼めません。専門の機関を選んでください。",
            field="team",
        )
    if near:
        raise DomainError(
            "本人が、近隣の人や地元の委員に知らせないことを望んでいます。ほかの相手を選んでください。",
            field="team",
        )


def _posts(on: date) -> AssignmentQuerySet:
    return Assignment.objects.live(on).filter(role__in=NEIGHBOURS)


def _lives_near(team: Team, on: date) -> bool:
    return team.organization.kind_id in NEIGHBOUR_KINDS or _near_only(on).filter(team=team).exists()


def _near_only(on: date) -> AssignmentQuerySet:
    """Return the posts of neighbours on teams where nobody else works.

    A team of professionals to which a volunteer belongs stays one: the volunteer sees none of its work.
    """
    staff = Assignment.objects.live(on).exclude(role__in=NEIGHBOURS).exclude(team=None)
    return _posts(on).exclude(team=None).exclude(team__in=staff.values("team"))


def guards_of(*rows: Case | Intake) -> dict[str, Any]:
    """Return the guards of a case that all these rows become: they only ever add up."""
    return {
        "keeps_from_neighbours": any(row.keeps_from_neighbours for row in rows),
        "restriction": next((row.restriction for row in rows if row.restriction), ""),
    }


def apply_guards(*, actor: Actor, case: Case, at: datetime) -> None:
    """Make everything around a case follow its guards; call it in the transaction that set them.

    Its intakes become as careful as the case, neighbours' participations end (except that who brought
    the worry keeps seeing who holds it and how it stands, I4), and the search index follows.
    """
    guards = guards_of(case)
    loose = [one.pk for one in Intake.objects.filter(case=case).exclude(**guards).only("pk")]
    if loose:
        Intake.objects.filter(pk__in=loose).update(**guards)
    if any(guards.values()):
        _part_from_neighbours(actor, case, at)
    index_case(case)
    for intake in Intake.objects.filter(pk__in=loose):
        index_intake(intake)


def _part_from_neighbours(actor: Actor, case: Case, at: datetime) -> None:
    """End what those near take part in, and take back what they were asked and have not answered."""
    on, because = clock.today(at), _BY_LAW if case.restriction else _KEPT
    near_teams = _near_only(on).values("team")
    of_kind = NEIGHBOUR_KINDS
    live = Participation.objects.filter(case=case, until_at=None).exclude(
        kind=ParticipationKind.FIRST_RECEIVER, level=Level.STATUS
    )
    near = Q(user__in=_posts(on).values("user"))
    near |= Q(team__in=near_teams) | Q(team__organization__kind__in=of_kind)
    ended = live.filter(near).update(until_at=at, ended_because=because)
    beside = Team.objects.filter(pk=case.companion_team_id) if case.companion_team_id else None
    if beside is not None and beside.filter(
        Q(pk__in=near_teams) | Q(organization__kind__in=of_kind)
    ):
        _walk_beside_it_ourselves(actor, case, at)
    asked = Q(to_team__in=near_teams) | Q(to_team__organization__kind__in=of_kind)
    requests = list(Handoff.objects.filter(asked, case=case, state__in=WAITING))
    for request in requests:
        apply(HANDOFF, request, "withdraw", actor=actor, at=at, reason=because)
    if ended or requests:
        audit.record(
            actor=actor, kind=audit.EventKind.CHANGED, ref=Ref("case", case.pk), at=at,
            data={"what": "guards", "ended": ended, "withdrawn": len(requests)},
        )  # fmt: skip


def _walk_beside_it_ourselves(actor: Actor, case: Case, at: datetime) -> None:
    """Put the holding team in the place of a companion who must not know any more (I5)."""
    team = case.holder_team
    walk_beside(case=case, team=team, at=at, level=Level.STATUS)
    name_companion(
        actor=actor, at=at, case=case, team=team,
        user_id=stand_in(team, clock.today(at), case.holder_user_id, actor.user_id),
    )  # fmt: skip
