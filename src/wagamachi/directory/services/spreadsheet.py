"""Writing the good lines of a CSV of resources; a dry run is the same with everything undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError

from ..models import Resource
from ..sheet_reader import Line, Report
from .resources import change_resource, create_resource
from .standing import keep_standing


@dataclass(frozen=True, slots=True)
class Imported:
    """How many resources were added and how many changed."""

    added: int
    changed: int


def rehearse_import(*, actor: Actor, report: Report, at: datetime) -> None:
    """Do what taking the file in would do and undo it, so that the report cannot promise more."""
    with transaction.atomic():
        _write_all(actor, report.good, at)
        transaction.set_rollback(True)


@transaction.atomic
def import_report(*, actor: Actor, report: Report, promised: str, at: datetime) -> Imported:
    """Add or change the resource of each good line; lines that do not fit stay outside.

    ``promised`` is the ``outcome`` the person has seen. Raises Conflict when it would now be
    another, DomainError when no line can be taken in; then nothing is saved.
    """
    done = _write_all(actor, report.good, at)
    if report.outcome != promised:
        raise Conflict(
            "確かめたあとに、だれかが資源を書きかえたので、結果が変わります。"
            "下をもう一度見てから、取りこんでください。"
        )
    if not done.added + done.changed:
        raise DomainError(
            "取りこめる行がありません。赤い行を直してから、もう一度えらんでください。"
            if report.bad
            else "どの行も、いまの資源と同じです。取りこむものはありません。"
        )
    return done


def _write_all(actor: Actor, lines: Sequence[Line], at: datetime) -> Imported:
    """Write each line by itself; what refuses one is written beside it."""
    added = changed = 0
    written = []
    for line in lines:
        is_new = line.resource is None
        try:
            written.append(_write(actor, line, at))
        except DomainError as error:
            line.mistakes.append(error.message)
            continue
        added, changed = added + is_new, changed + (not is_new)
    keep_standing(written, on=clock.today(at))
    return Imported(added, changed)


@transaction.atomic
def _write(actor: Actor, line: Line, at: datetime) -> Resource:
    if line.resource is None:
        return create_resource(actor=actor, at=at, is_confirmed=False, stand=False, **line.values)
    change_resource(
        actor=actor,
        resource=line.resource,
        version=line.resource.version,
        at=at,
        stand=False,
        **line.values,
    )
    return line.resource
