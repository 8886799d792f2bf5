"""FTS5. The rowid is the document's key; the engine walks it newest first, up to the limit."""

from collections.abc import Sequence
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper

from ..models import SearchDocument
from .engine import Hit, Question, Row
from .tokens import Alternative, Phrase, Term

TABLE = "core_search"


class Sqlite:
    """Words in the virtual table ``core_search(words, scopes)``."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make the table, and empty it when the documents were emptied (a flush skips it)."""
        with connection.cursor() as cursor:
            # The ascii tokenizer cuts at spaces only: every non-ASCII character is a letter to it.
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} "
                "USING fts5(words, scopes, tokenize='ascii', columnsize=0)"
            )
            if not SearchDocument.objects.using(connection.alias).exists():
                cursor.execute(f"DELETE FROM {TABLE}")

    def is_installed(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [TABLE])
            return cursor.fetchone() is not None

    def write(self, connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> None:
        SearchDocument.objects.using(connection.alias).bulk_create(
            SearchDocument(id=row.id, kind=row.kind, object_id=row.object_id, at=row.at)
            for row in rows
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE}(rowid, words, scopes) VALUES (%s, %s, %s)",
                [(row.id, " ".join(row.tokens), " ".join(row.scopes)) for row in rows],
            )

    def erase(self, connection: BaseDatabaseWrapper, ids: Sequence[int]) -> None:
        SearchDocument.objects.using(connection.alias).filter(id__in=ids).delete()
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(i,) for i in ids])

    def find(self, connection: BaseDatabaseWrapper, question: Question) -> list[Hit]:
        params: list[str | int] = [match(question)]
        beyond = ""
        if question.before is not None:
            beyond = "AND s.rowid < %s "
            params.append(question.before)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.kind, d.object_id, d.id FROM {TABLE} s "
                "CROSS JOIN core_searchdocument d ON d.id = s.rowid "
                f"WHERE s.{TABLE} MATCH %s {beyond}ORDER BY s.rowid DESC LIMIT %s",
                [*params, question.limit],
            )
            return [Hit(kind, UUID(object_id), pk) for kind, object_id, pk in cursor.fetchall()]

    def tidy(self, connection: BaseDatabaseWrapper) -> None:
        """Merge the index into one segment, after a bulk load."""
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")


def match(question: Question) -> str:
    """Return the FTS5 expression. Tokens are letters and digits only, and quoted all the same."""
    parts = [f"words : ({' AND '.join(_term(term) for term in question.terms)})"]
    parts += [
        f"scopes : ({' OR '.join(_quoted((scope,)) for scope in group)})"
        for group in question.scopes
    ]
    return " AND ".join(parts)


def _term(term: Term) -> str:
    return f"({' OR '.join(_alternative(alternative) for alternative in term)})"


def _alternative(alternative: Alternative) -> str:
    return f"({' AND '.join(_phrase(phrase) for phrase in alternative)})"


def _phrase(phrase: Phrase) -> str:
    return _quoted(phrase.tokens) + ("*" if phrase.is_prefix else "")


def _quoted(tokens: Sequence[str]) -> str:
    joined = " ".join(tokens).replace('"', '""')
    return f'"{joined}"'
