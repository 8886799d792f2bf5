"""Letting a text out, as a second person does."""

from uuid import UUID

from tests.casework.scenes import Scene
from wagamachi.publishing.models import Release
from wagamachi.publishing.services import decide


def waiting(kind: str, pk: UUID) -> Release:
    return Release.objects.get(target_kind=kind, target_id=pk, ended_at=None)


def let_out(scene: Scene, kind: str, pk: UUID, who: str = "colleague") -> Release:
    release = waiting(kind, pk)
    decide(actor=scene.actor(who), at=scene.at, release=release, action="let_out")
    return release


def sent_back(scene: Scene, kind: str, pk: UUID, who: str = "colleague") -> Release:
    release = waiting(kind, pk)
    said = {"action": "send_back", "reason": "めずらしい仕事が書いてある"}
    decide(actor=scene.actor(who), at=scene.at, release=release, **said)
    return release
