"""Writing the good lines of a CSV of resources, all or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.core.errors import DomainError

from ..sheet_reader import Line
from .resources import change_resource, create_resource


@dataclass(frozen=True, slots=True)
class Imported:
    """How many resources were added and how many changed."""

    added: int
    changed: int


@transaction.atomic
def import_lines(*, actor: Actor, lines: Sequence[Line], at: datetime) -> Imported:
    """Add or change the resource of each good line.

    Raises DomainError naming the line when one no longer fits; then nothing is saved.
    """
    if not lines:
        raise DomainError(
            "取りこめる行がありません。赤い行を直してから、もう一度えらんでください。"
        )
    changed = 0
    for line in lines:
        try:
            _write(actor, line, at)
        except DomainError as error:
            raise DomainError(f"{line.number}行目: {error.message}") from error
        changed += line.resource is not None
    return Imported(added=len(lines) - changed, changed=changed)


def _write(actor: Actor, line: Line, at: datetime) -> None:
    if line.resource is None:
        create_resource(actor=actor, at=at, is_confirmed=False, **line.values)
    else:
        change_resource(
            actor=actor,
            resource=line.resource,
            version=line.resource.version,
            at=at,
            **line.values,
        )
