"""しるし as people meet them: which stand now, in a sentence each, counted alike everywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can, visible_to
from wagamachi.access.roles import Role

from ..enums import FlagKind
from ..models import Case, CaseFlag

ANY = "any"
CHOICES = [("", "すべて"), (ANY, "どれかのしるしがある"), *FlagKind.choices]

# The most pressing first: this is the order on every page.
ORDER = (
    FlagKind.NO_HOLDER,
    FlagKind.NO_NEXT,
    FlagKind.PASSED_AROUND,
    FlagKind.NO_COMPANION,
    FlagKind.HELD_ALONE,
    FlagKind.UNRECEIVED,
    FlagKind.OVERDUE,
    FlagKind.STALE,
    FlagKind.FOLLOW_UP,
    FlagKind.CLUSTER,
)
GRAVE = frozenset(ORDER[:5])
RED = GRAVE | {FlagKind.STALE}  # what is counted in red on 今日 (R012)
# What the 中心機関 is told of, whoever holds the case (R013, R014, R120).
MUNICIPAL = (FlagKind.PASSED_AROUND, FlagKind.HELD_ALONE)
# Who answers for more than the team that holds the case.
_ABOVE_TEAMS = frozenset({Role.CORE_BODY, Role.MANAGER, Role.TEAM_LEAD})


@dataclass(frozen=True, slots=True)
class Sign:
    """One しるし as it is drawn: its name, its reason, and until when it is kept quiet, if so."""

    id: UUID
    kind: FlagKind
    label: str
    why: str
    tone: str
    quiet_until: date | None = None
    quiet_reason: str = ""

    @property
    def is_ours_to_quiet(self) -> bool:
        """Say whether the holding team itself may keep it quiet."""
        return self.kind not in MUNICIPAL


def standing(on: date) -> QuerySet[CaseFlag]:
    """Return the しるし that stand and speak on a day; ``quiet_until`` is the day it speaks again."""
    return CaseFlag.objects.filter(
        Q(quiet_until=None) | Q(quiet_until__lte=on), cleared_at=None
    ).order_by()


def flagged(cases: QuerySet[Case], kind: str, on: date) -> QuerySet[Case]:
    """Narrow to the cases with a しるし of ``kind``, or with ANY. Every count and list asks here."""
    signs = standing(on).filter(case=OuterRef("pk"))
    return cases.filter(Exists(signs if kind == ANY else signs.filter(kind=kind)))


def with_signs(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Load what speaks with each case, as ``case.speaking``; one query however many there are."""
    return cases.prefetch_related(Prefetch("flags", standing(on), to_attr="speaking"))


def signs_of(case_id: UUID, on: date) -> list[Sign]:
    """Return every しるし of one case, those kept quiet at the end."""
    rows = CaseFlag.objects.filter(case=case_id, cleared_at=None)
    found = in_order(rows, on)
    return sorted(found, key=lambda sign: sign.quiet_until is not None)


def in_order(flags: Iterable[CaseFlag], on: date) -> list[Sign]:
    """Put しるし into words, the most pressing first."""
    return [sign(flag, on) for flag in sorted(flags, key=lambda f: ORDER.index(FlagKind(f.kind)))]


def sign(flag: CaseFlag, on: date) -> Sign:
    kind = FlagKind(flag.kind)
    quiet = flag.quiet_until if flag.quiet_until and flag.quiet_until > on else None
    return Sign(
        id=flag.pk,
        kind=kind,
        label=str(kind.label),
        why=sentence(kind, flag.facts, on),
        tone="quiet" if quiet else "danger" if kind in GRAVE else "warn",
        quiet_until=quiet,
        quiet_reason=flag.quiet_reason if quiet else "",
    )


def sentence(kind: FlagKind, facts: Mapping[str, Any], on: date) -> str:
    """Return why a しるし stands, in one sentence made of numbers and days."""
    return _SENTENCES[kind](facts, on)


def _no_holder(facts: Mapping[str, Any], on: date) -> str:
    if facts.get("gone"):
        return "主担当の人が、もう担当チームにいません。だれが持つか決めましょう。"
    return "名前のある主担当がいません。だれが持つか決めましょう。"


def _no_next(facts: Mapping[str, Any], on: date) -> str:
    return "次にすることが決まっていません。"


def _overdue(facts: Mapping[str, Any], on: date) -> str:
    return f"次にすることの期日を{_days(facts['on'], on)}日すぎています。"


def _stale(facts: Mapping[str, Any], on: date) -> str:
    days = _days(facts["last"], on)
    if every := facts.get("every"):
        return f"{every}日ごとに連絡する約束ですが、{days}日のあいだ記録がありません。"
    return f"{days}日のあいだ、だれも記録していません。"


def _unreceived(facts: Mapping[str, Any], on: date) -> str:
    days = _days(facts["oldest"], on)
    return f"返事の期日をすぎたつなぎが{facts['count']}件あります（長いもので{days}日すぎ）。"


def _follow_up(facts: Mapping[str, Any], on: date) -> str:
    parts = []
    if facts["missed"]:
        parts.append(f"そのあとを確かめる日がすぎたつなぎが{facts['missed']}件")
    if facts["open"]:
        parts.append(f"引き受けられたまま結果のわからないつなぎが{facts['open']}件")
    return f"{'、'.join(parts)}あります。"


def _passed_around(facts: Mapping[str, Any], on: date) -> str:
    out = facts["out_of_scope"]
    if out > 1:
        return f"{facts['sent']}回つないで、「対象外」の返事が{out}回つづいています。"
    return f"{facts['sent']}回つないで、まだどこも引き受けていません。"


def _held_alone(facts: Mapping[str, Any], on: date) -> str:
    who = "ひとつの機関だけが動いています" if facts["agencies"] else "どの機関も動いていません"
    return f"{facts['fields']}つの分野の課題があるのに、この{facts['days']}日、{who}。"


def _cluster(facts: Mapping[str, Any], on: date) -> str:
    return f"同じ建物に、終わっていないケースが{facts['count']}件あります。"


def _no_companion(facts: Mapping[str, Any], on: date) -> str:
    if facts.get("gone"):
        return "段階を上げたケースの伴走担当が、もうそのチームにいません。"
    return "段階を上げたケースに、名前のある伴走担当がいません。"


_SENTENCES = {
    FlagKind.NO_HOLDER: _no_holder,
    FlagKind.NO_NEXT: _no_next,
    FlagKind.OVERDUE: _overdue,
    FlagKind.STALE: _stale,
    FlagKind.UNRECEIVED: _unreceived,
    FlagKind.FOLLOW_UP: _follow_up,
    FlagKind.PASSED_AROUND: _passed_around,
    FlagKind.HELD_ALONE: _held_alone,
    FlagKind.CLUSTER: _cluster,
    FlagKind.NO_COMPANION: _no_companion,
}


def _days(day: str, on: date) -> int:
    return (on - date.fromisoformat(day)).days


def may_keep_quiet(actor: Actor, flag: CaseFlag) -> bool:
    """Say whether the actor may silence a しるし for a while.

    The holding team, of what it has to do itself. That a case is passed around or held alone is not for
    those who do it to silence: a lead of another team who sees the case may, or the 中心機関 (I6).
    """
    if flag.kind not in MUNICIPAL:
        return can(actor, Perm.CASE_EDIT, flag)
    if flag.case.holder_team_id in actor.team_ids:
        return False
    return bool(actor.roles & _ABOVE_TEAMS) and can(actor, Perm.CASE_READ_STATUS, flag)


def most_quiet_days(flag: CaseFlag) -> int:
    """Return for how many days a しるし may be kept quiet at most."""
    key = "GRAVE_QUIET_DAYS" if flag.kind in MUNICIPAL else "QUIET_DAYS"
    days: int = settings.WAGAMACHI[key]
    return days


@dataclass(frozen=True, slots=True)
class Flagged:
    """One case of a list with what speaks."""

    case: Case
    signs: list[Sign]


def pressing_first(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Narrow to the cases with any しるし, by the most pressing that each has."""
    place = Choice(*(When(kind=kind, then=n) for n, kind in enumerate(ORDER)))
    signs = standing(on).filter(case=OuterRef("pk")).order_by(place)
    marked = flagged(cases, ANY, on).annotate(most_pressing=Subquery(signs.values(place=place)[:1]))
    return marked.order_by("most_pressing", "next_action_on", "id")


def counted(cases: QuerySet[Case], on: date) -> dict[FlagKind, int]:
    """Return how many of the cases each kind stands on, the most pressing first; one query.

    Each number is that of ``flagged`` by its kind; kinds that no case has are left out.
    """
    signs = standing(on).filter(case__in=cases.order_by().values("pk"))
    found = dict(signs.values_list("kind").annotate(n=Count("*")))
    return {kind: found[kind] for kind in ORDER if kind in found}


def in_words(cases: Iterable[Case], on: date) -> list[Flagged]:
    """Put the しるし of cases that ``with_signs`` loaded into words."""
    return [Flagged(case, in_order(case.speaking, on)) for case in cases]  # type: ignore[attr-defined]  # what the prefetch loads


def municipal(actor: Actor) -> QuerySet[CaseFlag]:
    """Return what the actor is told of as 中心機関 of the municipality, the newest first.

    たらいまわし and 丸抱え anywhere, kept quiet or not: who holds it and why it stands out, nothing
    about a person.
    """
    rows = CaseFlag.objects.filter(kind__in=MUNICIPAL, cleared_at=None)
    return (
        visible_to(actor, rows, Perm.CASE_READ_STATUS)
        # Loaded for the few that are shown, not for all that are put in order.
        .prefetch_related("case__holder_team__organization", "case__area")
        .order_by("-since_at", "-id")
    )
