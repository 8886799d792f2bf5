"""The holder changes, once somebody has said yes: never before, and never to nobody (I1, I5)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply_by_house
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.core.words import local
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import fallback_team

from ..enums import HandoffKind, Level, ParticipationKind, UrgentRank
from ..models import MOVING, WAITING, Approval, Case, Handoff, Participation
from ..states import HANDOFF
from .asking import people_with
from .companions import keep_in_sight, name_companion, stand_in, tell_companion, walk_beside

STATUTORY_STEP = "決められた窓口への連絡を確かめ、すぐに受けとめる"
_BY_LAW = "法律にもとづいて、区市町村圏域のチームが担当することになったため"
_HOME_AGAIN = "伴走していたチームが担当に戻ったため"


def move_holder(*, actor: Actor, at: datetime, handoff: Handoff, approval: Approval | None) -> None:
    """Put the case into the hands of whoever takes it over by an accepted transfer, climb or pull.

    The one before keeps seeing holder and status. After a climb their team walks beside the case;
    when the case comes back to the team that walked beside it, nobody needs to any more. Raises
    DomainError when nobody of the team that asked for it could hold it any more.
    """
    case = handoff.case
    assert case is not None  # a check of the database: only a backup comes without a case
    team, user = _taker(handoff, actor, at)
    before = case.holder_team
    columns: dict[str, Any] = {"holder_team": team, "holder_user_id": user, "second_user": None}
    columns |= _beside(case)
    if team.pk == before.pk:
        pass  # by night it had come to them already, from a team that is no more
    elif handoff.kind == HandoffKind.ESCALATE:
        columns |= _climb(case, handoff, before, at, approval)
    elif case.companion_team_id == team.pk:
        columns |= _come_home(case, at)
    keep_in_sight(case=case, team_id=before.pk, at=at)
    name_companion(actor=actor, at=at, case=case, **columns)
    notify(
        kind=NoticeKind.HOLDER_CHANGED, ref=Ref("case", case.pk), at=at,
        teams=[before.pk, team.pk], but_not=actor.user_id,
    )  # fmt: skip
    tell_companion(case=case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_MOVED_ON)


def _taker(handoff: Handoff, actor: Actor, at: datetime) -> tuple[Team, UUID | None]:
    """Return the new holder: who accepts, or who asked for it.

    The inbox of their team, if they have left it or only answer there and hold no cases.
    """
    on = clock.today(at)
    if handoff.kind != HandoffKind.PULL:
        assert handoff.to_team is not None  # a check of the database
        return handoff.to_team, _if_able(actor.person_id, handoff.to_team.pk, on)
    is_open = Team.objects.live(on).filter(pk=handoff.from_team_id).exists()
    if not (is_open and people_with(handoff.from_team, Perm.CASE_EDIT, on)):
        raise DomainError(
            "引き取りを申し出たチームに、引き取れる人が、もういません。"
            "「戻す」を選んで、ほかの相手を考えてください。"
        )
    return handoff.from_team, _if_able(handoff.from_user_id, handoff.from_team_id, on)


def _if_able(user: UUID, team: UUID, on: date) -> UUID | None:
    posts = Assignment.objects.able(Perm.CASE_EDIT, on).filter(team=team)
    return user if posts.filter(user_id=user).exists() else None


def route_by_law(*, actor: Actor, at: datetime, case: Case) -> Team:
    """Put a case into the hands of the municipal team, because the law wants it there (R017).

    The one change of holder that nobody is asked for. The team before keeps seeing holder and status,
    talks of moving it elsewhere end, and the new team is told at once, day and night. Raises
    DomainError when no municipal team is set. Call it inside the transaction of what made it so.
    """
    team, before = fallback_team(clock.today(at)), case.holder_team
    for talk in Handoff.objects.filter(case=case, kind__in=MOVING, state__in=WAITING):
        apply_by_house(HANDOFF, talk, "withdraw", at=at, reason=local(_BY_LAW))
    columns = _come_home(case, at) if case.companion_team_id == team.pk else _beside(case)
    keep_in_sight(case=case, team_id=before.pk, at=at)
    name_companion(
        actor=actor, at=at, case=case, holder_team=team, second_user=None,
        holder_user_id=_if_able(actor.person_id, team.pk, clock.today(at)),
        next_action_on=clock.today(at), next_action=STATUTORY_STEP,
        urgent_rank=min(case.urgent_rank, UrgentRank.LAW), **columns,
    )  # fmt: skip
    ref = Ref("case", case.pk)
    notify(kind=NoticeKind.HOLDER_CHANGED, ref=ref, at=at, teams=[before.pk], but_not=actor.user_id)
    notify(kind=NoticeKind.CASE_URGENT, ref=ref, at=at, teams=[team.pk], but_not=actor.user_id)
    return team


def _beside(case: Case) -> dict[str, Any]:
    return {"team": case.companion_team, "user_id": case.companion_user_id}


def _climb(
    case: Case, handoff: Handoff, before: Team, at: datetime, approval: Approval | None
) -> dict[str, Any]:
    walk_beside(
        case=case, team=before, at=at, level=Level.FULL, consent=handoff.consent,
        legal_basis_id=handoff.legal_basis_id, handoff_id=handoff.pk, approval=approval,
    )  # fmt: skip
    return {
        "is_escalated": True,
        "team": before,
        "user_id": stand_in(before, clock.today(at), handoff.from_user_id, case.holder_user_id),
    }


def _come_home(case: Case, at: datetime) -> dict[str, Any]:
    beside = Participation.objects.filter(
        case=case, kind=ParticipationKind.COMPANION, until_at=None
    )
    beside.update(until_at=at, ended_because=_HOME_AGAIN)
    return {"is_escalated": False, "team": None, "user_id": None}
