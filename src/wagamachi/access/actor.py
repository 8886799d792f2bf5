"""Who is asking: a person, the posts they hold today, and how far each permission reaches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from .matrix import MATRIX, Scope
from .perms import Perm
from .roles import Role


@dataclass(frozen=True, slots=True)
class Post:
    """One live assignment (配置): a role at a team of an organisation, for some areas."""

    role: Role
    organization_id: UUID
    team_id: UUID | None
    area_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """An immutable answer to "who is asking, and as what, today?"."""

    user_id: UUID | None
    name: str
    on: date
    posts: tuple[Post, ...] = field(default=())

    @property
    def person_id(self) -> UUID:
        """Return who is acting; raise ValueError for jobs, which write nothing in a person's name."""
        if self.user_id is None:
            raise ValueError(f"{self.name or 'nobody'} is not a person")
        return self.user_id

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def team_ids(self) -> frozenset[UUID]:
        return frozenset(post.team_id for post in self.posts if post.team_id)

    @property
    def area_ids(self) -> frozenset[UUID]:
        return frozenset(area for post in self.posts for area in post.area_ids)

    def areas_as(self, role: Role) -> frozenset[UUID]:
        """Return the areas of the posts of one role, e.g. the districts of a 地区担当 (R143)."""
        return frozenset(area for post in self.posts if post.role == role for area in post.area_ids)

    def scopes(self, perm: Perm) -> frozenset[Scope]:
        """Return how far ``perm`` reaches for this actor over all posts; empty means never."""
        return frozenset(
            scope for post in self.posts for scope in MATRIX[post.role].get(Perm(perm), ())
        )

    def has(self, perm: Perm) -> bool:
        """Say whether any post gives ``perm`` at all, whatever the row."""
        return bool(self.scopes(perm))

    def sees_all(self, perm: Perm) -> bool:
        """Say whether ``perm`` reaches every row: then an empty list means that there is none."""
        return Scope.EVERYTHING in self.scopes(perm)

    def teams_with(self, perm: Perm, scope: Scope) -> frozenset[UUID]:
        """Return the teams of the posts that give ``perm`` at ``scope``."""
        return frozenset(post.team_id for post in self._giving(perm, scope) if post.team_id)

    def organizations_with(self, perm: Perm, scope: Scope) -> frozenset[UUID]:
        """Return the organisations of the posts that give ``perm`` at ``scope``."""
        return frozenset(post.organization_id for post in self._giving(perm, scope))

    def _giving(self, perm: Perm, scope: Scope) -> Iterable[Post]:
        return (post for post in self.posts if scope in MATRIX[post.role].get(Perm(perm), ()))


def system(on: date) -> Actor:
    """Return the actor of nightly jobs and commands; it holds no post and sees no case."""
    return Actor(user_id=None, name="システム", on=on)
