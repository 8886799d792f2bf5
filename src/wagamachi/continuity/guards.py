"""Nobody leaves a team with something in hand: a worry would lie with an empty chair."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from .queries.held import held_counts


def still_held(user_id: UUID, team_ids: Collection[UUID] | None, on: date) -> Iterable[str]:
    """Yield a sentence for each kind of thing the person still has in hand on those teams."""
    for held_as, count in held_counts(user_id, on, team_ids).items():
        yield f"{held_as.label}が{count}件あります。"
