"""What goes with a case when somebody else takes it on: the checklist of a hand-over (R141)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from wagamachi.core.wareki import format_wareki_short

from .. import ending_guards
from ..models import WAITING, Case, CaseMeeting, Handoff


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing still open in a case, and where it is."""

    words: str
    url: str


def goes_along(case: Case) -> list[Thing]:
    """Return what whoever takes the case on must know of; four queries and those of rooms above."""
    return list(_things(case))


def _things(case: Case) -> Iterator[Thing]:
    here = reverse("casework:case", args=[case.pk])
    if case.next_action:
        due = format_wareki_short(case.next_action_on) if case.next_action_on else ""
        yield Thing(f"次にすること: {case.next_action}（{due}）", here)
    asked = Handoff.objects.filter(case=case, state__in=WAITING).order_by("due_on", "id")
    for handoff in asked.select_related("to_team__organization", "to_user", "to_resource"):
        url = reverse("casework:handoff", args=[handoff.pk])
        yield Thing(f"返事を待っているつなぎ: {handoff.receiver}", url)
    coming = CaseMeeting.objects.filter(case=case, held_at=None, cancelled_because="")
    for meeting in coming.order_by("meets_on", "id"):
        words = f"調整会議: {format_wareki_short(meeting.meets_on)} {meeting.purpose}"
        yield Thing(words, reverse("casework:meeting", args=[meeting.pk]))
    roles = case.roles.filter(done_on=None).select_related("organization")
    for role in roles:
        doer = role.organization.name if role.organization else role.name
        yield Thing(f"役割: {doer}「{role.task}」", reverse("casework:roles", args=[case.pk]))
    # Of what a room asks before a case may end, the first sentence says what there is.
    yield from (Thing(words.split("。")[0], here) for words in ending_guards.open_work(case))
