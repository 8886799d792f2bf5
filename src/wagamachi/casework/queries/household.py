"""The household of a case as its pages show it."""

from collections.abc import Collection
from datetime import date
from functools import reduce
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

from ..models import Case, CaseMember, Handoff, MemberTheme


def key_person(case_id: UUID) -> Person | None:
    """Return whom the case is about, as known today: the key person still in the household."""
    members = CaseMember.objects.filter(case=case_id, is_key=True, left_on=None)
    member = members.select_related("person__merged_into").first()
    return member.person.known if member else None


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


def open_themes(case_id: UUID, but_not: Collection[CaseMember] = ()) -> QuerySet[Code]:
    """Return the themes that weigh on anybody in the household now, each once."""
    open_ones = MemberTheme.objects.filter(
        member__case=case_id, member__left_on=None, until_on=None
    ).exclude(member__in=but_not)
    return Code.objects.filter(pk__in=open_ones.values("theme")).order_by("code_list_id", "sort")


def issues_of(case_id: UUID) -> QuerySet[Code]:
    """Return the 課題 of a case, each once: what weighs on somebody in the household, and its tags (R033)."""
    tags = Case.tags.through._default_manager.filter(case=case_id).values("code")
    weighing = open_themes(case_id).order_by().values("pk")
    issues = Code.objects.filter(Q(pk__in=weighing) | Q(pk__in=tags))
    return issues.order_by("code_list_id", "sort")


def team_members(team_id: UUID, on: date) -> QuerySet[User]:
    """Return who works on the cases of a team today."""
    posts = Assignment.objects.able(Perm.CASE_EDIT, on).filter(team_id=team_id)
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


def handoffs_for(actor: Actor, case_id: UUID) -> QuerySet[Handoff]:
    """Return the つなぎ of a case that this actor may read, the newest first."""
    return (
        visible_to(actor, Handoff, Perm.HANDOFF_READ)
        .filter(case=case_id)
        .select_related(
            "from_team__organization", "from_user", "to_team__organization", "to_user", "to_resource",
            "decline_reason", "result",
        )
        .order_by("-sent_at", "-id")
    )  # fmt: skip
