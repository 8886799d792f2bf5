"""わたしの予定 as an iCalendar file: what is due when, by case number; never who, where or what.

The file leaves the house: a phone keeps it, a family looks at it. So it holds case numbers, dates and
links that ask for a login, and the rules of who may see what are asked again at every reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.access.queries import actor_for
from wagamachi.casework.models import OPEN_STATES, Case, CaseMeeting, Handoff
from wagamachi.casework.models.handoff import WAITING
from wagamachi.core import clock

from .marks import hashed, mark_of, places_of
from .models import CalendarFeed

AT_MOST = 1000  # entries of one sort; nobody's calendar is longer
MEETINGS_SINCE = timedelta(days=31)
ONE_DAY = timedelta(days=1)
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, of the whole day unless it has ``hours``; ``path`` leads to the page behind it."""

    key: str
    day: date
    title: str
    path: str
    hours: tuple[time, time] | None = None

    @property
    def span(self) -> tuple[date, date]:
        """Return when it begins and ends: two days, or two instants."""
        if self.hours is None:
            return self.day, self.day + ONE_DAY
        begins, ends = (datetime.combine(self.day, hour) for hour in self.hours)
        return timezone.make_aware(begins), timezone.make_aware(ends)


def feed_in_use(token: str, at: datetime) -> tuple[CalendarFeed, Actor] | None:
    """Return the feed of a secret with its owner as of now; None when the address has ended.

    It ends when its owner stops it, leaves one of the posts it was made with, gets another password
    or may log in no more.
    """
    rows = CalendarFeed.objects.select_related("user")
    feed = rows.filter(token_hash=hashed(token), revoked_at=None).first()
    if feed is None:
        return None
    owner = actor_for(feed.user, clock.today(at))
    return (feed, owner) if _is_alive(feed, owner) else None


def feed_of(actor: Actor) -> CalendarFeed | None:
    """Return the actor's feed in use."""
    rows = CalendarFeed.objects.select_related("user")
    feed = rows.filter(user=actor.user_id, revoked_at=None).first()
    return feed if feed is not None and _is_alive(feed, actor) else None


def _is_alive(feed: CalendarFeed, owner: Actor) -> bool:
    return feed.password_mark == mark_of(feed.user) and set(feed.posts) <= set(places_of(owner))


def calendar_of(actor: Actor) -> bytes:
    """Return the file for the owner's posts of today; the same bytes all day if nothing changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//wagamachi//my days//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "わがまち わたしの予定")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    stamp = timezone.make_aware(datetime.combine(actor.on, time.min))
    for entry in entries(actor):
        calendar.add_component(_event(entry, stamp))
    return bytes(calendar.to_ical())


def entries(actor: Actor) -> Iterator[Entry]:
    """Yield what the actor's calendar shows: three queries, whatever there is."""
    yield from _next_actions(actor)
    yield from _answers_due(actor)
    yield from _meetings(actor)


def _next_actions(actor: Actor) -> Iterator[Entry]:
    mine = visible_to(actor, Case, Perm.CASE_READ_STATUS).filter(
        holder_user=actor.user_id, state__in=OPEN_STATES
    )
    rows = mine.order_by("next_action_on", "pk").values_list("pk", "number", "next_action_on")
    for pk, number, day in rows[:AT_MOST]:
        assert day is not None  # an open case has a next action (I2)
        yield Entry(f"case-{pk}", day, f"次にすること（ケース {number}）", _case(pk))


def _answers_due(actor: Actor) -> Iterator[Entry]:
    ours = visible_to(actor, Handoff, Perm.HANDOFF_ANSWER).filter(state__in=WAITING)
    for pk, day in ours.order_by("due_on", "pk").values_list("pk", "due_on")[:AT_MOST]:
        path = reverse("casework:handoff", args=[pk])
        yield Entry(f"handoff-{pk}", day, "つなぎに返事をする期日", path)


def _meetings(actor: Actor) -> Iterator[Entry]:
    """Meetings about what I hold or walk beside, that I called, or that my organisation is asked to."""
    me = actor.user_id
    offices = {post.organization_id for post in actor.posts}
    concerned = (
        Q(case__holder_user=me) | Q(case__second_user=me) | Q(case__companion_user=me)
        | Q(called_by=me) | Q(pk__in=_asked_to(offices))
    )  # fmt: skip
    rows = visible_to(actor, CaseMeeting, Perm.HANDOFF_READ).filter(
        concerned,
        meets_on__gte=actor.on - MEETINGS_SINCE,
        cancelled_because="",
    )
    for row in rows.select_related("case").order_by("meets_on", "pk")[:AT_MOST]:
        title, path = (
            f"調整会議（ケース {row.case.number}）",
            reverse("casework:meeting", args=[row.pk]),
        )
        hours = (row.from_time, row.until_time) if row.from_time and row.until_time else None
        yield Entry(f"meeting-{row.pk}", row.meets_on, title, path, hours)


def _asked_to(offices: set[UUID]) -> object:
    return CaseMeeting.organizations.through.objects.filter(organization__in=offices).values(
        "casemeeting"
    )


def _case(pk: UUID) -> str:
    return reverse("casework:case", args=[pk])


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@wagamachi")
    event.add("dtstamp", stamp)
    begins, ends = entry.span
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", entry.title)
    event.add("description", "くわしくは、ログインして見てください。")
    event.add("url", settings.SITE_URL + entry.path)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
