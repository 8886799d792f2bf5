"""伴走: whoever passed a worry on stays beside it, to the end or until another is named (I5, R026)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.core import clock
from wagamachi.core.errors import DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.core.text import says_something
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent

from ..enums import Level, ParticipationKind
from ..models import Approval, Case, Handoff, Participation
from ..policy import walks_beside
from .finding import index_case
from .flags import keeps_flags
from .holding import lock_open_case

_ANOTHER_NAMED = "ほかの人が伴走担当になったため"


def begin_to_walk_beside(*, actor: Actor, at: datetime, handoff: Handoff) -> None:
    """Put whoever accepted 伴走 beside the case, in the place of the one before.

    Called by nothing but an acceptance: nobody becomes a companion because somebody else wrote a name.
    """
    case = handoff.case
    assert case is not None  # checks of the database
    assert handoff.to_team is not None
    walk_beside(
        case=case, team=handoff.to_team, at=at, level=handoff.level, consent=handoff.consent,
        legal_basis_id=handoff.legal_basis_id, handoff_id=handoff.pk,
    )  # fmt: skip
    name_companion(actor=actor, at=at, case=case, team=handoff.to_team, user_id=handoff.to_user_id)


@keeps_flags
def change_companion(
    *, actor: Actor, at: datetime, case: Case, user: UUID | None, reason: str
) -> Case:
    """Pass 伴走 on among the people of the team that walks beside the case; its door stays as it is.

    Another team is asked (``HandoffKind.COMPANION``) and must say yes; there is no way to leave the
    case with nobody. Raises NotAllowed for others, DomainError for nobody, for somebody not on the
    team, or no reason.
    """
    if not says_something(reason):
        raise DomainError("伴走担当を決める理由をことばで書いてください。", field="reason")
    with transaction.atomic():
        lock_open_case(case)
        team = case.companion_team
        if team is None or not walks_beside(actor, case):
            raise NotAllowed(
                "伴走担当を代われるのは、いま伴走しているチームの人です。"
                "ほかのチームには、伴走をお願いして、引き受けてもらいます。"
            )
        if user is None:
            raise DomainError(
                "伴走担当は、名前で決めます。かわりに伴走する人を選んでください。チームにほかの人がいない"
                "ときは、担当のチームから、ほかのチームの人に伴走をお願いしてもらいます。",
                field="user",
            )
        check_posted(team, user, clock.today(at))
        name_companion(actor=actor, at=at, case=case, team=team, user_id=user)
        index_case(case)
    return case


def name_companion(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    team: Team | None,
    user_id: UUID | None,
    **columns: Any,
) -> None:
    """Write down who walks beside the case, and what changes with it; tell them and the one before.

    The one way a companion comes and goes. ``team`` is None only where nobody needs to walk beside
    the case any more; ``user_id`` only then, or where nobody is left on any team that could.
    """
    before = case.companion_team_id, case.companion_user_id
    change(
        case, actor=actor, at=at, version=None,
        companion_team=team, companion_user_id=user_id, **columns,
    )  # fmt: skip
    tell_of_change(case=case, at=at, before=before, but_not=actor.user_id)


def tell_of_change(
    *, case: Case, at: datetime, before: tuple[UUID | None, UUID | None], but_not: UUID | None
) -> None:
    """Tell who walks beside the case from now on, and who did until now (``before``: team, person)."""
    if case.companion_user_id != before[1]:
        tell_companion(case=case, at=at, but_not=but_not, kind=NoticeKind.COMPANION_NAMED)
        tell_former(case=case, at=at, before=before, but_not=but_not)


def tell_former(
    *, case: Case, at: datetime, before: tuple[UUID | None, UUID | None], but_not: UUID | None
) -> None:
    """Tell who walked beside the case (team, person) that they do not any more."""
    team, user = before
    notify(
        kind=NoticeKind.COMPANION_ENDED, ref=Ref("case", case.pk), at=at, but_not=but_not,
        users=[user] if user else [], teams=[team] if team and not user else [],
    )  # fmt: skip


def name_another(*, actor: Actor, at: datetime, case: Case) -> None:
    """Name somebody else where the named companion is gone: of their team, else of the last resort's."""
    on, team = clock.today(at), case.companion_team
    assert team is not None
    user = stand_in(team, on)
    last = Team.objects.live(on).filter(is_fallback=True).exclude(pk=team.pk).first()
    if user is None and last is not None:
        team, user = last, stand_in(last, on)
        walk_beside(case=case, team=team, at=at, level=Level.STATUS)
    name_companion(actor=actor, at=at, case=case, team=team, user_id=user)


def stand_in(team: Team, on: date, *wished: UUID | None) -> UUID | None:
    """Return who of a team walks beside a case: the first wished for, its lead, who is there longest."""
    rows = Assignment.objects.able(Perm.HANDOFF_ANSWER, on).filter(team=team)
    posts = list(rows.order_by("starts_on", "pk").values_list("user_id", "role"))
    for user in wished:
        if any(user == posted for posted, _ in posts):
            return user
    leads = [user for user, role in posts if role == Role.TEAM_LEAD]
    return next(iter(leads or [user for user, _ in posts]), None)


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


def tell_companion(
    *, case: Case, at: datetime, but_not: UUID | None, kind: NoticeKind, ref: Ref | None = None
) -> None:
    """Tell whoever walks beside the case that something has happened to it, or to ``ref``."""
    if case.companion_team_id is None:
        return
    notify(
        kind=kind,
        ref=ref or Ref("case", case.pk),
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
