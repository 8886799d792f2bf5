"""Opening, changing and closing an organisation (R111)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import Difference, differences
from wagamachi.core.errors import DomainError

from ..closing_guards import open_work
from ..models import Organization, Team
from ..queries import posts_reaching
from ..search import index
from .teams import move_fallback


def create_organization(
    *,
    actor: Actor,
    team_name: str,
    at: datetime,
    make_fallback: bool = False,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
    **values: Any,
) -> Organization:
    """Open an organisation with its first team, once for one ``id``, and return it.

    ``values`` are the columns of Organization. Whoever can be handed a worry has an inbox, so there
    is no organisation without a team. Raises DomainError for a name that is in use.
    """
    named = team_name or values["name"]

    def then(organization: Organization) -> None:
        index(organization, at=at)
        team = keep_new(
            Team, id=None, actor=actor, at=at, perm=Perm.ORGANIZATION_EDIT, said={"name": named},
            within={"organization": organization},
        )  # fmt: skip
        if make_fallback:
            move_fallback(actor=actor, team=team, at=at)

    def also(organization: Organization) -> list[Difference]:
        team = Team.objects.filter(organization=organization).order_by("created_at").first()
        return differences(team, {"name": named}) if team else []

    return keep_new(
        Organization, id=id, actor=actor, at=at, perm=Perm.ORGANIZATION_EDIT, said=values,
        first=lambda: _check_name(values["name"], values["opens_on"]), then=then, also=also,
    )  # fmt: skip


@transaction.atomic
def change_organization(
    *, actor: Actor, organization: Organization, version: int, at: datetime, **values: Any
) -> None:
    """Change columns of an organisation that is still at ``version``.

    Raises DomainError for a name in use or a parent that hangs below it, Conflict when stale.
    """
    _check_name(values["name"], values["opens_on"], but=organization)
    _check_parent(organization, values.get("parent"))
    if organization.closes_on and values["opens_on"] >= organization.closes_on:
        raise DomainError("開始日は終了日より前にしてください。", field="opens_on")
    change(organization, actor=actor, version=version, at=at, **values)
    index(organization, at=at)


@transaction.atomic
def close_organization(
    *, actor: Actor, organization: Organization, closes_on: date, version: int, at: datetime
) -> None:
    """Close an organisation and its teams from ``closes_on`` (that day it is gone).

    Raises DomainError with everything that must be finished first: open work, posts, branches, the
    inbox for worries whose area nobody knows.
    """
    if closes_on <= organization.opens_on:
        raise DomainError("終了日は開始日より後にしてください。", field="closes_on")
    teams = list(Team.objects.filter(organization=organization, closes_on=None))
    reasons = _own_reasons(organization, teams, closes_on) + open_work(teams, closes_on)
    if reasons:
        raise DomainError("まだ終わりにできません。" + "".join(reasons))
    change(organization, actor=actor, version=version, at=at, closes_on=closes_on)
    for team in teams:
        change(team, actor=actor, version=team.version, at=at, closes_on=closes_on)


def _own_reasons(organization: Organization, teams: list[Team], closes_on: date) -> list[str]:
    reasons = []
    if any(team.is_fallback for team in teams):
        reasons.append(
            "圏域がわからない相談を受けとめるチームがあります。先に、ほかのチームへ移してください。"
        )
    people = posts_reaching(closes_on, organization=organization).count()
    if people:
        reasons.append(f"配置が{people}件あります。先に、配置の終わりを決めてください。")
    branches = Organization.objects.live(closes_on).filter(parent=organization).count()
    if branches:
        reasons.append(
            f"ここを本部とする機関が{branches}か所あります。先に、本部を変えてください。"
        )
    return reasons


def _check_name(name: str, opens_on: date, but: Organization | None = None) -> None:
    same = Organization.objects.live(opens_on).filter(name=name)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise DomainError(
            "同じ名前の機関がもうあります。一覧から探すか、区別できる名前にしてください。",
            field="name",
        )


def _check_parent(organization: Organization, parent: Organization | None) -> None:
    """Refuse a parent that is the organisation itself or hangs below it."""
    while parent is not None:
        if parent.pk == organization.pk:
            raise DomainError(
                "自分自身や、自分の下にある機関を法人・本部にはできません。", field="parent"
            )
        parent = parent.parent
