"""Code lists in this municipality: a new release, local wording, local additions, ended codes."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.core import codelists, codes
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code, CodeList

from .. import audit
from ..actor import Actor
from ..keeping import change, keep_new
from ..perms import Perm


@transaction.atomic
def load_codelists(
    *, actor: Actor, at: datetime, path: Path = codelists.DEFAULT
) -> codelists.Loaded | None:
    """Bring in the release in ``path``; None when it is there already.

    Local wording and additions stay as they are; codes no longer in the release end today instead
    of being deleted. Raises BadCodeList for a file that cannot be used.
    """
    release = codelists.read(path)
    if codelists.is_current(release):
        return None
    loaded = codelists.load(release, on=actor.on)
    data = {
        "codelists": loaded.release,
        "added": loaded.added,
        "changed": loaded.changed,
        "ended": loaded.ended,
    }
    audit.record(actor=actor, kind=audit.EventKind.CHANGED, at=at, data=data)
    return loaded


@transaction.atomic
def rename_code(
    *, actor: Actor, code: Code, label: str, at: datetime, version: int | None = None
) -> Code:
    """Say what a code is called here; an empty label brings back the shared wording.

    Raises DomainError when another code in use in the list has that name, Stale when somebody
    changed the code after ``version``.
    """
    label = label.strip()
    shown = label or code.label
    _check_name_is_free(code.code_list_id, shown, actor.on, except_for=code.pk)
    return _write(code, actor, at, version, local_label="" if label == code.label else label)


def add_local_code(
    *,
    actor: Actor,
    code_list: CodeList,
    label: str,
    maps_to: Sequence[Code],
    note: str,
    at: datetime,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the page
) -> Code:
    """Add a code of this municipality, once for one ``id``; its number (``KEY-L01``) is given here.

    ``maps_to`` are the shared codes of the list that statistics add it up under, at least one.
    """
    label = label.strip()
    if not maps_to:
        raise DomainError("集計先を1つ以上えらんでください。", field="maps_to")
    if any(c.is_local or c.code_list_id != code_list.pk for c in maps_to):
        raise DomainError("集計先には、同じ表の共通のコードだけをえらべます。", field="maps_to")

    def first() -> dict[str, Any]:
        CodeList.objects.select_for_update().get(pk=code_list.pk)  # one number at a time
        _check_name_is_free(code_list.pk, label, actor.on)
        return _numbered(code_list) | {"group": maps_to[0].group, "valid_from": actor.on}

    return keep_new(
        Code, id=id, under="page_id", actor=actor, at=at, perm=Perm.CODE_EDIT,
        said={"label": label, "note": note.strip()}, many={"maps_to": maps_to},
        within={"code_list": code_list}, first=first, then=lambda code: _named_anew(),
        data={"maps_to": sorted(c.pk for c in maps_to)},
    )  # fmt: skip


def _numbered(code_list: CodeList) -> dict[str, Any]:
    """Return the next number of a list; codes are never deleted."""
    number = Code.objects.of(code_list.pk).filter(is_local=True).count() + 1
    return {"code": f"{code_list.pk}-L{number:02}", "is_local": True, "sort": 1000 + number}


@transaction.atomic
def end_code(
    *, actor: Actor, code: Code, valid_until: date, at: datetime, version: int | None = None
) -> Code:
    """Take a code out of use from ``valid_until`` on; records that carry it keep it.

    Raises DomainError when statistics or local codes add up under it, or when it is the last one,
    Stale when somebody changed it after ``version``.
    """
    if code.valid_from and valid_until <= code.valid_from:
        raise DomainError("使いはじめの日より後の日を入れてください。", field="valid_until")
    if code.mapped_from.live(valid_until).exists():
        raise DomainError("ほかのコードの集計先になっているので、終わりにできません。")
    if not Code.objects.of(code.code_list_id).live(valid_until).exclude(pk=code.pk).exists():
        raise DomainError("この表で使えるコードがなくなるので、終わりにできません。")
    return _write(code, actor, at, version, valid_until=valid_until)


@transaction.atomic
def resume_code(*, actor: Actor, code: Code, at: datetime, version: int | None = None) -> Code:
    """Bring an ended code back into use. Raises DomainError when its name is taken meanwhile."""
    _check_name_is_free(code.code_list_id, code.name, actor.on, except_for=code.pk)
    return _write(code, actor, at, version, valid_until=None)


def _check_name_is_free(key: str, label: str, on: date, except_for: str = "") -> None:
    others = Code.objects.of(key).live(on).exclude(pk=except_for)
    if any(code.name == label for code in others):
        raise DomainError(
            f"「{label}」はこの表にもうあります。別の名前にしてください。", field="label"
        )


def _write(code: Code, actor: Actor, at: datetime, version: int | None, **fields: Any) -> Code:
    data = {"code": code.pk}
    change(code, actor=actor, at=at, version=version, data=data, **fields)
    _named_anew()
    return code


def _named_anew() -> None:
    """Tell the names apart; forget now, for what follows here, and when others may read it."""
    codelists.tell_apart()
    codes.forget()
    transaction.on_commit(codes.forget)
