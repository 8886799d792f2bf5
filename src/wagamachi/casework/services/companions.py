"""伴走: whoever passed a worry on stays beside it, to the end or until another is named (I5, R026)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wagamachi.access import policy
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent

from ..enums import Level, ParticipationKind
from ..models import Approval, Case, Participation
from ..policy import walks_beside
from .finding import index_case
from .flags import keeps_flags
from .guarding import check_may_be_told
from .holding import lock_open_case

_ANOTHER_NAMED = "ほかの人が伴走担当になったため"


@keeps_flags
def change_companion(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    team: Team,
    user: UUID | None,
    reason: str,
    level: int = Level.STATUS,
    consent: Consent | None = None,
) -> Case:
    """Name who walks beside the case; there is no way to leave it with nobody.

    The holding team names anybody; the companion's own team passes it on among its people, and what
    it may see stays as it is. ``level`` above STATUS needs ``consent``; without one, a つなぎ asks.
    Raises NotAllowed for others, DomainError for a closed team, somebody not on it, or no reason.
    """
    if not reason.strip():
        raise DomainError("伴走担当を決める理由を書いてください。", field="reason")
    on = clock.today(at)
    with transaction.atomic():
        lock_open_case(case)
        within = case.companion_team_id == team.pk
        _check_may_name(actor, case, within=within)
        check_posted(team, user, on)
        check_may_be_told(case, on=on, team=team)
        if not within:
            _check_lawful(level, consent)
            walk_beside(case=case, team=team, at=at, level=level, consent=consent)
        change(case, actor=actor, at=at, version=None, companion_team=team, companion_user_id=user)
        index_case(case)
        notify(
            kind=NoticeKind.COMPANION_NAMED, ref=Ref("case", case.pk), at=at,
            users=[user] if user else [], teams=[] if user else [team.pk], but_not=actor.user_id,
        )  # fmt: skip
    return case


def _check_may_name(actor: Actor, case: Case, *, within: bool) -> None:
    own = within and walks_beside(actor, case)
    if not own and not policy.can(actor, Perm.CASE_EDIT, case):
        raise NotAllowed("伴走担当を決められるのは、担当チームと、いま伴走しているチームの人です。")


def _check_lawful(level: int, consent: Consent | None) -> None:
    if level > Level.STATUS and consent is None:
        raise DomainError("くわしく見てもらうには、本人の同意を選んでください。", field="consent")


def check_posted(team: Team, user: UUID | None, on: date) -> None:
    """Raise DomainError for a team that has ended, or somebody who is not on it on that day."""
    if not Team.objects.live(on).filter(pk=team.pk).exists():
        raise DomainError("このチームは、もうありません。", field="team")
    posts = Assignment.objects.live(on).filter(team=team, user__is_active=True)
    if user is not None and not posts.filter(user_id=user).exists():
        raise DomainError("いまこのチームにいる人を選んでください。", field="user")


def walk_beside(
    *,
    case: Case,
    team: Team,
    at: datetime,
    level: int,
    consent: Consent | None = None,
    legal_basis_id: str | None = None,
    handoff_id: UUID | None = None,
    approval: Approval | None = None,
) -> None:
    """Open the companion's door into the case, and end the one of the companion before.

    Holder and status stay visible to both whatever becomes of a consent.
    """
    before = Participation.objects.filter(
        case=case, kind=ParticipationKind.COMPANION, until_at=None
    )
    before.update(until_at=at, ended_because=_ANOTHER_NAMED)
    Participation.objects.create(
        case=case, kind=ParticipationKind.COMPANION, level=level, team=team, consent=consent,
        legal_basis_id=legal_basis_id, handoff_id=handoff_id, approval=approval, since_at=at,
    )  # fmt: skip
    keep_in_sight(case=case, team_id=team.pk, at=at)


def keep_in_sight(*, case: Case, team_id: UUID, at: datetime) -> None:
    """Let a team that once answered for the case see who does now, and how it stands."""
    keep_door(case=case, kind=ParticipationKind.FORMER_HOLDER, at=at, team_id=team_id)


def keep_door(*, case: Case, kind: ParticipationKind, at: datetime, **party: UUID | None) -> None:
    """Let a team or a person see holder and status from now on, unless they do already.

    There may be two such doors after a merge was undone; either will do.
    """
    doors = Participation.objects.filter(case=case, kind=kind, until_at=None, **party)
    if not doors.exists():
        Participation.objects.create(case=case, kind=kind, level=Level.STATUS, since_at=at, **party)


def tell_companion(*, case: Case, at: datetime, but_not: UUID | None, kind: NoticeKind) -> None:
    """Tell whoever walks beside the case that something has happened to it."""
    if case.companion_team_id is None:
        return
    notify(
        kind=kind,
        ref=Ref("case", case.pk),
        at=at,
        users=[case.companion_user_id] if case.companion_user_id else [],
        teams=[] if case.companion_user_id else [case.companion_team_id],
        but_not=but_not,
    )


def tell_everybody(*, case: Case, at: datetime, but_not: UUID | None, kind: NoticeKind) -> None:
    """Tell everybody who takes part in the case, from its first receiver to its partners."""
    doors = Participation.objects.filter(case=case, until_at=None)
    parties = list(doors.values_list("team_id", "user_id"))
    notify(
        kind=kind,
        ref=Ref("case", case.pk),
        at=at,
        users=[user for _, user in parties if user],
        teams=[team for team, _ in parties if team],
        but_not=but_not,
    )
