"""Texts become tokens, queries become phrases of tokens — the same way on both engines.

A run of Japanese is cut at every character into pairs, with the last character alone at its end:
認知症 gives 認知 知症 症. A word is then a phrase of adjacent pairs, found exactly and with no
dictionary; a single character is the beginning of a pair. Latin words and numbers stay whole.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from .. import text as japanese

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
_MAX_WORDS = 8
_MAX_WORD = 60  # characters of one word that are searched for
_MARK = "§"  # never part of a word, so a scope cannot be searched for as text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent tokens; with ``is_prefix`` the last one may go on."""

    tokens: tuple[str, ...]
    is_prefix: bool = False


Alternative = tuple[Phrase, ...]  # all of these
Term = tuple[Alternative, ...]  # any of these


def of_text(text: str) -> list[str]:
    """Return the tokens of one text, one per character of Japanese and one per other word."""
    found: list[str] = []
    for run in _RUN.findall(japanese.fold(text)):
        found += _pairs(run)
    return found


def of_document(texts: Iterable[str], titles: Iterable[str], spellings: bool) -> list[str]:
    """Return all tokens of a document: its texts, its titles and how those are read.

    With ``spellings`` the dictionary's spelling of words written otherwise is added, so that
    引きこもり finds ひきこもり; without it indexing is about twice as fast and synonyms still work.
    """
    bodies, heads = [t for t in texts if t], [t for t in titles if t]
    found = of_text("\n".join((*heads, *bodies, *map(japanese.reading, heads))))
    if spellings:
        forms = {form for text in (*heads, *bodies) for form in japanese.spellings(text)}
        found += of_text("\n".join(sorted(forms)))
    return found


def of_scope(name: str) -> str:
    """Return the opaque token of a scope such as ``team:…`` or ``kind:…``."""
    return _MARK + blake2s(name.encode(), digest_size=8).hexdigest()


def phrase(text: str) -> Phrase | None:
    """Return the phrase that finds ``text``, or None when nothing in it can be searched for."""
    runs = _RUN.findall(japanese.fold(text)[:_MAX_WORD])
    if not runs:
        return None
    tokens = [token for run in runs for token in _pairs(run)]
    last = runs[-1]
    if last[0].isascii():
        return Phrase(tuple(tokens))
    if len(last) == 1:
        return Phrase(tuple(tokens), is_prefix=True)
    return Phrase(tuple(tokens[:-1]))


def of_query(query: str, synonyms: dict[str, tuple[str, ...]]) -> list[Term]:
    """Return the terms a document must all contain; empty when there is nothing to search for."""
    terms = (_term(word, synonyms) for word in japanese.fold(query).split()[:_MAX_WORDS])
    return [term for term in terms if term]


def is_told_by(terms: Iterable[Term], document: Sequence[str]) -> bool:
    """Say whether a document of these tokens has every term, as the engines would."""
    return all(
        any(all(_is_in(part, document) for part in alternative) for alternative in term)
        for term in terms
    )


def _is_in(part: Phrase, document: Sequence[str]) -> bool:
    *first, last = part.tokens
    return any(
        (document[at] == last or (part.is_prefix and document[at].startswith(last)))
        and list(document[at - len(first) : at]) == first
        for at in range(len(first), len(document))
    )


def _term(word: str, synonyms: dict[str, tuple[str, ...]]) -> Term:
    word = word[:_MAX_WORD]
    same = [(phrase(form),) for form in (word, *synonyms.get(word, ()))]
    found = [tuple(p for p in alternative if p) for alternative in same]
    if len(word) > 1:
        found.append(_respelled(word))
    return tuple(dict.fromkeys(alternative for alternative in found if alternative))


def _respelled(word: str) -> Alternative:
    """Return the dictionary's spelling of a word, or nothing when it is written that way already.

    Of several words each may be spelt otherwise, so they are looked for side by side, not adjacent.
    """
    parts = [part for part in japanese.words(word) if part.is_content]
    if all(part.surface == part.normal for part in parts):
        return ()
    return tuple(p for part in parts if (p := phrase(part.normal)))


def _pairs(run: str) -> Sequence[str]:
    return [run] if run[0].isascii() else [run[i : i + 2] for i in range(len(run))]
