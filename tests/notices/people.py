"""What tests of お知らせ ask again and again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.test import Client

from wagamachi.accounts.models import User
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.models import Notice
from wagamachi.notices.services import notify


def a_case() -> Ref:
    """Return a pointer; お知らせ never look at the row itself."""
    return Ref("case", uuid7())


def tell(
    who: User, at: datetime, kind: NoticeKind = NoticeKind.FLAG_RAISED, ref: Ref | None = None
) -> Notice:
    """Tell one person one thing and return it."""
    ref = ref or a_case()
    notify(kind=kind, ref=ref, at=at, users=[who.pk])
    return Notice.objects.get(user=who, kind=kind, target_id=ref.id, read_at=None)


def told() -> set[str]:
    """Return the login names of everybody who has an お知らせ."""
    return set(Notice.objects.values_list("user__username", flat=True))


def ids(people: Iterable[User]) -> list[UUID]:
    return [person.pk for person in people]


def browser(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client
