"""The title of a case that the house made up follows the name of its key person, once there is one."""

from datetime import datetime
from typing import Any

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change

from ..models import Case
from ..queries.household import key_person
from .cases import unnamed


def name_of_key(case: Case) -> str:
    """Return the name of the person the case is centred on; "" while nobody knows it."""
    known = key_person(case.pk)
    return known.name if known else ""


def follow_name(*, actor: Actor, at: datetime, case: Case, before: str) -> None:
    """Call the case as its key person is called, unless somebody gave it a title by hand.

    ``before`` is what ``name_of_key`` said before the change. What the case was called stays among
    what the person was called, and is found.
    """
    case.refresh_from_db(fields=["label"])
    known = key_person(case.pk)
    made = {unnamed(intake) for intake in case.intakes.all()}
    follows = bool(before) and case.label == before
    if known is None or not (follows or (case.label in made and known.name)):
        return
    said: dict[str, Any] = {"label": known.label, "kana": known.kana}
    change(case, actor=actor, at=at, version=None, **said)
