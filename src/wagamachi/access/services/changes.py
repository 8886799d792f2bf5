"""Writing down that a row was made."""

from datetime import datetime
from typing import Any

from django.db import models

from wagamachi.core import refs

from .. import audit
from ..actor import Actor


def record_created(*, actor: Actor, row: models.Model, at: datetime, **data: Any) -> None:
    """Append the event of a new row; call it in the transaction that made it."""
    audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=refs.ref_of(row), at=at, data=data)
