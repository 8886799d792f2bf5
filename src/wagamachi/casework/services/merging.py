"""まとめる・分ける: two cases that are one household become one, and can be parted again (R020, R022)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.models import Assignment
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.organizations.models import Team
from wagamachi.records.models import RecordLink

from ..enums import CaseState, HandoffKind, HandoffState, Level, ParticipationKind
from ..models import (
    LIVE,
    MOVING,
    WAITING,
    Case,
    CaseMerge,
    Handoff,
    Intake,
    Participation,
)
from ..states import CASE
from .cases import remember_receiver
from .companions import keep_in_sight, tell_companion, tell_former, tell_of_change, walk_beside
from .finding import index_case
from .flags import keeps_flags
from .guarding import apply_guards
from .holding import hold_open_case
from .moving import carry_back, carry_over, refusal_of

_PARTED = "まとめたケースを、もとにもどしたため"
# The move by which a case is again what it was.
_PART = {CaseState.OPENED: "part_opened", CaseState.STANDING_BY: "part_standing_by"}
_COMPANION = ("companion_team_id", "companion_user_id", "is_escalated")


@keeps_flags
def merge_cases(*, actor: Actor, at: datetime, kept: Case, merged: Case, reason: str) -> CaseMerge:
    """Put ``merged`` into ``kept``: all of its people, records, つなぎ and doors go along.

    Whoever first received a worry keeps seeing who holds it (I4); the earlier of the two next
    actions stays (I2). Both must be open and held by teams of the actor. Raises DomainError for
    one and the same case, a different special handling, a holder about to change, the same agency
    asked on both, or two different companions.
    """
    if kept.pk == merged.pk:
        raise DomainError(
            "同じケースです。まとめるもう一つのケースを選んでください。", field="other"
        )
    with transaction.atomic():
        for case in sorted((kept, merged), key=lambda case: str(case.pk)):
            hold_open_case(actor=actor, case=case)
        _check(kept, merged)
        moved = carry_over(merged=merged, kept=kept, at=at, by=actor.person_id)
        moved["state"] = merged.state
        moved["case"] = _take_over(actor, at, kept, merged)
        _tell_companions(actor, at, kept, merged)
        moved["made"] = _keep_in_sight(kept, merged, at)
        apply(CASE, merged, "merge", actor=actor, at=at, reason=reason, merged_into=kept)
        merge = CaseMerge.objects.create(
            kept=kept, merged=merged, merged_at=at, merged_by_id=actor.person_id,
            reason=reason.strip(), moved=moved,
        )  # fmt: skip
        _settle(actor, at, kept, merged, {"took_in": str(merged.pk)})
    return merge


def _check(kept: Case, merged: Case) -> None:
    guards = ("restriction", "keeps_from_neighbours")
    if any(getattr(kept, name) != getattr(merged, name) for name in guards):
        raise DomainError(
            "二つのケースは、見られる人の決まりがちがうので、まとめられません。"
            "先に、特別な取り扱いをそろえてください。",
            field="other",
        )
    asked = Handoff.objects.filter(case=merged)
    if asked.filter(kind__in=MOVING, state__in=WAITING).exists():
        raise DomainError(
            "まとめるケースで、担当を移す話が進んでいます。返事を待つか、取りやめてから、まとめてください。",
            field="other",
        )
    walks = Handoff.objects.filter(kind=HandoffKind.COMPANION, state__in=WAITING)
    if walks.filter(case=kept).exists() and walks.filter(case=merged).exists():
        raise DomainError(
            "両方のケースで、伴走をお願いしています。どちらかを取りやめてから、まとめてください。",
            field="other",
        )
    here = Handoff.objects.filter(case=kept, kind=HandoffKind.REFER, state__in=LIVE)
    both = asked.filter(
        kind=HandoffKind.REFER, state__in=LIVE, to_team__in=here.values("to_team")
    ).select_related("to_team__organization")
    if twice := both.first():
        assert twice.to_team is not None
        raise DomainError(
            f"{twice.to_team.organization.name}へのつなぎが、両方のケースにあります。"
            "どちらかの結果を書くか、取りやめてから、まとめてください。",
            field="other",
        )
    if words := refusal_of(kept=kept, merged=merged):
        raise DomainError(words, field="other")
    companions = {kept.companion_team_id, merged.companion_team_id} - {None}
    if len(companions) > 1:
        raise DomainError(
            "伴走するチームが二つのケースでちがいます。先に、どちらかにそろえてください。",
            field="other",
        )


def _take_over(actor: Actor, at: datetime, kept: Case, merged: Case) -> dict[str, Any]:
    """Take over what the kept case lacks; return what it said before, to be put back."""
    columns: dict[str, Any] = {}
    if merged.urgent_rank < kept.urgent_rank:
        Case.objects.filter(pk=kept.pk).update(urgent_rank=merged.urgent_rank)
    if kept.companion_team_id is None and merged.companion_team_id is not None:
        columns |= {name: getattr(merged, name) for name in _COMPANION}
    elif merged.is_escalated and not kept.is_escalated:
        columns["is_escalated"] = True
    if not kept.summary.strip() and merged.summary.strip():
        columns["summary"] = merged.summary
    if (
        merged.next_action_on
        and kept.next_action_on
        and merged.next_action_on < kept.next_action_on
    ):
        columns["next_action_on"] = merged.next_action_on
    if merged.next_action and merged.next_action != kept.next_action:
        columns["next_action"] = f"{kept.next_action}／{merged.next_action}"[:120]
    before = {name: _plain(getattr(kept, name)) for name in columns}
    if columns:
        change(kept, actor=actor, at=at, version=None, **columns)
    return {"before": before, "after": {name: _plain(getattr(kept, name)) for name in before}}


def _tell_companions(actor: Actor, at: datetime, kept: Case, merged: Case) -> None:
    """Tell who walked beside ``merged``: beside ``kept`` from now on, or no longer (R026)."""
    if merged.companion_user_id in (None, kept.companion_user_id):
        tell_companion(case=kept, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_MOVED_ON)
    else:
        tell_former(case=kept, at=at, before=_beside(merged), but_not=actor.user_id)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | str) else str(value)


@keeps_flags
def part_cases(*, actor: Actor, at: datetime, merge: CaseMerge) -> Case:
    """Undo a merge: what went over goes back, what was written since stays with the kept case.

    Both have a holder and a next action again (I1, I2). Raises Conflict when it was undone already,
    DomainError when the kept case has ended or was put into a third one.
    """
    with transaction.atomic():
        kept, merged = merge.kept, merge.merged
        hold_open_case(actor=actor, case=kept)
        if not CaseMerge.objects.filter(pk=merge.pk, undone_at=None).update(
            undone_at=at, undone_by_id=actor.person_id
        ):
            raise Conflict("このまとめは、もう、もとにもどされています。")
        merged = Case.objects.select_for_update(no_key=True).get(pk=merged.pk)
        carry_back(merged=merged, kept=kept, moved=merge.moved, since=merge.merged_at)
        beside = {case: _beside(case) for case in (kept, merged)}
        _give_back(actor, at, kept, merge)
        Participation.objects.filter(pk__in=merge.moved["made"], until_at=None).update(
            until_at=at, ended_because=_PARTED
        )
        columns = _holder(actor, kept, merged, at)
        columns |= _climbed_along(merge, kept, merged, columns["holder_team_id"])
        change(merged, actor=actor, at=at, version=None, **columns)
        action = _PART.get(merge.moved.get("state", ""), "part")
        apply(CASE, merged, action, actor=actor, at=at, merged_into=None)
        for case in (kept, merged):
            _keep_companion(case, at)
            tell_of_change(case=case, at=at, before=beside[case], but_not=actor.user_id)
            _keep_receivers(case, at)
        _settle(actor, at, kept, merged, {"gave_back": str(merged.pk)})
    merge.refresh_from_db()
    return merged


def _give_back(actor: Actor, at: datetime, kept: Case, merge: CaseMerge) -> None:
    """Put columns back that still say what they took over, unless the case was passed up since."""
    said: dict[str, dict[str, Any]] = merge.moved["case"]
    columns = {
        name: value
        for name, value in said["before"].items()
        if _plain(getattr(kept, name)) == said["after"][name]
    }
    passed_up = _was_passed_up(merge)
    if passed_up or "companion_team_id" not in columns:
        for name in _COMPANION[:2]:
            columns.pop(name, None)
    if passed_up:
        columns.pop("is_escalated", None)
    if "next_action_on" in columns:
        columns["next_action_on"] = date.fromisoformat(columns["next_action_on"])
    if columns:
        change(kept, actor=actor, at=at, version=None, **columns)


def _was_passed_up(merge: CaseMerge) -> bool:
    """Say whether both climbed as one; what rested on the consent of one has gone back with it."""
    climbs = Handoff.objects.filter(
        case__in=(merge.kept_id, merge.merged_id), kind=HandoffKind.ESCALATE,
        answered_at__gte=merge.merged_at,
    )  # fmt: skip
    return climbs.filter(state__in=(HandoffState.ACCEPTED, HandoffState.FINISHED)).exists()


def _climbed_along(merge: CaseMerge, kept: Case, merged: Case, holder_team: UUID) -> dict[str, Any]:
    """Return who walks beside the parted case when both were passed up as one (I5)."""
    if not (kept.is_escalated and _was_passed_up(merge)):
        return {}
    if holder_team == kept.companion_team_id:
        return {}
    beside = {} if merged.companion_team_id else {n: getattr(kept, n) for n in _COMPANION[:2]}
    return beside | {"is_escalated": True}


def _holder(actor: Actor, kept: Case, merged: Case, at: datetime) -> dict[str, Any]:
    """Return who holds the parted case: as before if they still can, else whoever holds the kept."""
    on = clock.today(at)
    still = merged.holder_team_id in actor.team_ids and (
        Team.objects.live(on).filter(pk=merged.holder_team_id).exists()
    )
    team = merged.holder_team_id if still else kept.holder_team_id
    user = merged.holder_user_id if still else kept.holder_user_id
    posts = Assignment.objects.live(on).filter(user=user, team_id=team) if user else None
    return {
        "holder_team_id": team,
        "holder_user_id": user if posts is not None and posts.exists() else None,
        "next_action_on": max(merged.next_action_on or on, on),
        "second_user_id": merged.second_user_id if still else None,
        "next_action": merged.next_action or "分けたあとの支援を決める",
    }


def _beside(case: Case) -> tuple[UUID | None, UUID | None]:
    return case.companion_team_id, case.companion_user_id


def _keep_companion(case: Case, at: datetime) -> None:
    """Give a companion the door it had: the row may have gone with the other case (I5)."""
    live = Participation.objects.filter(case=case, kind=ParticipationKind.COMPANION, until_at=None)
    if case.companion_team is not None and not live.exists():
        walk_beside(case=case, team=case.companion_team, at=at, level=Level.STATUS)


def _keep_in_sight(kept: Case, merged: Case, at: datetime) -> list[str]:
    """Open the doors that nobody had before but everybody is owed now (I4); return them."""
    doors = Participation.objects.filter(case=kept)
    before = set(doors.values_list("pk", flat=True))
    if merged.holder_team_id != kept.holder_team_id:
        keep_in_sight(case=kept, team_id=merged.holder_team_id, at=at)
    _keep_receivers(kept, at)
    return [str(pk) for pk in doors.values_list("pk", flat=True) if pk not in before]


def _keep_receivers(case: Case, at: datetime) -> None:
    for intake in Intake.objects.filter(case=case):
        remember_receiver(case=case, intake=intake, at=at)


def _settle(actor: Actor, at: datetime, kept: Case, merged: Case, data: dict[str, str]) -> None:
    """Bring the last record of both and the search index up to date, and write it down."""
    for case in (kept, merged):
        links = RecordLink.objects.filter(target_kind="case", target_id=case.pk)
        last = links.aggregate(last=Max("occurred_at"))["last"]
        Case.objects.filter(pk=case.pk).update(last_record_at=last)
        case.refresh_from_db()
        apply_guards(actor=actor, case=case, at=at)
        index_case(case)
    ref = Ref("case", kept.pk)
    audit.record(actor=actor, kind=audit.EventKind.CHANGED, ref=ref, at=at, data=data)
