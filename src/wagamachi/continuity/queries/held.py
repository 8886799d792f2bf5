"""What a person has in hand, and who is about to leave with something still in hand (R141).

What is left is asked of the rows themselves, so the list cannot be wrong about what was forgotten.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.accounts.models import User
from wagamachi.casework.models import OPEN_STATES, WAITING, Case, CaseMeeting, Handoff

from ..enums import HeldAs
from ..models import Absence, HandedOver
from .cover import Cover, led_organizations


@dataclass(frozen=True, slots=True)
class Source:
    """Where one kind of thing is looked for: rows, and the columns of person, team and case."""

    rows: "QuerySet[Any]"
    user: str
    team: str
    kind: str
    case: str = ""


def sources(on: date) -> dict[HeldAs, Source]:
    """Return where everything a person can have in hand is looked for, as of ``on``."""
    cases = Case.objects.filter(state__in=OPEN_STATES)
    asked = Handoff.objects.filter(state__in=WAITING).filter(~_given("handoff", "from_user"))
    meetings = CaseMeeting.objects.filter(
        held_at=None, cancelled_because="", case__state__in=OPEN_STATES
    ).filter(~_given("meeting", "called_by"))
    absences = Absence.objects.ahead(on)
    return {
        HeldAs.HOLDER: Source(cases, "holder_user", "holder_team", "case", "pk"),
        HeldAs.SECOND: Source(cases, "second_user", "holder_team", "case", "pk"),
        HeldAs.COMPANION: Source(cases, "companion_user", "companion_team", "case", "pk"),
        HeldAs.ASKED: Source(asked, "from_user", "from_team", "handoff", "case_id"),
        HeldAs.MEETING: Source(meetings, "called_by", "case__holder_team", "meeting", "case_id"),
        HeldAs.DEPUTY: Source(absences, "deputy", "user__assignments__team", "absence"),
    }


def _given(kind: str, user: str) -> Exists:
    """Say whether the team took it over: who asked or called stays written, the team follows it up."""
    given = HandedOver.objects.filter(
        user=OuterRef(user), target_kind=kind, target_id=OuterRef("pk"), to_user=None
    )
    return Exists(given)


def held_rows(
    held_as: HeldAs, user_id: UUID, on: date, team_ids: Collection[UUID] | None = None
) -> "QuerySet[Any]":
    """Return what the person holds as ``held_as``, on some teams or on all."""
    source = sources(on)[held_as]
    rows = source.rows.filter((source.user, user_id))
    if team_ids is not None:
        rows = rows.filter((f"{source.team}__in", team_ids)).distinct()
    return rows


def held_counts(
    user_id: UUID, on: date, team_ids: Collection[UUID] | None = None
) -> dict[HeldAs, int]:
    """Return how many things of each kind the person holds; those of which there are none are left out."""
    counted = {as_: held_rows(as_, user_id, on, team_ids).count() for as_ in HeldAs}
    return {as_: count for as_, count in counted.items() if count}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in hand, as the checklist shows it."""

    held_as: HeldAs
    pk: UUID
    title: str
    note: str
    due_on: date | None
    case_id: UUID | None
    team_id: UUID | None
    team: str

    @property
    def key(self) -> str:
        return f"{self.held_as.value}:{self.pk}"


def items_of(actor: Actor, leaver: User, on: date) -> list[Item]:
    """Return everything the leaver has in hand; a name is shown only where the actor may read it."""
    found = [
        (as_, row)
        for as_, source in sources(on).items()
        for row in _with_parts(as_, source.rows.filter((source.user, leaver.pk)))
    ]
    cases = {row.pk if _is_case(as_) else getattr(row, "case_id", None) for as_, row in found}
    readable = set(
        visible_to(actor, Case, Perm.CASE_READ_SUMMARY)
        .filter(pk__in=[pk for pk in cases if pk])
        .values_list("pk", flat=True)
    )
    return [_item(as_, row, readable) for as_, row in found]


def _is_case(held_as: HeldAs) -> bool:
    return held_as in (HeldAs.HOLDER, HeldAs.SECOND, HeldAs.COMPANION)


def _with_parts(held_as: HeldAs, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    if _is_case(held_as):
        return rows.select_related("holder_team", "companion_team").order_by("next_action_on", "pk")
    if held_as == HeldAs.ASKED:
        parts = ("case", "from_team", "to_team__organization", "to_user", "to_resource")
        return rows.select_related(*parts).order_by("due_on", "pk")
    if held_as == HeldAs.MEETING:
        return rows.select_related("case__holder_team").order_by("meets_on", "pk")
    return rows.select_related("user").order_by("starts_on", "pk")


def _item(held_as: HeldAs, row: Any, readable: set[UUID]) -> Item:
    if _is_case(held_as):
        team = row.companion_team if held_as == HeldAs.COMPANION else row.holder_team
        note = row.next_action if row.pk in readable and not row.restriction else ""
        title, due = _case_title(row, readable), row.next_action_on
        return Item(held_as, row.pk, title, note, due, row.pk, team.pk, team.name)
    if held_as == HeldAs.ASKED:
        title = _case_title(row.case, readable) if row.case else "ケースのない依頼"
        is_told = row.case is None or (row.case_id in readable and not row.case.restriction)
        note = f"{row.get_kind_display()}: {row.receiver}" if is_told else row.get_kind_display()
        team = row.from_team
        return Item(held_as, row.pk, title, note, row.due_on, row.case_id, team.pk, team.name)
    if held_as == HeldAs.MEETING:
        team, title = row.case.holder_team, _case_title(row.case, readable)
        note = row.purpose if row.case_id in readable and not row.case.restriction else ""
        return Item(held_as, row.pk, title, note, row.meets_on, row.case_id, team.pk, team.name)
    title = f"{row.user.name}さんの不在"
    return Item(held_as, row.pk, title, "", row.starts_on, None, None, "")


def _case_title(case: Case, readable: set[UUID]) -> str:
    if case.pk not in readable:
        return f"ケース {case.number}"
    called = "取り扱い注意" if case.restriction else case.label
    return f"{called}（{case.number}）"


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves teams on a day, and how much they still have in hand there."""

    user: User
    leaves_on: date
    left_count: int


def ending_posts(on: date) -> "QuerySet[Assignment]":
    """Return the posts that end within HANDOVER_DAYS without another one on the same team after."""
    until = on + timedelta(days=settings.WAGAMACHI["HANDOVER_DAYS"])
    after = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        user=OuterRef("user"),
        team=OuterRef("team"),
        starts_on__lte=OuterRef("ends_on"),
    )
    return Assignment.objects.filter(
        ~Exists(after), ends_on__gt=on, ends_on__lte=until, starts_on__lte=on, team__isnull=False
    ).filter(user__is_active=True)


def leavers(actor: Actor, on: date) -> list[Leaver]:
    """Return who of my people leaves with something in hand: myself, those I lead or stand in for."""
    stood_in_for = [one.absence.user_id for one in Cover(on).by(actor.user_id)]
    mine = Q(user=actor.user_id) | Q(organization__in=led_organizations(actor))
    posts = ending_posts(on).filter(mine | Q(user__in=stood_in_for)).select_related("user")
    rows = list(posts.order_by("ends_on", "user__kana", "pk"))
    counted = _counted({post.user_id for post in rows}, on)
    people: dict[UUID, Leaver] = {}
    for post in rows:
        left = counted[(post.user_id, post.team_id)]
        known = people.get(post.user_id)
        first = known.leaves_on if known else post.ends_on
        before = known.left_count if known else 0
        people[post.user_id] = Leaver(post.user, first or on, before + left)
    return [one for one in people.values() if one.left_count]


def _counted(users: Iterable[UUID], on: date) -> Counter[tuple[UUID, UUID | None]]:
    """Return how many things each of the people has in hand on each team; six queries."""
    total: Counter[tuple[UUID, UUID | None]] = Counter()
    for source in sources(on).values() if users else ():
        rows = source.rows.filter((f"{source.user}__in", users)).order_by()
        for row in rows.values(who=F(source.user), where=F(source.team)).annotate(
            n=Count("pk", distinct=True)
        ):
            total[(row["who"], row["where"])] += row["n"]
    return total


def may_hand_over(actor: Actor, on: date) -> "QuerySet[User]":
    """Return the people whose checklist I may open: myself, my teams' people, those I lead.

    Whoever keeps the posts (ROLE_EDIT) may open every one and sees figures only.
    """
    everyone = User.objects.all()
    if actor.has(Perm.ROLE_EDIT):
        return everyone
    teams = actor.teams_with(Perm.CASE_EDIT, Scope.TEAM)
    posts = Assignment.objects.filter(
        Q(team__in=teams) | Q(organization__in=led_organizations(actor)), starts_on__lte=on
    )
    own = Q(pk=actor.user_id) if teams else Q(pk__in=())
    return everyone.filter(own | Q(pk__in=posts.exclude(team=None).values("user")))
