"""Adding, changing, confirming and ending a resource."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.core import clock
from wagamachi.core.errors import DomainError

from ..models import Resource
from ..search import index
from .standing import keep_standing

MANY = ("themes", "areas")


def create_resource(
    *,
    actor: Actor,
    at: datetime,
    is_confirmed: bool,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
    stand: bool = True,
    **values: Any,
) -> Resource:
    """Add a resource, once for one ``id``, and return it; ``values`` are its columns, ``themes`` and ``areas`` lists.

    ``is_confirmed`` says the actor has just checked all this, so it counts as verified today.
    ``stand=False`` leaves it to the caller to find where it stands, for many at once. Raises
    DomainError when a live resource of that name and organisation exists.
    """

    def first() -> dict[str, Any]:
        _check(values, at)
        confirmed = {"verified_on": clock.today(at), "verified_by_id": actor.user_id}
        return confirmed if is_confirmed else {}

    def then(resource: Resource) -> None:
        index(resource, at=at)
        if stand:
            keep_standing([resource], on=clock.today(at))

    return keep_new(
        Resource, id=id, actor=actor, at=at, perm=Perm.RESOURCE_EDIT,
        said={name: value for name, value in values.items() if name not in MANY},
        many={name: values.get(name, []) for name in MANY}, first=first,
        then=then,
    )  # fmt: skip


@transaction.atomic
def change_resource(
    *,
    actor: Actor,
    resource: Resource,
    version: int,
    at: datetime,
    stand: bool = True,
    **values: Any,
) -> None:
    """Change a resource still at ``version``; raise DomainError or Conflict, saving nothing."""
    _check(values, at, but=resource)
    many = {name: list(values.pop(name)) for name in MANY if name in values}
    change(resource, actor=actor, version=version, at=at, many=many, **values)
    index(resource, at=at)
    if stand:
        keep_standing([resource], on=clock.today(at))


def verify_resource(*, actor: Actor, resource: Resource, at: datetime) -> None:
    """Write down that what is said about the resource is still right (「いまも正しい」)."""
    change(
        resource,
        actor=actor,
        version=resource.version,
        at=at,
        verified_on=clock.today(at),
        verified_by_id=actor.user_id,
    )


@transaction.atomic
def end_resource(
    *, actor: Actor, resource: Resource, ends_on: date, version: int, at: datetime
) -> None:
    """End a resource from ``ends_on``; raise DomainError for a day before it began."""
    if resource.starts_on and ends_on <= resource.starts_on:
        raise DomainError("終了日は、はじまる日より後にしてください。", field="ends_on")
    change(resource, actor=actor, version=version, at=at, ends_on=ends_on)
    index(resource, at=at)


def _check(values: dict[str, Any], at: datetime, but: Resource | None = None) -> None:
    starts_on, ends_on = values.get("starts_on"), but.ends_on if but else values.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        raise DomainError("はじまる日は、終了日より前にしてください。", field="starts_on")
    same = Resource.objects.live(clock.today(at)).filter(
        name=values["name"], organization=values.get("organization")
    )
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise DomainError(
            "同じ名前の資源がもうあります。一覧から探して直すか、区別できる名前にしてください。",
            field="name",
        )
