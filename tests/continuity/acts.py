"""The acts of this room, done the usual way by the usual people."""

from datetime import date
from typing import Any

from tests.casework.scenes import Scene
from wagamachi.accounts.models import User
from wagamachi.continuity.models import Absence, HandedOver, SavedFilter
from wagamachi.continuity.services import AbsenceDraft, enter_absence
from wagamachi.core.ids import uuid7


def away(scene: Scene, who: str = "csw", deputy: str | None = "colleague", **said: Any) -> Absence:
    """Return an absence from today for a week, written by the person."""
    draft: dict[str, Any] = {
        "starts_on": scene.today,
        "ends_on": scene.day(7),
        "deputy": getattr(scene.cast, deputy) if deputy else None,
    }
    by = said.pop("by", who)
    return enter_absence(
        actor=scene.actor(by), at=scene.at, user=getattr(scene.cast, who),
        draft=AbsenceDraft(**draft | said),
    )  # fmt: skip


def leave(user: User, on: date) -> None:
    """End every post of a person behind the back of the services, as a mishap would."""
    user.assignments.update(ends_on=on)


def continued(scene: Scene) -> dict[str, Any]:
    """Return one row of everything this room keeps, for the matrix of doors."""
    handed = HandedOver.objects.create(
        user=scene.cast.colleague, held_as="asked", target_kind="handoff", target_id=uuid7(),
        team=scene.cast.town.east_team, at=scene.at,
    )  # fmt: skip
    kept = SavedFilter.objects.create(
        user=scene.cast.csw, page="cases", name="遅れ", query="flag=overdue"
    )
    return {"absence": away(scene, "colleague", "csw"), "handed": handed, "kept": kept}
