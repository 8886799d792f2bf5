"""The household of a case as its pages show it."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import cos, pi, sin
from operator import or_
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.accounts.models import User
from wagamachi.core.models import Code
from wagamachi.people.models import Consent, Person

from ..enums import Closeness, ParticipationKind
from ..models import CaseMember, Handoff, MemberTheme, Participation, Supporter


def members_of(case_id: UUID) -> list[CaseMember]:
    """Return everybody who is or was in the household, with their open themes."""
    open_ones = MemberTheme.objects.filter(until_on=None).select_related("theme")
    return list(
        CaseMember.objects.filter(case=case_id)
        .select_related("person__age_band", "person__merged_into__age_band")
        .prefetch_related(Prefetch("themes", open_ones, to_attr="open_themes"))
        .order_by("left_on", "-is_key", "joined_on", "id")
    )


def may_be_same(actor: Actor, person: Person) -> QuerySet[Person]:
    """Return people the actor may see who share name, telephone or address with ``person``."""
    keys = {key: getattr(person, key) for key in ("name_key", "phone_key", "address_key")}
    alike = [Q(**{key: value}) for key, value in keys.items() if value]
    if not alike:
        return Person.objects.none()
    seen = visible_to(actor, Person, Perm.PERSON_READ).filter(reduce(or_, alike))
    return seen.filter(merged_into=None).exclude(pk=person.pk).order_by("kana", "name")


def open_themes(case_id: UUID) -> QuerySet[Code]:
    """Return the themes that weigh on anybody in the household now, each once."""
    open_ones = MemberTheme.objects.filter(
        member__case=case_id, member__left_on=None, until_on=None
    )
    return Code.objects.filter(pk__in=open_ones.values("theme")).order_by("code_list_id", "sort")


def team_members(team_id: UUID, on: date) -> QuerySet[User]:
    """Return who is on a team today."""
    posts = Assignment.objects.live(on).filter(team_id=team_id)
    return User.objects.filter(pk__in=posts.values("user")).order_by("kana", "name")


def consents_of(case_id: UUID) -> QuerySet[Consent]:
    """Return every consent of the household, the newest first."""
    return (
        Consent.objects.filter(person__memberships__case=case_id)
        .select_related("person", "answer", "asked_by")
        .prefetch_related("items", "recipients")
        .distinct()
        .order_by("-asked_at")
    )


def live_consents(case_id: UUID, on: date) -> QuerySet[Consent]:
    """Return the consents of the household a つなぎ may rest on today."""
    members = CaseMember.objects.filter(case=case_id, left_on=None)
    return (
        Consent.objects.live(on)
        .filter(
            Q(person__in=members.values("person"))
            | Q(person__in=members.values("person__merged_into"))
        )
        .select_related("person", "answer")
        .prefetch_related("recipients")
        .order_by("-asked_at")
    )


def participations_of(case_id: UUID) -> QuerySet[Participation]:
    """Return who has or had a door into the case, the live ones first."""
    return (
        Participation.objects.filter(case=case_id)
        .select_related("team__organization", "user", "consent__person", "legal_basis")
        .order_by("until_at", "since_at")
    )


def handoffs_for(actor: Actor, case_id: UUID) -> QuerySet[Handoff]:
    """Return the つなぎ of a case that this actor may read, the newest first."""
    return (
        visible_to(actor, Handoff, Perm.HANDOFF_READ)
        .filter(case=case_id)
        .select_related(
            "from_team__organization", "from_user", "to_team__organization", "to_resource",
            "decline_reason", "result",
        )
        .order_by("-sent_at", "-id")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One circle of the 支援関係図; ``x`` and ``y`` are SVG units in a 720 × 420 picture."""

    x: float
    y: float
    label: str
    note: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ecomap:
    """支援関係図: the household in the middle, supporters around it, a line for each tie."""

    nodes: list[Node]
    lines: list[tuple[Node, Node, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who stands by the household now: written down by hand, or by accepting a つなぎ."""

    name: str
    role: str
    closeness: str
    member_id: UUID | None = None
    is_partner: bool = False


def standing_by(case_id: UUID) -> list[Standing]:
    """Return everybody who supports the household today, partners first (R020)."""
    partners = Participation.objects.filter(
        case=case_id, kind=ParticipationKind.PARTNER, until_at=None
    ).select_related("team__organization", "user", "handoff")
    found = [
        Standing(
            _party(p),
            p.handoff.purpose if p.handoff else "協力機関",
            Closeness.FORMAL,
            is_partner=True,
        )
        for p in partners
    ]
    written = Supporter.objects.filter(case=case_id, until_on=None).order_by("closeness", "name")
    return found + [Standing(s.name, s.role, s.closeness, s.member_id) for s in written]


def _party(participation: Participation) -> str:
    if participation.team is not None:
        return participation.team.organization.name
    return participation.user.name if participation.user else ""


def ecomap_of(members: list[CaseMember], around: list[Standing]) -> Ecomap:
    """Return the picture of members × supporters; ended ties are left out."""
    present = [member for member in members if member.left_on is None]
    inner = {
        member.pk: Node(*spot, member.person.known.label, member.relation, "member")
        for member, spot in zip(present, _ring(len(present), 95, 72), strict=True)
    }
    outer = [
        (one, Node(*spot, one.name, one.role, one.closeness))
        for one, spot in zip(around, _ring(len(around), 285, 168, alone=False), strict=True)
    ]
    lines = [
        (inner[member_id], node, one.closeness)
        for one, node in outer
        for member_id in ([one.member_id] if one.member_id else inner)
        if member_id in inner
    ]
    return Ecomap([*inner.values(), *(node for _, node in outer)], lines)


def _ring(count: int, wide: float, high: float, *, alone: bool = True) -> list[tuple[float, float]]:
    """Return ``count`` spots on an ellipse around the middle; the middle itself for one alone."""
    if count == 1 and alone:
        return [(360.0, 210.0)]
    angles = (2 * pi * i / count - pi / 2 for i in range(count))
    return [(round(360 + wide * cos(a), 1), round(210 + high * sin(a), 1)) for a in angles]
