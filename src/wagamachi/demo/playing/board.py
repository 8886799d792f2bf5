"""The board the scenes are played on: who is on duty, which cases are free, what time it is."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, Max, Model, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment, StateTransition
from wagamachi.access.queries import actor_for
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Town
from wagamachi.casework.models import WAITING, Case
from wagamachi.core.workdays import is_workday
from wagamachi.organizations.models import Organization, Team

from ..days import TOKYO, day_of
from ..ids import Ids

_CARRIES = (Role.CSW, Role.TEAM_LEAD, Role.CORE_BODY, Role.SEIKATSU_SC, Role.AGENCY_DESK)


def _last(row: Model) -> datetime | None:
    """Return when a row began or last moved, whichever is later."""
    began = (getattr(row, name, None) for name in ("sent_at", "opened_at", "received_at", "at"))
    moved = StateTransition.objects.filter(target_id=row.pk).aggregate(at=Max("at"))["at"]
    return max((at for at in (*began, moved) if at), default=None)


class Board:
    """Days count back from the end of the history; every case is used by one scene at most."""

    def __init__(self, *, seed: int, until: datetime) -> None:
        self.until = until
        self.today = day_of(until)
        self.rng = random.Random(f"{seed}:playing")
        self._ids = Ids(f"{seed}:playing")
        self._used: set[UUID] = set()
        self._actor = lru_cache(maxsize=4096)(actor_for)
        self._users = {user.username: user for user in User.objects.all()}
        self.base = list(
            Team.objects.filter(is_base=True).select_related("organization").order_by("pk")
        )
        self.core = Team.objects.select_related("organization").get(is_fallback=True)

    # --- time -------------------------------------------------------------------------------------

    def at(
        self, days: int, hour: int = 10, minute: int = 0, *, after: Model | None = None
    ) -> datetime:
        """Return that hour of a workday ``days`` ago or just before, never later than the end.

        What follows something says ``after`` which row it comes: a Sunday and the Saturday before it are
        the same Friday, and nothing is answered in the morning that was asked in the afternoon.
        """
        day = self.today - timedelta(days=days)
        while days > 1 and not is_workday(day):
            day -= timedelta(days=1)
        then = datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO).astimezone(UTC)
        then = min(then, self.until - timedelta(minutes=45 - minute % 30))
        before = _last(after) if after else None
        if before is None or before < then:
            return then
        return min(before + timedelta(hours=1), self.until - timedelta(minutes=1))

    def day(self, ahead: int) -> date:
        return self.today + timedelta(days=ahead)

    def id(self, at: datetime) -> UUID:
        return self._ids.at(at)

    # --- people -----------------------------------------------------------------------------------

    def user(self, username: str) -> User:
        return self._users[username]

    def actor(self, user: User | str, at: datetime) -> Actor:
        """Return somebody as they act on that day."""
        return self._actor(self.user(user) if isinstance(user, str) else user, day_of(at))

    def on_duty(self, team: Team, at: datetime) -> list[User]:
        """Return who carries work in a team, then and today."""
        posts = Assignment.objects.live(day_of(at)).filter(team=team, role__in=_CARRIES)
        today = Assignment.objects.live(self.today).filter(team=team, role__in=_CARRIES)
        both = User.objects.filter(pk__in=posts.values("user")).filter(pk__in=today.values("user"))
        return list(both.order_by("username"))

    def worker(self, team: Team, at: datetime, but_not: User | None = None) -> Actor:
        """Return somebody on duty in the team; raise IndexError when nobody is."""
        people = [user for user in self.on_duty(team, at) if user != but_not]
        return self.actor(self.rng.choice(people), at)

    def holder(self, case: Case, at: datetime) -> Actor:
        """Return the 主担当 of a case, or a colleague where there is none."""
        people = self.on_duty(case.holder_team, at)
        named = next((user for user in people if user.pk == case.holder_user_id), None)
        return self.actor(named or people[0], at)

    def team_of(self, username: str) -> Team:
        posts = Assignment.objects.live(self.today).filter(user=self.user(username))
        post = posts.exclude(team=None).select_related("team__organization").order_by("pk").first()
        assert post is not None
        assert post.team is not None
        return post.team

    def desk(self, number: str) -> Team:
        """Return a team of an agency of that kind that answers here."""
        kind = f"TSUNAGISAKI-{number}"
        return self.rng.choice([one for one in self.desks() if one.organization.kind_id == kind])

    def desks(self) -> list[Team]:
        """Return the teams of agencies where somebody answers."""
        posts = Assignment.objects.live(self.today).filter(role=Role.AGENCY_DESK)
        teams = Team.objects.filter(pk__in=posts.values("team")).select_related("organization")
        return list(teams.order_by("pk"))

    def place(self, n: int) -> str:
        """Return an address in the area of the team most logins belong to; another for each ``n``."""
        home = self.team_of("csw").areas.values("pk")
        towns = Town.objects.filter(area_towns__version__area__in=home).distinct().order_by("key")
        names = list(towns.values_list("name", flat=True))
        return f"{names[n % len(names)]}{n % 9 + 1}番{n % 17 + 1}号"

    def organizations(self, case: Case) -> list[Organization]:
        """Return the agencies that take part in a case."""
        rows = Organization.objects.filter(teams__participations__case=case, is_core_body=False)
        return list(rows.distinct().order_by("pk"))

    # --- cases ------------------------------------------------------------------------------------

    def cases(
        self, *, of: Team | None = None, older: int = 30, calm: bool = True
    ) -> QuerySet[Case]:
        """Return open cases of at least ``older`` days; ``calm`` ones wait for nobody's answer."""
        since = self.until - timedelta(days=older)
        rows = Case.objects.filter(state="active", opened_at__lt=since, holder_user__isnull=False)
        rows = rows.filter(holder_team=of) if of else rows.filter(holder_team__is_base=True)
        if calm:
            waiting = Count("handoffs", filter=Q(handoffs__state__in=WAITING))
            rows = rows.annotate(waiting=waiting).filter(waiting=0)
        return rows.select_related("holder_team__organization", "holder_user", "area")

    def take(
        self, count: int, *, of: Team | None = None, older: int = 30, calm: bool = True
    ) -> Sequence[Case]:
        """Return up to ``count`` cases no other scene has; fewer in a small city."""
        rows = self.cases(of=of, older=older, calm=calm).exclude(pk__in=self._used)
        hand_placed = Q(
            holder_user__username__in=("csw", "lead", "csw2"), opened_at__gte=self.at(70)
        )
        found = list(rows.exclude(hand_placed).order_by("number")[: 4 * count])
        chosen = self.rng.sample(found, min(count, len(found)))
        self._used.update(case.pk for case in chosen)
        return sorted(chosen, key=lambda case: case.number)
