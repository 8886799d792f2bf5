"""A save that comes twice: known by the id its page was given, told apart by what it says (I8)."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.http import Http404

from wagamachi.core.errors import Conflict
from wagamachi.core.ids import uuid7
from wagamachi.core.refs import ref_of

from . import audit
from .actor import Actor
from .changes import shown
from .perms import Perm

M = TypeVar("M", bound=models.Model)


class KeptOtherwise(Conflict):
    """This id is kept already and says something else. ``differences`` shows both versions.

    Each difference is (label, what is kept, what came now).
    """

    def __init__(self, differences: list[tuple[str, str, str]]) -> None:
        super().__init__(
            "この画面で前に書いた内容は、もう保存されています。いまの内容とちがうところがあるので、"
            "こちらはまだ保存していません。下の2つを見くらべて、べつの1件として残すときは、"
            "もう一度押してください。"
        )
        self.differences = differences


def renew(form: forms.BaseForm) -> None:
    """Give the page another id, so that pressing again is a deliberate second save."""
    data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
    data["token"] = str(uuid7())
    form.data = data


def recognise(
    row: M,
    *,
    actor: Actor,
    perm: Perm,
    is_mine: bool,
    said: Mapping[str, Any],
    many: Mapping[str, Collection[Any]],
    words: Mapping[str, Mapping[Any, str]] | None = None,
) -> M:
    """Return ``row`` if it says what came again: columns ``said`` and keys of ``many``.

    ``words`` gives the shown words of a column's values. Raises KeptOtherwise with both versions,
    and Http404 for a row of somebody else or about something else, which must tell nothing; call it
    outside a transaction that rolls back, so that the denial stays written down.
    """
    if not is_mine:
        audit.denied(actor=actor, perm=perm, ref=ref_of(row))
        raise Http404("見つからないか、見ることができません。")
    pairs = {name: (getattr(row, name), value) for name, value in said.items()}
    for name, keys in many.items():
        kept = getattr(row, name).values_list("pk", flat=True)
        pairs[name] = (sorted(map(str, kept)), sorted({str(key) for key in keys}))
    found = [
        _told(row, name, kept, came, (words or {}).get(name, {}))
        for name, (kept, came) in pairs.items()
        if _plain(kept) != _plain(came)
    ]
    if found:
        raise KeptOtherwise(found)
    return row


def _plain(value: Any) -> Any:
    """Return what counts: browsers end lines in two ways, lists come in any order."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return value


def _told(
    row: models.Model, name: str, kept: Any, came: Any, words: Mapping[Any, str]
) -> tuple[str, str, str]:
    field: Any = row._meta.get_field(name.removesuffix("_id"))
    return str(field.verbose_name), shown(field, kept, words), shown(field, came, words)
