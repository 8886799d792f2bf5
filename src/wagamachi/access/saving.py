"""Saving a form over a row that somebody else may be changing too."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms

from wagamachi.core import clock
from wagamachi.core.models import Code, Entity

from .actor import Actor
from .http import attempt


def saved(
    form: forms.BaseForm,
    row: Entity | Code,
    service: Callable[..., object],
    *,
    actor: Actor,
    at: datetime | None = None,
    **values: Any,
) -> bool:
    """Call a service that changes ``row`` and say whether it did.

    After a conflict the form shows both versions and carries the newer one, so that saving again is
    a deliberate answer to what is shown.
    """
    attempt(form, service, actor=actor, at=at or clock.now(), **values)
    if getattr(form, "differences", None):
        data = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"] = str(row.version)
        form.data = data
    return form.is_valid()
