"""The filters a person has kept, and what of a filter may be kept at all."""

import re
from collections.abc import Iterable

from django import forms
from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.casework.forms.filters import CaseFilter
from wagamachi.casework.forms.handoff_filter import HandoffFilter

from ..enums import FilterPage
from ..models import SavedFilter

# Codes, ids and numbers: nobody's name can be written with these.
_HARMLESS = re.compile(r"[A-Za-z0-9_-]{1,40}")
_FORMS: dict[FilterPage, type[forms.Form]] = {
    FilterPage.CASES: CaseFilter,
    FilterPage.HANDOFFS: HandoffFilter,
}
LONGEST = 480


def kept_params(page: FilterPage, params: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of a query string that may be kept: choices of that list's filter, no typed words.

    The place within a list (the cursor) is not kept either.
    """
    names = _choices(_FORMS[page])
    found = [(k, v) for k, v in params if k in names and _HARMLESS.fullmatch(v)]
    while sum(len(k) + len(v) + 2 for k, v in found) > LONGEST:
        found.pop()
    return found


def _choices(form: type[forms.Form]) -> frozenset[str]:
    """Return the fields of a filter that offer choices; a typed word is not one."""
    offering = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)
    fields = form.base_fields.items()
    return frozenset(name for name, field in fields if isinstance(field, offering))


def kept_by(actor: Actor, page: FilterPage) -> "QuerySet[SavedFilter]":
    """Return the actor's own filters of one list, by name."""
    rows = visible_to(actor, SavedFilter, Perm.CASE_READ_SUMMARY)
    return rows.filter(page=page).order_by("name", "pk")
