"""配置: giving a person a post, changing it, ending it (R006, R140, R143)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from wagamachi.accounts.models import User
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import ref_of

from .. import audit
from ..account_watch import Matter, tell
from ..actor import Actor
from ..keeping import change, keep_new
from ..leaving_guards import check_leaving, teams_left
from ..matrix import Scope, roles_with
from ..models import Assignment
from ..perms import Perm
from ..roles import Role
from .guards import keep_an_admin, serves_oneself

# Who can open doors, and who watches that nobody does so unseen.
POWERS = frozenset(
    {*roles_with(Perm.AUDIT_READ, Scope.EVERYTHING), *roles_with(Perm.ROLE_EDIT, Scope.EVERYTHING)}
)
NEEDS_TEAM = frozenset(
    {Role.AGENCY_DESK, Role.CORE_BODY, Role.CSW, Role.SEIKATSU_SC, Role.TEAM_LEAD}
)
SHARES_TIME = frozenset({Role.CSW, Role.SEIKATSU_SC, Role.TEAM_LEAD})
FULL_TIME = Decimal(1)


def assign_post(
    *,
    actor: Actor,
    user: User,
    role: Role,
    organization: Any,
    team: Any,
    areas: Sequence[Any],
    fte: Decimal,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Assignment:
    """Give ``user`` a post from ``starts_on`` until ``ends_on`` (exclusive), once for one ``id``.

    ``fte`` is 1.00 for one full-time person. Raises NotAllowed for a post for oneself where another
    administrator could give it, DomainError for a period, team, area or share of time that cannot be.
    """
    is_own = serves_oneself(actor=actor, user=user, on=clock.today(at))
    said: dict[str, Any] = {
        "role": Role(role), "organization": organization, "team": team, "fte": fte,
        "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    return keep_new(
        Assignment, id=id, actor=actor, at=at, perm=Perm.ROLE_EDIT, said=said,
        many={"areas": areas}, within={"user": user},
        first=lambda: _check(Assignment(user=user, **said), areas),
        then=lambda post: tell_of_power(actor=actor, post=post, at=at, is_own=is_own),
        data={"role": Role(role)},
    )  # fmt: skip


@transaction.atomic
def change_post(
    *,
    actor: Actor,
    assignment: Assignment,
    version: int,
    organization: Any,
    team: Any,
    areas: Sequence[Any],
    fte: Decimal,
    starts_on: date,
    ends_on: date | None,
    at: datetime,
) -> None:
    """Change place, areas, time or period of a post still at ``version``; the role stays.

    Another role is another post: end this one and assign a new one. Raises as ``assign_post`` does,
    and DomainError while the person would at once leave a team where they still hold something.
    """
    is_own = serves_oneself(actor=actor, user=assignment.user, on=clock.today(at))
    columns = {
        "organization": organization, "team": team, "fte": fte,
        "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    draft = Assignment(
        pk=assignment.pk, user_id=assignment.user_id, role=assignment.role, **columns
    )
    _check(draft, areas)
    if ends_on is not None and assignment.role == Role.ADMIN:
        keep_an_admin(without_post=assignment.pk, on=ends_on)
    today = clock.today(at)
    check_leaving(assignment.user_id, teams_left(assignment, draft, today), today)
    was = (assignment.starts_on, assignment.ends_on)
    change(assignment, actor=actor, version=version, at=at, many={"areas": list(areas)}, **columns)
    if is_own or _reaches_further(assignment, was):
        tell_of_power(actor=actor, post=assignment, at=at, is_own=is_own)


def end_post(
    *, actor: Actor, assignment: Assignment, ends_on: date, version: int, at: datetime
) -> None:
    """End a post: from ``ends_on`` it gives nothing any more.

    Raises NotAllowed for one's own post where another administrator could end it, DomainError for a
    day before it began, the last administrator, or today (or earlier) while something is not handed
    over; Conflict when stale.
    """
    serves_oneself(actor=actor, user=assignment.user, on=clock.today(at))
    if ends_on <= assignment.starts_on:
        raise DomainError("終了日は開始日より後にしてください。", field="ends_on")
    if assignment.role == Role.ADMIN:
        keep_an_admin(without_post=assignment.pk, on=ends_on)
    if ends_on <= (today := clock.today(at)):
        check_leaving(assignment.user_id, teams_left(assignment, None, today), today, "ends_on")
    change(assignment, actor=actor, version=version, at=at, ends_on=ends_on)


def _reaches_further(post: Assignment, was: tuple[date, date | None]) -> bool:
    """Say whether a post is held on days on which it was not."""
    starts_on, ends_on = was
    longer = ends_on is not None and (post.ends_on is None or post.ends_on > ends_on)
    return longer or post.starts_on < starts_on


def tell_of_power(*, actor: Actor, post: Assignment, at: datetime, is_own: bool = False) -> None:
    """Tell those who watch of a post given to oneself, which is written down, or of one with power."""
    if not is_own:
        if post.role in POWERS:
            tell(Matter.POWER_GIVEN, user=post.user, actor=actor, at=at)
        return
    data = {"role": post.role, "user": str(post.user_id)}
    kind = audit.EventKind.POST_TO_ONESELF
    audit.record(actor=actor, kind=kind, ref=ref_of(post), at=at, data=data)
    tell(Matter.POST_TO_ONESELF, user=post.user, actor=actor, at=at)


def _check(draft: Assignment, areas: Sequence[Any]) -> None:
    role = Role(draft.role)
    if draft.ends_on is not None and draft.ends_on <= draft.starts_on:
        raise DomainError("終了日は開始日より後にしてください。", field="ends_on")
    if draft.team is not None and draft.team.organization_id != draft.organization_id:
        raise DomainError("チームと機関が合っていません。えらび直してください。", field="place")
    if draft.team is None and role in NEEDS_TEAM:
        raise DomainError(
            "この役割には、チームをえらんでください。相談はチームの受付箱に届きます。",
            field="place",
        )
    if role == Role.DISTRICT_STAFF and not areas:
        raise DomainError("地区担当には、受け持つ地区を1つ以上えらんでください。", field="areas")
    others = _overlapping(draft)
    if others.filter(role=role, organization=draft.organization, team=draft.team).exists():
        raise DomainError(
            "同じ役割の配置が、この期間にもうあります。その配置を直してください。",
            field="starts_on",
        )
    if role in SHARES_TIME:
        _check_time(draft, others)


def _check_time(draft: Assignment, others: Any) -> None:
    """Coordinator posts held at once add up to one person at most (兼任, R144)."""
    taken = others.filter(role__in=SHARES_TIME).aggregate(total=Sum("fte"))["total"] or Decimal(0)
    if taken + draft.fte > FULL_TIME:
        raise DomainError(
            f"この期間のほかの配置と合わせて、常勤換算が1.00を超えます（ほかの配置は{taken}）。",
            field="fte",
        )


def _overlapping(draft: Assignment) -> Any:
    """Return the other posts of the person that share a day with the draft."""
    found = Assignment.objects.of(draft.user_id).exclude(pk=draft.pk)
    found = found.filter(Q(ends_on=None) | Q(ends_on__gt=draft.starts_on))
    return found.filter(starts_on__lt=draft.ends_on) if draft.ends_on else found
