"""tsvector and GIN. Literals are built here: the server's own parser drops Japanese in locale C."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from ..models import SearchDocument
from .engine import Hit, Question, Row
from .tokens import Alternative, Phrase, Term

TABLE, COLUMN, INDEX = "core_searchdocument", "tokens", "core_searchdocument_tokens"
_LAST_POSITION = 16383  # of a tsvector; words beyond are found, but phrases of them are not
_MAX_POSITIONS = 255  # of one lexeme


class Postgresql:
    """Words in the column ``core_searchdocument.tokens``."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {COLUMN} tsvector")
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin ({COLUMN}) "
                "WITH (gin_pending_list_limit = 256)"  # kB; a search reads that list word by word
            )

    def is_installed(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [INDEX])
            row = cursor.fetchone()
            return bool(row and row[0])

    def write(self, connection: BaseDatabaseWrapper, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE} (id, kind, object_id, at, {COLUMN}) "
                "VALUES (%s, %s, %s, %s, %s::tsvector)",
                [(row.id, row.kind, row.object_id, row.at, vector(row)) for row in rows],
            )

    def erase(self, connection: BaseDatabaseWrapper, ids: Sequence[int]) -> None:
        SearchDocument.objects.using(connection.alias).filter(id__in=ids).delete()

    def find(self, connection: BaseDatabaseWrapper, question: Question) -> list[Hit]:
        params: list[str | int] = [match(question)]
        beyond = ""
        if question.before is not None:
            beyond = "AND id < %s "
            params.append(question.before)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT kind, object_id, id FROM {TABLE} "
                f"WHERE {COLUMN} @@ %s::tsquery {beyond}ORDER BY id DESC LIMIT %s",
                [*params, question.limit],
            )
            return [Hit(*row) for row in cursor.fetchall()]

    def tidy(self, connection: BaseDatabaseWrapper) -> None:
        """Work off what the index still has to sort in, and count anew for the planner."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [INDEX])
            cursor.execute(f"ANALYZE {TABLE}")


def vector(row: Row) -> str:
    """Return the tsvector literal: words with their positions, scopes without."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(row.tokens, 1):
        found = places.setdefault(token, [])
        if len(found) < _MAX_POSITIONS:
            found.append(min(place, _LAST_POSITION))
    words = [f"{_quoted(t)}:{','.join(map(str, at))}" for t, at in places.items()]
    return " ".join([*words, *map(_quoted, row.scopes)])


def match(question: Question) -> str:
    """Return the tsquery literal."""
    parts = [_term(term) for term in question.terms]
    parts += [f"({' | '.join(map(_quoted, group))})" for group in question.scopes]
    return " & ".join(parts)


def _term(term: Term) -> str:
    return f"({' | '.join(_alternative(alternative) for alternative in term)})"


def _alternative(alternative: Alternative) -> str:
    return f"({' & '.join(_phrase(phrase) for phrase in alternative)})"


def _phrase(phrase: Phrase) -> str:
    joined = " <-> ".join(map(_quoted, phrase.tokens))
    return f"({joined}{':*' if phrase.is_prefix else ''})"


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
