"""The nightly round: does everything that must hold still hold? Each room adds its own checks.

A check is a generator of findings, registered in the room's ``checks`` module::

    @doctor.check("監査記録")
    def chain() -> Iterator[Finding]: ...

``wagamachi doctor`` runs them all and says in plain Japanese what it found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID, uuid4

from django.urls import NoReverseMatch, reverse

from . import codelists, refs, search
from .models import Code, SearchDocument
from .refs import Ref

Check = Callable[[], Iterator["Finding"]]
_checks: dict[str, Check] = {}
_CHUNK = 500  # documents looked up at once


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold. ``message`` says what, without personal data."""

    name: str
    message: str
    ref: Ref | None = None


def check(name: str) -> Callable[[Check], Check]:
    """Register a check under ``name``; raise ValueError when another function has that name."""

    def register(function: Check) -> Check:
        known = _checks.get(name)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"a check called {name!r} exists already")
        _checks[name] = function
        return function

    return register


def names() -> list[str]:
    """Return the names of all checks in the order they run."""
    return list(_checks)


def run(only: str = "") -> list[Finding]:
    """Run every check, or the one called ``only``, and return what they found."""
    chosen = [_checks[only]] if only else list(_checks.values())
    return [finding for function in chosen for finding in function()]


@check("種類の登録")
def kinds_resolve() -> Iterator[Finding]:
    """Every kind has its model and its page."""
    for kind in refs.kinds():
        try:
            assert kind.model is not None
            reverse(kind.url_name, args=[uuid4()])
        except LookupError:
            yield Finding("種類の登録", f"「{kind.label}」の表（{kind.model_label}）がありません。")
        except NoReverseMatch:
            yield Finding(
                "種類の登録", f"「{kind.label}」のページ（{kind.url_name}）がありません。"
            )


@check("検索")
def search_is_whole() -> Iterator[Finding]:
    """The engine's table is there and every document in it leads to a row that exists."""
    if not search.is_installed():
        yield Finding("検索", "検索の表がありません。「wagamachi migrate」で作られます。")
        return
    for kind in SearchDocument.objects.order_by("kind").values_list("kind", flat=True).distinct():
        yield from _orphans(kind)


@check("コード表")
def code_lists_are_loaded() -> Iterator[Finding]:
    """The release this version ships is loaded, and every local code adds up somewhere."""
    if not codelists.is_current(codelists.read()):
        yield Finding("コード表", "新しい版が入っていません。「wagamachi migrate」で入ります。")
    for code in Code.objects.filter(is_local=True, maps_to=None):
        yield Finding("コード表", f"{code.pk} に集計先がありません。")


def _orphans(kind: str) -> Iterator[Finding]:
    """Yield a finding per indexed row that is gone, in constant memory."""
    ids = SearchDocument.objects.filter(kind=kind).values_list("object_id", flat=True)
    feed = ids.order_by("id").iterator(chunk_size=_CHUNK)
    try:
        rows = refs.kind(kind).model._default_manager
    except (ValueError, LookupError):
        count = ids.count()
        yield Finding("検索", f"知らない種類「{kind}」の写しが{count}件あります。")
        return
    while chunk := list[UUID](islice(feed, _CHUNK)):
        found = set(rows.filter(pk__in=chunk).values_list("pk", flat=True))
        for object_id in chunk:
            if object_id not in found:
                yield Finding("検索", "もとの行がもうありません。", Ref(kind, object_id))
