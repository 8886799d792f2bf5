"""「もう相談が来ていませんか」: likely matches before an intake is saved (R022).

Somebody who may not see a case learns at most that one exists at the same household, and which team
to call; and that only if their post gives ``intake.match``. A like name or building alone tells them
nothing, and of a restricted one (R017) they learn nothing at all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.core.text import fold, phone_key
from wagamachi.people.keys import place_keys

from ..enums import IntakeState
from ..models import OPEN_STATES, Case, CaseMember, Intake

LIMIT = 8
SAME_PERSON, SAME_PHONE = "名前が同じ", "電話番号が同じ"
SAME_HOME, SAME_BUILDING = "住所が同じ", "建物が同じ"
STRONG = {SAME_PHONE, SAME_HOME}


@dataclass(frozen=True, slots=True)
class Match:
    """One likely match. ``case`` and ``intake`` are None when the actor may not see more."""

    reasons: tuple[str, ...]
    holder: str
    case: Case | None = None
    intake: Intake | None = None


def find_matches(
    actor: Actor, *, subject: str, phone: str, place: str, but_not: UUID | None = None
) -> list[Match]:
    """Return open cases and waiting intakes that may be the same household; at most 8 of each.

    An intake that asks for others like itself is ``but_not`` among them.
    """
    name, number, keys = fold(subject).replace(" ", ""), phone_key(phone), place_keys(place)
    asked = {
        SAME_PHONE: ("phone_key", number),
        SAME_HOME: ("address_key", keys.household),
        SAME_PERSON: ("name_key", name),
        SAME_BUILDING: ("building_key", keys.building),
    }
    asked = {reason: pair for reason, pair in asked.items() if pair[1]}
    if not asked:
        return []
    return _matching_cases(actor, asked) + _matching_intakes(actor, asked, but_not)


def _matching_cases(actor: Actor, asked: dict[str, tuple[str, str]]) -> list[Match]:
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for reason, (column, value) in asked.items():
        for case_id in _case_ids(column, value):
            reasons[case_id].append(reason)
    cases = Case.objects.filter(pk__in=_best(reasons)).select_related(
        "holder_team__organization", "area"
    )
    seen = _seen(visible_to(actor, cases, Perm.CASE_READ_SUMMARY).values_list("pk", flat=True))
    found = [
        Match(tuple(reasons[c.pk]), _holder(c), case=c if c.pk in seen else None)
        for c in cases
        if c.pk in seen or (not c.restriction and _may_hear(actor, reasons[c.pk]))
    ]
    return sorted(found, key=lambda match: (-len(match.reasons), match.holder))


def _case_ids(column: str, value: str) -> Iterable[UUID]:
    """Return open cases by a key of their own or of a member; each key is an index look-up."""
    if column == "building_key":
        own = Case.objects.filter(building_key=value, state__in=OPEN_STATES)
        return own.values_list("pk", flat=True)[: LIMIT * 2]
    members = CaseMember.objects.filter(
        **{f"person__{column}": value}, case__state__in=OPEN_STATES, left_on=None
    )
    ids = list(members.values_list("case", flat=True)[: LIMIT * 2])
    if column == "address_key":
        own = Case.objects.filter(address_key=value, state__in=OPEN_STATES)
        ids += own.values_list("pk", flat=True)[: LIMIT * 2]
    return dict.fromkeys(ids)


def _matching_intakes(
    actor: Actor, asked: dict[str, tuple[str, str]], but_not: UUID | None
) -> list[Match]:
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for reason, (column, value) in asked.items():
        waiting = Intake.objects.filter(**{column: value}, state=IntakeState.WAITING)
        waiting = waiting.exclude(pk=but_not) if but_not else waiting
        for intake_id in waiting.values_list("pk", flat=True)[: LIMIT * 2]:
            reasons[intake_id].append(reason)
    intakes = Intake.objects.filter(pk__in=_best(reasons)).select_related(
        "holder_team__organization", "area"
    )
    seen = _seen(visible_to(actor, intakes, Perm.INTAKE_READ).values_list("pk", flat=True))
    return [
        Match(tuple(reasons[i.pk]), _holder(i), intake=i if i.pk in seen else None)
        for i in intakes
        if i.pk in seen or (not i.restriction and _may_hear(actor, reasons[i.pk]))
    ]


def _best(reasons: dict[UUID, list[str]]) -> list[UUID]:
    return sorted(reasons, key=lambda pk: (-len(reasons[pk]), str(pk)))[:LIMIT]


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(ids)


def _may_hear(actor: Actor, reasons: list[str]) -> bool:
    return actor.has(Perm.INTAKE_MATCH) and bool(STRONG & set(reasons))


def _holder(held: Case | Intake) -> str:
    return f"{held.holder_team.organization.name} {held.holder_team.name}"
