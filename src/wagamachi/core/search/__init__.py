"""Search across everything that has a page, in Japanese as people type it, on either database.

Each document carries *narrow tokens* (``team:…``, ``user:…``, ``all``) beside its words, so that
the engine itself skips most of what the asker may not see. They only narrow: whether a hit may be
shown is decided by the policy, on the ids that come back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2s
from itertools import islice
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from .. import codes
from ..models import SearchDocument
from ..refs import Ref
from . import tokens
from .engine import Engine, Hit, Question, Row
from .postgresql import Postgresql
from .sqlite import Sqlite

__all__ = [
    "Entry",
    "Hit",
    "hits",
    "install",
    "is_installed",
    "is_told",
    "put",
    "put_many",
    "remove",
    "tidy",
]

_ENGINES: dict[str, Engine] = {"sqlite": Sqlite(), "postgresql": Postgresql()}
_BATCH = 500  # documents per statement
_HASH_BITS = 31


@dataclass(frozen=True, slots=True)
class Entry:
    """One document to index. ``titles`` are names and headings: they are also found by reading."""

    ref: Ref
    texts: Sequence[str]
    narrow: Sequence[str]
    at: datetime
    titles: Sequence[str] = ()


def put(
    ref: Ref,
    *,
    texts: Iterable[str],
    narrow: Iterable[str],
    at: datetime,
    titles: Iterable[str] = (),
) -> None:
    """Index a row anew, in the caller's transaction; ``at`` decides its place (newest first)."""
    put_many([Entry(ref, tuple(texts), tuple(narrow), at, tuple(titles))])


def put_many(entries: Iterable[Entry], *, spellings: bool = True) -> int:
    """Index many rows and return how many; the last entry of a Ref wins.

    ``spellings=False`` leaves out the dictionary's spellings of the words: about twice as fast, for
    loading texts that a generator made.
    """
    count = 0
    feed = iter(entries)
    while batch := list(islice(feed, _BATCH)):
        latest = {(entry.ref.kind, entry.ref.id): entry for entry in batch}
        with transaction.atomic():
            _erase(latest)
            rows = list(_rows(latest.values(), spellings))
            _engine().write(connection, rows)
        count += len(rows)
    return count


def remove(ref: Ref) -> None:
    """Forget a row; its words are gone from the index with it."""
    with transaction.atomic():
        _erase([(ref.kind, ref.id)])


def hits(
    query: str,
    *,
    narrow: Iterable[str],
    kinds: Sequence[str] = (),
    limit: int = 50,
    before: int | None = None,
) -> list[Hit]:
    """Return the newest documents that contain every word of ``query``, at most ``limit``.

    ``narrow`` are the scopes the asker is in (any of them will do; none at all finds nothing),
    ``kinds`` keeps only these kinds, ``before`` is the ``document_id`` of the last hit of the page
    before. Words match in any spelling: 引きこもり finds ひきこもり, たなか finds 田中 in a title.
    A query without a single letter or digit finds nothing.
    """
    terms = tokens.of_query(query, codes.synonyms())
    scopes = [tokens.of_scope(name) for name in dict.fromkeys(narrow)]
    if not terms or not scopes:
        return []
    groups = [scopes]
    if kinds:
        groups.append([tokens.of_scope(f"kind:{kind}") for kind in kinds])
    return _engine().find(connection, Question(terms, groups, limit, before))


def is_told(query: str, *, texts: Iterable[str], titles: Iterable[str]) -> bool:
    """Say whether such a document alone would be found: for whoever may read less than is indexed."""
    document = tokens.of_document(texts, titles, spellings=True)
    return tokens.is_told_by(tokens.of_query(query, codes.synonyms()), document)


def install(using: BaseDatabaseWrapper = connection) -> None:
    """Make the engine's table or column where it is missing; runs after every migrate."""
    if SearchDocument._meta.db_table in using.introspection.table_names():
        _engine(using).install(using)


def is_installed() -> bool:
    """Say whether the engine's table is there."""
    return _engine().is_installed(connection)


def tidy() -> None:
    """Put the index in its best shape after a bulk load; takes seconds per 100 000 documents."""
    _engine().tidy(connection)


def _engine(using: BaseDatabaseWrapper = connection) -> Engine:
    return _ENGINES[using.vendor]


def _erase(refs: Iterable[tuple[str, UUID]]) -> None:
    wanted = set(refs)
    known = SearchDocument.objects.filter(object_id__in={object_id for _, object_id in wanted})
    found = [
        pk for pk, *ref in known.values_list("id", "kind", "object_id") if tuple(ref) in wanted
    ]
    if found:
        _engine().erase(connection, found)


def _rows(entries: Iterable[Entry], spellings: bool) -> Iterator[Row]:
    """Yield the rows of a batch, each with a key of its own."""
    keyed = [(_key(entry), entry) for entry in entries]
    taken = set(
        SearchDocument.objects.filter(id__in=[key for key, _ in keyed]).values_list("id", flat=True)
    )
    for key, entry in keyed:
        while key in taken:
            key += 1
        taken.add(key)
        yield Row(
            id=key,
            kind=entry.ref.kind,
            object_id=entry.ref.id,
            at=entry.at,
            tokens=tokens.of_document(entry.texts, entry.titles, spellings),
            scopes=[tokens.of_scope(s) for s in (f"kind:{entry.ref.kind}", *entry.narrow)],
        )


def _key(entry: Entry) -> int:
    """Return a key that grows with time: the second it belongs to, then a hash of the Ref."""
    seconds = min(max(int(entry.at.timestamp()), 0), 2**32 - 1)
    digest = blake2s(str(entry.ref).encode(), digest_size=4).digest()
    return seconds << _HASH_BITS | int.from_bytes(digest) >> (32 - _HASH_BITS)
