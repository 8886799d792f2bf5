"""The look-over: does everything that must hold still hold? Each room adds its own checks.

A room's ``doctor.py`` registers them; it is found by its name::

    @register(
        "i2_next_action",
        "開いている相談には、次にすることの期日がある",
        weight=Weight.TODAY,
        todo="チームのリーダーに、期日を決めてもらってください。",
    )
    def _next_action(at: datetime) -> Iterable[str]: ...

A check yields one plain sentence per place where its promise is broken, without personal data. What
an administrator can do about it, who may not open a case, is said once for all its places.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
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
UNREADABLE = (
    "データの一部が読めません。サーバーの担当者に「wagamachi doctor」の結果を見てもらい、"
    "控えがあることを確かめてください。"
)

Examine = Callable[[datetime], Iterable[str]]


class Weight(IntEnum):
    """How soon somebody must do something about a broken promise, the gravest first."""

    NOW = 1  # a worry may be lost, somebody may read what is not theirs, or data is damaged
    TODAY = 2
    WEEK = 3


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, the function that looks for places where it is broken, and what to do then."""

    name: str
    promise: str
    examine: Examine
    weight: Weight = Weight.TODAY
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise, how often it is broken, and the first of those places."""

    name: str
    promise: str
    places: tuple[str, ...]
    count: int = 1
    weight: int = Weight.TODAY
    todo: str = ""


_checks: dict[str, Check] = {}


def register(
    name: str, promise: str, *, weight: Weight = Weight.TODAY, todo: str = ""
) -> Callable[[Examine], Examine]:
    """Add a check; raise ValueError when another one has that name."""

    def add(function: Examine) -> Examine:
        known = _checks.get(name)
        if known is not None and known.examine.__module__ != function.__module__:
            raise ValueError(f"a check called {name!r} exists already")
        _checks[name] = Check(name, promise, function, weight, todo)
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
        feed = iter(check.examine(at))
        places = list(islice(feed, AT_MOST))
        count = len(places) + sum(1 for _ in feed)
    except Error as error:
        # Its message may quote what is in a row: only its kind is told.
        torn = f"調べられませんでした（{type(error).__name__}）"
        return Finding(check.name, check.promise, (torn,), 1, Weight.NOW, UNREADABLE)
    if count > AT_MOST:
        places.append(f"ほかに{count - AT_MOST:,}件")
    if not places:
        return None
    return Finding(check.name, check.promise, tuple(places), count, check.weight, check.todo)


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


@register(
    "kinds",
    "ページのある種類には、みな表とページがある",
    weight=Weight.NOW,
    todo="入れた版が欠けています。サーバーの担当者に、入れなおしてもらってください。",
)
def _kinds(at: datetime) -> Iterable[str]:
    for kind in refs.kinds():
        try:
            _ = kind.model  # looks the table up by name
            reverse(kind.url_name, args=[uuid4()])
        except LookupError:
            yield f"「{kind.label}」の表（{kind.model_label}）がありません"
        except NoReverseMatch:
            yield f"「{kind.label}」のページ（{kind.url_name}）がありません"


@register(
    "search_installed",
    "検索の表がある",
    weight=Weight.NOW,
    todo="サーバーの担当者に「wagamachi setup」を動かしてもらってください。",
)
def _search_installed(at: datetime) -> Iterable[str]:
    if not search.is_installed():
        yield "検索の表がありません。「wagamachi manage migrate」で作られます"


@register(
    "search_orphans",
    "検索で出るものは、みな開ける",
    weight=Weight.WEEK,
    todo="さがしたときに、開けないものが出ます。つづくときは、サーバーの担当者に伝えてください。",
)
def _search_orphans(at: datetime) -> Iterable[str]:
    return dangling(SearchDocument, kind_field="kind", id_field="object_id")


@register(
    "code_lists",
    "コード表は、この版のものが入っている",
    todo="サーバーの担当者に「wagamachi setup」を動かしてもらってください。",
)
def _code_lists(at: datetime) -> Iterable[str]:
    if not codelists.is_current(codelists.read()):
        yield "新しい版が入っていません。「wagamachi manage migrate」で入ります"


@register(
    "local_codes",
    "この区市町村で加えたコードには、集計先がある",
    weight=Weight.WEEK,
    todo="「コード表」で、この番号のコードに集計先をえらんでください。",
)
def _local_codes(at: datetime) -> Iterable[str]:
    for pk in Code.objects.filter(is_local=True, maps_to=None).values_list("pk", flat=True):
        yield f"{pk} に集計先がありません"
