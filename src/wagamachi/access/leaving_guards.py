"""What must be handed over before somebody leaves a team, as told by the rooms above (R141)."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from uuid import UUID

from wagamachi.core.errors import DomainError

from .models import Assignment

Guard = Callable[[UUID, Collection[UUID] | None, date], Iterable[str]]

_guards: list[Guard] = []


def register(guard: Guard) -> None:
    """Add a guard at start-up.

    It is given a person, the teams they would leave (None: every team) and the day, and returns one
    Japanese sentence for each kind of thing the person still holds there.
    """
    if guard not in _guards:
        _guards.append(guard)


def check_leaving(
    user_id: UUID, team_ids: Collection[UUID] | None, on: date, field: str = ""
) -> None:
    """Raise DomainError while the person holds something on the teams they would leave at once."""
    if team_ids is not None and not team_ids:
        return
    held = [sentence for guard in _guards for sentence in guard(user_id, team_ids, on)]
    if held:
        raise DomainError(
            f"まだ引き継いでいないものがあります。{''.join(held)}"
            "「引き継ぎの一覧」で、ほかの人かチームの受信箱へ渡してから、もう一度してください。"
            "終了日をあす以降にしておけば、その日までに引き継げます。",
            field=field,
        )


def teams_left(post: Assignment, draft: Assignment | None, on: date) -> set[UUID]:
    """Return the teams that ``post`` puts its person on today and that ``draft`` would not.

    ``draft`` is the post as it will be, None for a post that ends. A second post on the same team
    keeps the person there.
    """
    before = {post.team_id} if post.team_id and _is_live(post, on) else set()
    after = {draft.team_id} if draft is not None and _is_live(draft, on) else set()
    others = Assignment.objects.of(post.user_id).live(on).exclude(pk=post.pk)
    return before - after - set(others.values_list("team_id", flat=True))


def _is_live(post: Assignment, on: date) -> bool:
    return post.starts_on <= on and (post.ends_on is None or post.ends_on > on)
