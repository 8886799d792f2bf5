"""Keeping: the one way to write a row down, and the one way to change it (I8).

A page that creates carries an id made beforehand. What comes again under that id is the row that is
there, a second version of it that nobody may lose, or somebody else's; never a second row, never an
error of the database. A change writes what differs and nothing else.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.http import Http404

from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import Ref, ref_of

from . import audit, policy
from .actor import Actor
from .models import AuditEvent
from .perms import Perm
from .versions import Difference, KeptOtherwise, Many, Stale, Words, differing, in_words, who_wrote

M = TypeVar("M", bound=models.Model)
Columns = Mapping[str, Any]

_ARRIVED = "この画面で書いたことは、もう届いています。内容は、いまは見ることができません。"
_TAKEN = "同じものを、ほかの人が先に保存しました。画面を開き直して、確かめてください。"


class NotYours(Http404):
    """The id is a row of somebody else, of another case or of another kind: as if it were nothing."""

    def __init__(self) -> None:
        super().__init__("見つからないか、見ることができません。")


def keep_new(
    model: type[M],
    *,
    actor: Actor,
    at: datetime,
    id: UUID | None,  # noqa: A002  # the client-made id of the row
    perm: Perm | None,
    said: Columns,
    many: Many | None = None,
    within: Mapping[str, models.Model] | None = None,
    under: str = "id",
    is_about: Callable[[M], bool] = lambda row: True,
    also: Callable[[M], list[Difference]] = lambda row: [],
    first: Callable[[], Columns | None] = dict,
    then: Callable[[M], object] = lambda row: None,
    ref: Ref | None = None,
    data: Columns | None = None,
    settled: Callable[[M], Collection[str]] = lambda row: (),
    read: Perm | None = None,
    words: Words | None = None,
    taken: DomainError | None = None,
) -> M:
    """Write one row of ``model`` down, once, with its audit event; return it, new or known.

    Under an ``id`` that is kept already the same words give the row that is there. Raises
    KeptOtherwise for other words, NotYours (and writes the denial down) for what is somebody else's,
    NotAllowed, and what ``first`` refuses; then nothing is kept. ``_New`` says what each name means.
    """
    new = _New(
        model=model, actor=actor, at=at, page_id=id, perm=perm, said=said, many=many or {},
        within=within or {}, under=under, is_about=is_about, also=also, first=first, then=then,
        settled=settled, read=read, words=words or {}, ref=ref, data=data or {}, taken=taken,
    )  # fmt: skip
    return new.keep()


@dataclass(frozen=True, slots=True, kw_only=True)
class _New(Generic[M]):
    """What is to be kept, and by whom.

    ``said`` (columns) and ``many`` (sets) are what the person said; they are compared, all but those
    the house has ``settled`` since. ``also`` compares what was said of rows that hang on this one. The
    row must be ``within`` the same rows and ``is_about`` the same thing, or it is not the actor's. No
    version is shown to somebody who has lost ``read``; ``words`` stand for values without a name.

    In one transaction: ``first`` locks, refuses, and returns the columns the house adds; the row is
    written, its id in the column ``under``; a person is asked for ``perm`` on it, if its model has a
    rule of its own (otherwise ``first`` has asked); ``then`` does what goes with it, which may carry
    the row out of the writer's hands; the event goes to ``ref``, else to the row, else to what it is
    within, else to nothing that has a page. ``taken`` says in words what another unique column of the
    model refuses.
    """

    model: type[M]
    actor: Actor
    at: datetime
    page_id: UUID | None
    perm: Perm | None
    said: Columns
    many: Many
    within: Mapping[str, models.Model]
    under: str
    is_about: Callable[[M], bool]
    also: Callable[[M], list[Difference]]
    first: Callable[[], Columns | None]
    then: Callable[[M], object]
    settled: Callable[[M], Collection[str]]
    read: Perm | None
    words: Words
    ref: Ref | None
    data: Columns
    taken: DomainError | None

    def keep(self) -> M:
        known = self._known()
        if known is not None:
            return self._again(known)
        self._refuse_other_kind()
        try:
            with transaction.atomic():
                return self._make()
        except NotYours:  # of a row that is written down with this one
            self._deny()  # the first note of it is undone with everything else
            raise
        except KeptOtherwise:
            raise
        except (DomainError, IntegrityError) as error:
            known = self._known()  # somebody pressed twice, and the other was quicker
            if known is not None:
                return self._again(known)
            if isinstance(error, IntegrityError) and _is_taken(error):
                raise self.taken or Conflict(_TAKEN) from error
            raise

    def _known(self) -> M | None:
        if self.page_id is None:
            return None
        return self.model._default_manager.filter(**{self.under: self.page_id}).first()

    def _again(self, row: M) -> M:
        """Return the row that is there if it is the actor's and says the same."""
        if not (self._wrote(row) and self._is_within(row) and self.is_about(row)):
            self._deny()
            raise NotYours
        settled = self.settled(row)
        said = {name: value for name, value in self.said.items() if name not in settled}
        found = in_words(row, differing(row, said, self.many), self.words) + self.also(row)
        if found and self.read is not None and not policy.can(self.actor, self.read, row):
            raise Conflict(_ARRIVED)
        if found:
            raise KeptOtherwise(found)
        return row

    def _refuse_other_kind(self) -> None:
        """Raise NotYours for the id of a row of another kind: an id is one row of the house."""
        if self.page_id is not None and _is_a_row(self.page_id, but=self.model):
            self._deny()
            raise NotYours

    def _make(self) -> M:
        added = self.first() or {}
        key = {self.under: self.page_id or uuid7()}
        row = self.model(**{**key, **added, **self.said, **self.within})
        row.save(force_insert=True)
        for name, rows in self.many.items():
            column: Any = self.model._meta.get_field(name)
            keys = [getattr(one, "pk", one) for one in rows]
            getattr(row, name).set(column.related_model._default_manager.filter(pk__in=keys))
        self._ask(row)
        self.then(row)
        audit.record(
            actor=self.actor, kind=audit.EventKind.CREATED, ref=self._where(row), at=self.at,
            data=self._where_in(row) | dict(self.data),
        )  # fmt: skip
        return row

    def _deny(self) -> None:
        if self.perm is not None:
            where = self._where(self.model(**{self.under: self.page_id}))
            audit.denied(actor=self.actor, perm=self.perm, ref=where)

    def _ask(self, row: M) -> None:
        if self.perm is None or self.actor.user_id is None or not policy.has_rule(self.model):
            return
        if not policy.can(self.actor, self.perm, row):
            raise NotAllowed("いまの配置では、これを書くことができません。")

    def _where(self, row: M) -> Ref | None:
        """Return what the event is about: the row if it has a page, else what it is within."""
        if self.ref is not None:
            return self.ref
        rows: list[models.Model] = [row, *self.within.values()]
        for one in rows:
            try:
                return ref_of(one)
            except ValueError:
                continue
        return None

    def _where_in(self, row: M) -> dict[str, str]:
        """Return the ids that find the row from its event."""
        where = self._where(row)
        about = where.id if where else None
        ids = {name: str(outer.pk) for name, outer in self.within.items() if outer.pk != about}
        return ids if about == row.pk else ids | {self._name(): str(row.pk)}

    def _name(self) -> str:
        return str(self.model._meta.model_name)

    def _wrote(self, row: M) -> bool:
        """Say whether it was the actor who wrote the row down: the audit log knows."""
        where = self._where(row)
        events = AuditEvent.objects.filter(
            kind=audit.EventKind.CREATED,
            target_kind=where.kind if where else "",
            target_id=where.id if where else None,
        )
        if where is None or where.id != row.pk:
            events = events.filter(**{f"data__{self._name()}": str(row.pk)})
        by = events.order_by("seq").values_list("user_id", flat=True).first()
        return by is not None and by == self.actor.user_id

    def _is_within(self, row: M) -> bool:
        meta = self.model._meta
        return all(
            getattr(row, meta.get_field(name).attname) == outer.pk  # type: ignore[union-attr]
            for name, outer in self.within.items()
        )


def change(
    row: M,
    *,
    actor: Actor,
    at: datetime,
    version: int | None,
    ref: Ref | None = None,
    many: Many | None = None,
    data: Columns | None = None,
    spoken: Words | None = None,
    **values: Any,
) -> M:
    """Set those of ``values`` (columns) and ``many`` (sets) that differ, if still at ``version``.

    One audit event, on ``ref`` or the row (or, with ``data``, on nothing that has a page), names what
    changed and never what it holds; ``spoken`` are the words for values without a name. A row that already says
    all of it is left alone. Raises Stale with both versions; then nothing is saved.
    ``version`` None skips the check, for changes that nobody typed into a form. Refreshes ``row``.
    """
    with transaction.atomic():
        now = type(row)._default_manager.get(pk=row.pk)
        found = differing(now, values, many)
        if found and not _set(now, version, found, many or {}):
            now.refresh_from_db()
            row.refresh_from_db()
            refs = [ref or ref_of(row)] if ref or data is None else []
            raise Stale(
                in_words(now, differing(now, values, many), spoken),
                first=who_wrote(*refs, reader=actor, data=data),
            )
        if found:
            audit.record(
                actor=actor, kind=audit.EventKind.CHANGED, at=at,
                ref=ref if ref or data is not None else ref_of(row),
                data={"fields": sorted(found)} | dict(data or {}),
            )  # fmt: skip
    row.refresh_from_db()
    return row


def _set(now: models.Model, version: int | None, found: Columns, many: Many) -> bool:
    rows = type(now)._default_manager.filter(pk=now.pk)
    if version is not None:
        rows = rows.filter(version=version)
    columns = {name: value for name, value in found.items() if name not in many}
    if not rows.update(version=F("version") + 1, **columns):
        return False
    for name in found.keys() & many.keys():
        getattr(now, name).set(found[name])
    return True


def _is_taken(error: IntegrityError) -> bool:
    """Say whether a unique column refused, and not a rule that a service should have known."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", "") == "23505" or "UNIQUE" in str(cause)


def _is_a_row(pk: UUID, *, but: type[models.Model]) -> bool:
    """Say whether a row of another model has this id: one query over the keys of all tables."""
    quote = connection.ops.quote_name
    keys = [
        f"SELECT 1 FROM {quote(model._meta.db_table)} WHERE {quote(model._meta.pk.attname)} = %s"
        for model in apps.get_models()
        if isinstance(model._meta.pk, models.UUIDField) and model._meta.managed and model is not but
    ]
    value = models.UUIDField().get_db_prep_value(pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(keys) + " LIMIT 1", [value] * len(keys))
        return cursor.fetchone() is not None
