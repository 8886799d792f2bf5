"""The look-over: does everything that must hold still hold? Each room adds its own checks.

A room's ``doctor.py`` registers them; it is found by its name::

    @register("i2_next_action", "開いている相談には、次にすることの期日がある")
    def _next_action(at: datetime) -> Iterable[str]: ...

A check yields one plain sentence per place where its promise is broken, without personal data.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import uuid4

from django.db import Error
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import autodiscover_modules

from . import codelists, refs, search
from .models import Code, SearchDocument

AT_MOST = 20  # places told per promise; one is enough to go and look
_CHUNK = 500  # rows looked up at once

Examine = Callable[[datetime], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and the function that looks for places where it is broken."""

    name: str
    promise: str
    examine: Examine


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise and the first places where it is broken."""

    name: str
    promise: str
    places: tuple[str, ...]


_checks: dict[str, Check] = {}


def register(name: str, promise: str) -> Callable[[Examine], Examine]:
    """Add a check; raise ValueError when another one has that name."""

    def add(function: Examine) -> Examine:
        known = _checks.get(name)
        if known is not None and known.examine.__module__ != function.__module__:
            raise ValueError(f"a check called {name!r} exists already")
        _checks[name] = Check(name, promise, function)
        return function

    return add


def checks() -> list[Check]:
    """Return every check of every room."""
    autodiscover_modules("doctor", "soundness")
    return list(_checks.values())


def examine(at: datetime) -> list[Finding]:
    """Run every check as of ``at`` and return the promises that do not hold."""
    found = (look(check, at) for check in checks())
    return [finding for finding in found if finding is not None]


def look(check: Check, at: datetime) -> Finding | None:
    """Run one check; None means that its promise holds. What cannot be looked at does not hold."""
    try:
        places = list(islice(check.examine(at), AT_MOST + 1))
    except Error as error:
        # Its message may quote what is in a row: only its kind is told.
        places = [f"調べられませんでした（{type(error).__name__}）"]
    if len(places) > AT_MOST:
        places[AT_MOST:] = ["ほかにもあります"]
    return Finding(check.name, check.promise, tuple(places)) if places else None


def dangling(model: type[Model], *, kind_field: str, id_field: str) -> Iterator[str]:
    """Yield a sentence per row of ``model`` whose Ref leads nowhere, in constant memory.

    Rows whose kind is empty point at nothing and are passed over.
    """
    label = str(model._meta.verbose_name)
    rows = model._default_manager.exclude(**{kind_field: ""})
    for name in rows.order_by(kind_field).values_list(kind_field, flat=True).distinct():
        try:
            targets = refs.kind(name).model._default_manager
        except (ValueError, LookupError):
            yield f"{label}が、知らない種類「{name}」を指しています"
            continue
        ids = rows.filter(**{kind_field: name}).values_list(id_field, flat=True)
        feed = ids.order_by("pk").iterator(chunk_size=_CHUNK)
        while chunk := dict.fromkeys(islice(feed, _CHUNK)):
            known = set(targets.filter(pk__in=list(chunk)).values_list("pk", flat=True))
            for target in chunk:
                if target not in known:
                    yield f"{label}の指す {name}:{target} がありません"


@register("kinds", "ページのある種類には、みな表とページがある")
def _kinds(at: datetime) -> Iterable[str]:
    for kind in refs.kinds():
        try:
            _ = kind.model  # looks the table up by name
            reverse(kind.url_name, args=[uuid4()])
        except LookupError:
            yield f"「{kind.label}」の表（{kind.model_label}）がありません"
        except NoReverseMatch:
            yield f"「{kind.label}」のページ（{kind.url_name}）がありません"


@register("search_installed", "検索の表がある")
def _search_installed(at: datetime) -> Iterable[str]:
    if not search.is_installed():
        yield "検索の表がありません。「wagamachi manage migrate」で作られます"


@register("search_orphans", "検索で出るものは、みな開ける")
def _search_orphans(at: datetime) -> Iterable[str]:
    return dangling(SearchDocument, kind_field="kind", id_field="object_id")


@register("code_lists", "コード表は、この版のものが入っている")
def _code_lists(at: datetime) -> Iterable[str]:
    if not codelists.is_current(codelists.read()):
        yield "新しい版が入っていません。「wagamachi manage migrate」で入ります"


@register("local_codes", "この市で加えたコードには、集計先がある")
def _local_codes(at: datetime) -> Iterable[str]:
    for pk in Code.objects.filter(is_local=True, maps_to=None).values_list("pk", flat=True):
        yield f"{pk} に集計先がありません"
