"""Opening, changing and closing a team, and saying which one takes what nobody can place."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import differences
from wagamachi.areas.models import Area
from wagamachi.core.errors import DomainError

from ..closing_guards import open_work
from ..models import Organization, Team
from ..queries import posts_reaching


def create_team(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    areas: list[Area],
    is_base: bool,
    is_fallback: bool,
    at: datetime,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Team:
    """Open a team in an organisation, once for one ``id``; a fallback team takes that duty over.

    Raises DomainError for a name in use there, or a base team without an area.
    """

    def then(team: Team) -> None:
        if is_fallback:
            move_fallback(actor=actor, team=team, at=at)

    return keep_new(
        Team, id=id, actor=actor, at=at, perm=Perm.ORGANIZATION_EDIT,
        said={"name": name, "is_base": is_base}, many={"areas": areas},
        within={"organization": organization},
        first=lambda: _check(organization, name, areas, is_base), then=then,
        also=lambda team: differences(team, {"is_fallback": is_fallback}),
        data={"is_base": is_base, "areas": len(areas)},
    )  # fmt: skip


@transaction.atomic
def change_team(
    *,
    actor: Actor,
    team: Team,
    version: int,
    name: str,
    areas: list[Area],
    is_base: bool,
    is_fallback: bool,
    at: datetime,
) -> None:
    """Change a team still at ``version``; raise DomainError when nobody would be the fallback."""
    _check(team.organization, name, areas, is_base, but=team)
    was_fallback = Team.objects.filter(pk=team.pk, is_fallback=True).exists()
    if was_fallback and not is_fallback:
        raise DomainError(
            "このチームの印は外せません。ほかのチームに印をつけると、自動で移ります。",
            field="is_fallback",
        )
    values: dict[str, Any] = {"name": name, "is_base": is_base}
    change(team, actor=actor, version=version, at=at, many={"areas": list(areas)}, **values)
    if is_fallback and not was_fallback:
        move_fallback(actor=actor, team=team, at=at)


@transaction.atomic
def close_team(*, actor: Actor, team: Team, closes_on: date, version: int, at: datetime) -> None:
    """Close a team from ``closes_on``; raise DomainError with everything to finish first."""
    reasons = _own_reasons(team, closes_on) + open_work([team], closes_on)
    if reasons:
        raise DomainError("まだ終わりにできません。" + "".join(reasons))
    change(team, actor=actor, version=version, at=at, closes_on=closes_on)


def move_fallback(*, actor: Actor, team: Team, at: datetime) -> None:
    """Make ``team`` the one that takes worries whose area nobody knows."""
    for old in Team.objects.filter(is_fallback=True).exclude(pk=team.pk):
        change(old, actor=actor, version=old.version, at=at, is_fallback=False)
    change(team, actor=actor, version=team.version, at=at, is_fallback=True)


def _own_reasons(team: Team, closes_on: date) -> list[str]:
    reasons = []
    if team.is_fallback:
        reasons.append(
            "圏域がわからない相談を受けとめるチームです。先に、ほかのチームへ移してください。"
        )
    people = posts_reaching(closes_on, team=team).count()
    if people:
        reasons.append(f"配置が{people}件あります。先に、配置の終わりを決めてください。")
    others = Team.objects.filter(organization_id=team.organization_id, closes_on=None)
    if not others.exclude(pk=team.pk).exists():
        reasons.append("この機関の最後のチームです。機関を終わりにする画面を使ってください。")
    return reasons


def _check(
    organization: Organization,
    name: str,
    areas: list[Area],
    is_base: bool,
    but: Team | None = None,
) -> None:
    same = Team.objects.filter(organization=organization, name=name, closes_on=None)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise DomainError("この機関に、同じ名前のチームがもうあります。", field="name")
    if is_base and not areas:
        raise DomainError(
            "圏域の相談を受けとめるチームには、受け持つ圏域を1つ以上えらんでください。",
            field="areas",
        )
