"""The household on a case: its people, what weighs on each, and who stands by them (R020, R021)."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.access.versions import Difference, Stale, differences, other_parts
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.refs import Ref
from wagamachi.people.models import Person
from wagamachi.people.services import PersonDraft, merge_people, part_people, put_person

from ..models import Case, CaseMember, MemberTheme, Supporter
from .by_law import follow_the_law
from .finding import index_case
from .flags import keeps_flags
from .holding import hold_open_case
from .naming import follow_name, name_of_key


@keeps_flags
def add_member(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    relation: str,
    draft: PersonDraft | None = None,
    person: Person | None = None,
    theme_ids: Iterable[str] = (),
    note: str = "",
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> CaseMember:
    """Add somebody new or somebody known to the household; earlier history stays as it is.

    Raises Conflict when they are on the case already.
    """
    on, themes = clock.today(at), sorted(set(theme_ids))

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case)
        if person is not None:
            return {"person": person, "joined_on": on}
        if draft is None:
            raise DomainError("加える人の名前か呼び名を書いてください。", field="nickname")
        return {"person": put_person(actor=actor, at=at, draft=draft), "joined_on": on}

    def then(member: CaseMember) -> None:
        _set_themes(member, themes, on)
        follow_the_law(actor=actor, at=at, case=case, before=case.restriction)

    return keep_new(
        CaseMember, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said={"relation": relation, "note": note}, first=first, then=then,
        also=lambda member: _said_of(member, draft, themes),
        taken=Conflict("この人は、もうこのケースに入っています。"),
    )  # fmt: skip


def _said_of(member: CaseMember, draft: PersonDraft | None, themes: list[str]) -> list[Difference]:
    """Return in what the person and the themes of a member are not what came again."""
    found = differences(member.person, asdict(draft)) if draft else []
    kept = member.themes.filter(until_on=None).values_list("theme_id", flat=True)
    return found + other_parts(MemberTheme, "theme", kept, themes)


@keeps_flags
def change_member(
    *,
    actor: Actor,
    at: datetime,
    member: CaseMember,
    version: int,
    person_version: int,
    draft: PersonDraft,
    relation: str,
    theme_ids: Iterable[str],
    note: str,
) -> CaseMember:
    """Change who somebody is, their relation and their themes; ended themes keep their dates.

    Raises Stale with the differences of the person and of the membership together: whoever saves
    again has seen everything that is overwritten.
    """
    ref = Ref("case", member.case_id)
    saves = (
        partial(put_person, draft=draft, person=member.person, version=person_version),
        partial(change, member, version=version, ref=ref, relation=relation, note=note),
    )
    with transaction.atomic():
        hold_open_case(actor=actor, case=member.case)
        named = name_of_key(member.case)
        stale = [error for save in saves if (error := _stale(save, actor=actor, at=at))]
        if stale:
            found = [difference for error in stale for difference in error.differences]
            raise Stale(found, first=stale[0].first)
        _set_themes(member, theme_ids, clock.today(at))
        case = member.case
        follow_name(actor=actor, at=at, case=case, before=named)
        follow_the_law(actor=actor, at=at, case=case, before=case.restriction)
    return member


def _stale(save: Callable[..., object], *, actor: Actor, at: datetime) -> Stale | None:
    try:
        save(actor=actor, at=at)
    except Stale as error:
        return error
    return None


def identify_member(*, actor: Actor, at: datetime, member: CaseMember, known: Person) -> CaseMember:
    """Say that a member is somebody known from another case; every link of both stays (R022).

    Raises DomainError when either was merged already or both are the same row.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=member.case)
        named = name_of_key(member.case)
        merge_people(actor=actor, at=at, known=known, same=member.person)
        follow_name(actor=actor, at=at, case=member.case, before=named)
        index_case(member.case)
    member.refresh_from_db()
    return member


def part_member(*, actor: Actor, at: datetime, member: CaseMember) -> CaseMember:
    """Say that a member is not the person they were taken for; every link of both stays (R022)."""
    with transaction.atomic():
        hold_open_case(actor=actor, case=member.case)
        named = name_of_key(member.case)
        part_people(actor=actor, at=at, person=member.person)
        follow_name(actor=actor, at=at, case=member.case, before=named)
        index_case(member.case)
    member.refresh_from_db()
    return member


@keeps_flags
def leave_household(*, actor: Actor, at: datetime, member: CaseMember, version: int) -> CaseMember:
    """Note that somebody is no longer part of the household; the key person cannot leave."""
    if member.is_key:
        raise DomainError("中心になる人は外せません。先に、ほかの人を中心にしてください。")
    ref, on = Ref("case", member.case_id), clock.today(at)
    with transaction.atomic():
        hold_open_case(actor=actor, case=member.case)
        return change(member, actor=actor, at=at, version=version, ref=ref, left_on=on)


def make_key_member(*, actor: Actor, at: datetime, member: CaseMember) -> CaseMember:
    """Make this member the one the case is centred on; one who has left cannot be."""
    if member.left_on:
        raise DomainError("世帯から離れた人は、中心にできません。ほかの人を選んでください。")
    with transaction.atomic():
        hold_open_case(actor=actor, case=member.case)
        CaseMember.objects.filter(case=member.case_id, is_key=True).update(is_key=False)
        CaseMember.objects.filter(pk=member.pk).update(is_key=True)
        _tell(actor, at, member.case, {"key_member": str(member.pk)})
    member.refresh_from_db()
    return member


def add_supporter(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    name: str,
    closeness: str,
    role: str,
    member: CaseMember | None = None,
    organization_id: UUID | None = None,
    id: UUID | None = None,  # noqa: A002  # the client-made id of the row
) -> Supporter:
    """Note who stands by the household, from a service or from everyday life."""

    def first() -> dict[str, Any]:
        hold_open_case(actor=actor, case=case)
        return {"since_on": clock.today(at)}

    return keep_new(
        Supporter, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said={
            "member": member, "organization_id": organization_id, "name": name,
            "closeness": closeness, "role": role,
        },
        first=first,
    )  # fmt: skip


def end_support(*, actor: Actor, at: datetime, supporter: Supporter, version: int) -> Supporter:
    """Note that somebody no longer stands by; the row stays in the history."""
    ref, on = Ref("case", supporter.case_id), clock.today(at)
    with transaction.atomic():
        hold_open_case(actor=actor, case=supporter.case)
        return change(supporter, actor=actor, at=at, version=version, ref=ref, until_on=on)


def _set_themes(member: CaseMember, theme_ids: Iterable[str], on: date) -> None:
    wanted = set(theme_ids)
    open_themes = member.themes.filter(until_on=None)
    open_themes.exclude(theme__in=wanted).update(until_on=on)
    known = set(open_themes.values_list("theme_id", flat=True))
    MemberTheme.objects.bulk_create(
        MemberTheme(member=member, theme_id=theme, since_on=on) for theme in sorted(wanted - known)
    )


def _tell(actor: Actor, at: datetime, case: Case, data: dict[str, str]) -> None:
    audit.record(
        actor=actor, kind=audit.EventKind.CHANGED, ref=Ref("case", case.pk), at=at, data=data
    )
