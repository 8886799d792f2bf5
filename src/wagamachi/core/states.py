"""State is a table. One ``Machine`` per model says every legal move and who may make it.

The same table draws the buttons, the diagram in ``docs/states.md`` and the exhaustive
state × action test. ``access.transitions.apply`` is the only code that executes a move.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from .errors import DomainError


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: ``action`` takes any of ``sources`` to ``target``."""

    action: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    reason_required: bool = False


class IllegalMove(DomainError):
    """The action does not exist in the state the row is in."""

    status = 409


@dataclass(frozen=True, slots=True)
class Machine:
    """All the moves of one kind. ``states`` carries staff labels, ``public`` what others read."""

    kind: str
    states: type[models.TextChoices]
    moves: Sequence[Move]
    public: dict[str, str]

    def move(self, action: str) -> Move:
        """Return the move; raise KeyError for an action that the table does not know."""
        for move in self.moves:
            if move.action == action:
                return move
        raise KeyError(f"{self.kind} has no action {action!r}")

    def check(self, action: str, state: str) -> Move:
        """Return the move if it is legal from ``state``, else raise IllegalMove."""
        move = self.move(action)
        if state not in move.sources:
            raise IllegalMove(
                f"いまは「{self.states(state).label}」なので「{move.label}」はできません。"
                "画面を開き直して、いまの状態を確かめてください。"
            )
        return move

    def available(self, state: str) -> list[Move]:
        return [move for move in self.moves if state in move.sources]

    def diagram(self) -> str:
        """Return the machine as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {s.value}: {s.label}" for s in self.states]
        for move in self.moves:
            lines += [
                f"    {source} --> {move.target}: {move.label}" for source in sorted(move.sources)
            ]
        return "\n".join(lines)


_registered: list[Machine] = []


def register(machine: Machine) -> None:
    """Add the machine of a room at start-up, for ``docs/states.md`` and the words of the audit log."""
    if machine not in _registered:
        _registered.append(machine)


def registered() -> Sequence[Machine]:
    """Return the machines that rooms have registered, in the order they did."""
    return tuple(_registered)
