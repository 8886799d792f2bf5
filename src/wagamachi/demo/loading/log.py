"""The audit chain and the transitions of a loaded history, in the order things happened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from wagamachi.access import audit
from wagamachi.access.models import AuditEvent, StateTransition

from ..story import Move
from ..writer import Sheet


@dataclass(slots=True)
class Event:
    """One audit event before it is chained; the names are those ``audit.digest`` reads."""

    at: datetime
    user_id: UUID | None
    kind: str
    target_kind: str
    target_id: UUID
    data: dict[str, Any]
    previous_hash: str = ""


@dataclass(slots=True)
class Log:
    """Collects moves and events; ``write`` puts them down in the order of time."""

    moves: list[Move] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def created(
        self,
        kind: str,
        target: UUID,
        at: datetime,
        user: UUID | None,
        data: dict[str, Any] | None = None,
    ) -> None:
        self.events.append(Event(at, user, "created", kind, target, data or {}))

    def changed(
        self, kind: str, target: UUID, at: datetime, user: UUID, data: dict[str, Any]
    ) -> None:
        self.events.append(Event(at, user, "changed", kind, target, data))

    def moved(self, moves: Iterable[Move]) -> None:
        """Take executed moves: each is a transition and an audit event."""
        for move in moves:
            self.moves.append(move)
            data = {"action": move.action, "from": move.source, "to": move.to}
            self.events.append(Event(move.at, move.user, "moved", move.kind, move.target, data))

    def write(self) -> None:
        """Write everything in order of time, chained to the last event already there."""
        transitions = Sheet(
            StateTransition,
            *("at", "user_id", "target_kind", "target_id", "action", "source", "target", "reason"),
        )
        for m in sorted(self.moves, key=lambda m: m.at):
            transitions.add(m.at, m.user, m.kind, m.target, m.action, m.source, m.to, m.reason)
        transitions.flush()
        self._chain()
        self.moves.clear()
        self.events.clear()

    def _chain(self) -> None:
        sheet = Sheet(
            AuditEvent,
            *("at", "user_id", "kind", "target_kind", "target_id", "data"),
            *("previous_hash", "hash"),
        )
        newest = AuditEvent.objects.order_by("-seq").values_list("hash", flat=True).first()
        previous = newest or audit.GENESIS
        for e in sorted(self.events, key=lambda e: e.at):
            e.previous_hash = previous
            previous_before, previous = previous, audit.digest(e)
            sheet.add(
                e.at,
                e.user_id,
                e.kind,
                e.target_kind,
                e.target_id,
                e.data,
                previous_before,
                previous,
            )
        sheet.flush()
