"""The title of a case that the house made up follows the name of its key person, once there is one."""

from datetime import datetime
from typing import Any

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change

from ..models import Case, CaseMember
from .cases import unnamed


def name_of_key(case: Case) -> str:
    """Return the name of the person the case is centred on; "" while nobody knows it."""
    key = _key(case)
    return key.person.known.name if key else ""


def follow_name(*, actor: Actor, at: datetime, case: Case, before: str) -> None:
    """Call the case as its key person is called, unless somebody gave it a title by hand.

    ``before`` is what ``name_of_key`` said before the change. What the case was called stays among
    what the person was called, and is found.
    """
    case.refresh_from_db(fields=["label"])
    key = _key(case)
    made = {unnamed(intake) for intake in case.intakes.all()}
    follows = bool(before) and case.label == before
    if key is None or not (follows or (case.label in made and key.person.known.name)):
        return
    known = key.person.known
    said: dict[str, Any] = {"label": known.label, "kana": known.kana}
    change(case, actor=actor, at=at, version=None, **said)


def _key(case: Case) -> CaseMember | None:
    members = CaseMember.objects.filter(case=case, is_key=True)
    return members.select_related("person__merged_into").first()
