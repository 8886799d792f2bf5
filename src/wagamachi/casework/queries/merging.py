"""Which other cases may be the same household, and what a case has taken in."""

from uuid import UUID

from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to

from ..enums import ParticipationKind
from ..models import OPEN_STATES, Case, CaseMerge, Participation
from .household import key_person
from .matching import Match, find_matches


def may_be_merged(actor: Actor, case: Case) -> list[Match]:
    """Return the open cases the actor may merge into this one, the likeliest first."""
    known = key_person(case.pk)
    matches = find_matches(
        actor,
        subject=(known.name or known.nickname) if known else case.label,
        phone=known.phone if known else "",
        place=case.place,
    )
    mine = mergeable(actor, case).filter(pk__in=[m.case.pk for m in matches if m.case])
    ids = set(mine.values_list("pk", flat=True))
    return [match for match in matches if match.case and match.case.pk in ids]


def mergeable(actor: Actor, case: Case) -> "QuerySet[Case]":
    """Return every other open case that the actor's teams hold."""
    held = visible_to(actor, Case, Perm.CASE_EDIT).filter(state__in=OPEN_STATES)
    return held.exclude(pk=case.pk).select_related("area").order_by("-opened_at", "-id")


def standing_merges(case_id: UUID) -> "QuerySet[CaseMerge]":
    """Return what was put into this case and not taken out again, the newest first."""
    return (
        CaseMerge.objects.filter(kept=case_id, undone_at=None)
        .select_related("merged", "merged_by")
        .order_by("-merged_at")
    )


def merge_of(case_id: UUID) -> CaseMerge | None:
    """Return the merge by which this case became part of another one."""
    rows = CaseMerge.objects.filter(merged=case_id, undone_at=None)
    return rows.select_related("kept", "merged", "merged_by").first()


def partners_of(*case_ids: UUID) -> list[str]:
    """Return the agencies that will see the one case because they take part in either."""
    rows = Participation.objects.filter(
        case__in=case_ids, kind=ParticipationKind.PARTNER, until_at=None
    ).select_related("team__organization", "user")
    names = (r.team.organization.name if r.team else r.user.name if r.user else "" for r in rows)
    return sorted(set(names) - {""})


def became(case_id: UUID) -> Case | None:
    """Return the case this one is part of now, however often it was put into another; None if none."""
    found, step = None, case_id
    while merge := merge_of(step):
        found, step = merge.kept, merge.kept_id
    return found
