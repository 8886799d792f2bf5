"""What the page of an area says about worries: 相談, ケース and 調整会議 (R001).

Under 圏域不明 each says where one can write down the place it turned out to be.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.attachments import AttachmentProvider, Shown, register
from wagamachi.core import clock
from wagamachi.core.fiscal import fiscal_year
from wagamachi.core.wareki import format_wareki_short
from wagamachi.records.periods import year_period

from .enums import IntakeAsk, IntakeState
from .models import OPEN_STATES, Case, CaseMeeting, Intake

PLACE_IT = "場所を入れる"
GUARDED = "取り扱い注意"


def _in(model: Any, area_ids: Sequence[UUID]) -> Q:
    """Match rows that lie in any of the areas, by the one that decides or those it overlaps."""
    name = model._meta.model_name
    across = model.areas.through.objects.filter(area_id__in=area_ids).values(f"{name}_id")
    return Q(area__in=area_ids) | Q(pk__in=across)


def _open_cases(area_ids: Sequence[UUID]) -> "QuerySet[Case]":
    return Case.objects.filter(_in(Case, area_ids), state__in=OPEN_STATES)


def _intakes(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    """Return what waits, what came in this 年度, and whatever still has no area."""
    recent = year_period(fiscal_year(on)).q("received_at")
    now = Q(state=IntakeState.WAITING) | recent | Q(area__is_unknown=True)
    rows = Intake.objects.filter(_in(Intake, area_ids), now).select_related("area", "case__area")
    return visible_to(actor, rows, Perm.INTAKE_READ)


def _cases(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    rows = _open_cases(area_ids).select_related("area")
    return visible_to(actor, rows, Perm.CASE_READ_SUMMARY)


def _meetings(actor: Actor, area_ids: Sequence[UUID], on: date) -> "QuerySet[Any]":
    """Return the 調整会議 to come over cases of which the actor sees everything."""
    cases = visible_to(actor, _open_cases(area_ids), Perm.CASE_READ_FULL)
    rows = CaseMeeting.objects.filter(case__in=cases.order_by().values("pk"), meets_on__gte=on)
    return rows.filter(held_at=None, cancelled_because="").select_related("case")


def _show_intakes(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    teams = actor.teams_with(Perm.INTAKE_CLAIM, Scope.TEAM)
    return [
        Shown(
            f"{GUARDED}の相談" if row.restriction else row.situation[:46],
            reverse("casework:intake", args=[row.pk]),
            f"{format_wareki_short(clock.today(row.received_at))}・{_kind(row)}{row.get_state_display()}",
            _place_intake(row) if row.area.is_unknown and row.holder_team_id in teams else None,
        )
        for row in rows
    ]


def _kind(row: Intake) -> str:
    """Name what a 地区担当 heard: it may be all there is, as 地区のようす (R143)."""
    return f"{row.get_ask_display()}・" if row.ask == IntakeAsk.HEARD else ""


def _place_intake(row: Intake) -> tuple[str, str]:
    """Return where its place is written down: on the case it became, while that has none either."""
    if row.case is not None and row.case.area.is_unknown:
        return PLACE_IT, reverse("casework:locate", args=[row.case_id])
    return PLACE_IT, reverse("casework:intake_locate", args=[row.pk])


def _show_cases(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    teams = actor.teams_with(Perm.CASE_EDIT, Scope.TEAM)
    return [
        Shown(
            GUARDED if row.restriction else row.label,
            reverse("casework:case", args=[row.pk]),
            row.number,
            (PLACE_IT, reverse("casework:locate", args=[row.pk]))
            if row.area.is_unknown and row.holder_team_id in teams
            else None,
        )
        for row in rows
    ]


def _show_meetings(actor: Actor, rows: Sequence[Any]) -> list[Shown]:
    return [
        Shown(
            f"{format_wareki_short(row.meets_on)}の調整会議",
            reverse("casework:meetings", args=[row.case_id]),
            row.case.number,
        )
        for row in rows
    ]


def register_attachments() -> None:
    """Let every area page show what this room knows about it."""
    register(
        AttachmentProvider(
            slug="intakes",
            label="相談（今年度）",
            rows_fn=_intakes,
            show_fn=_show_intakes,
            by=("-received_at", "-id"),
            perm=Perm.INTAKE_READ,
        )
    )
    register(
        AttachmentProvider(
            slug="cases",
            label="ケース",
            rows_fn=_cases,
            show_fn=_show_cases,
            by=("next_action_on", "id"),
            perm=Perm.CASE_READ_SUMMARY,
        )
    )
    register(
        AttachmentProvider(
            slug="case-meetings",
            label="これからの調整会議",
            rows_fn=_meetings,
            show_fn=_show_meetings,
            by=("meets_on", "id"),
            perm=Perm.CASE_READ_FULL,
        )
    )
