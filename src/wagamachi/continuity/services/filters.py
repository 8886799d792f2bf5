"""残した条件: keeping a filter under a name, dropping it. Never words somebody searched for."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.core.errors import DomainError

from ..enums import FilterPage
from ..models import SavedFilter
from ..queries.filters import kept_by, kept_params

MOST = 20


def keep_filter(
    *, actor: Actor, at: datetime, page: FilterPage, name: str, params: Iterable[tuple[str, str]]
) -> SavedFilter:
    """Keep the filter of a list under ``name``, for the actor alone; the same name is written over.

    Only choices from lists are kept, never words typed into a search box. What was kept at a post
    one has left is forgotten on the way. Raises DomainError without a name, without anything to keep,
    or for more than MOST.
    """
    name = name.strip()
    if not name:
        raise DomainError("条件に名前をつけてください。", field="name")
    kept = kept_params(page, params)
    if not kept:
        raise DomainError(
            "残せる条件がありません。先にしぼりこんでください。さがすことばは残しません。",
            field="name",
        )
    query = urlencode(kept)
    mine = SavedFilter.objects.filter(user=actor.person_id, page=page)
    with transaction.atomic():
        mine.exclude(pk__in=kept_by(actor, page).values("pk")).delete()
        known = mine.filter(name=name).first()
        if known is not None:
            return change(known, actor=actor, at=at, version=None, query=query)
        if mine.count() >= MOST:
            raise DomainError(
                f"残せるのは{MOST}件までです。使わないものを消してください。", field="name"
            )
        said = {"user_id": actor.person_id, "page": page, "name": name, "query": query}
        # Its name is its key: sent again it is written over, so the page needs no id.
        return keep_new(
            SavedFilter, id=None, actor=actor, at=at, perm=None, said=said,
            taken=DomainError("この名前の条件が、もうあります。", field="name"),
        )  # fmt: skip


def drop_filter(*, actor: Actor, saved: SavedFilter) -> None:
    """Forget a filter of one's own."""
    SavedFilter.objects.filter(pk=saved.pk, user=actor.person_id).delete()
