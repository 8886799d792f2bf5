"""What both engines share: the row they write and the question they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from .tokens import Term


class Hit(NamedTuple):
    """One document found. ``document_id`` is the cursor for the next page."""

    kind: str
    object_id: UUID
    document_id: int


@dataclass(frozen=True, slots=True)
class Row:
    """One document as the engine stores it."""

    id: int
    kind: str
    object_id: UUID
    at: datetime
    tokens: Sequence[str]
    scopes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """All ``terms``, and any of each group of ``scopes``."""

    terms: Sequence[Term]
    scopes: Sequence[Sequence[str]]
    limit: int
    before: int | None


class Engine(Protocol):
    """How words are kept in one kind of database."""

    def install(self, connection: BaseDatabaseWrapper) -> None: ...

    def is_installed(self, connection: BaseDatabaseWrapper) -> bool: ...

    def write(self, connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> None: ...

    def erase(self, connection: BaseDatabaseWrapper, ids: Sequence[int]) -> None: ...

    def find(self, connection: BaseDatabaseWrapper, question: Question) -> list[Hit]: ...

    def tidy(self, connection: BaseDatabaseWrapper) -> None: ...
