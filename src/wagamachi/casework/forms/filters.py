"""The filters of the case list, as plain sentences that can be shared as a URL."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.codes import theme_choices

from ..enums import CaseState
from ..models import Case, MemberTheme
from ..queries import flags, lists, oversight
from ..queries.nearby import lying_in
from .offering import RowChoiceField, offer

MINE = [("mine", "わたしが主担当"), ("team", "わたしのチームが担当")]
SHARED, EVERY = ("shared", "ほかのチームに協力中"), ("all", "見られるものすべて")
OURS = ("organization", "わたしの機関が担当")


class CaseFilter(forms.Form):
    """Whose cases, and which of them; an unknown value falls back to the first choice.

    Who can be 主担当 begins with their own, everybody else with all they may see.
    """

    whose = forms.ChoiceField(label="だれのケース", required=False)
    flag = forms.ChoiceField(label="気になること", choices=flags.CHOICES, required=False)
    state = forms.ChoiceField(
        label="状態",
        choices=[("", "終わっていない"), ("standing_by", "寄り添い継続"), ("closed", "終わった")],
        required=False,
    )
    area = RowChoiceField(
        Area, called=lambda area: area.name, label="圏域", required=False, empty_label="すべて"
    )
    theme = forms.ChoiceField(label="課題", required=False)
    tag = forms.ChoiceField(label="課題タグ", required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        areas = Area.objects.live(clock.today()).base().order_by("tier", "code", "name")
        themes = [("", "すべて"), *theme_choices(clock.today())]
        leads = actor.organizations_with(Perm.CASE_READ_STATUS, Scope.ORGANIZATION)
        holds = actor.has(Perm.CASE_EDIT)
        whose = [*MINE, SHARED, EVERY] if holds else [EVERY, SHARED]
        whose += [OURS] if leads else []
        self.first = whose[0][0]
        offer(self, area=areas, theme=themes, tag=themes, whose=whose)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return getattr(self, "cleaned_data", {})

    @property
    def order(self) -> tuple[str, ...]:
        """Return the sort: the urgent and then by next action while open, by opening once closed."""
        if self.chosen.get("state") == CaseState.CLOSED:
            return ("-opened_at", "-id")
        return lists.DUE_ORDER

    def cases(self, at: datetime) -> QuerySet[Case]:
        """Return the cases asked for, never more than the actor may see the outline of."""
        chosen = self.chosen
        cases = self._flagged(self._whose(chosen), chosen.get("flag", ""), at)
        if any(chosen.get(name) for name in ("area", "theme", "tag")):
            # Narrowing by what a row does not show would tell it (R017).
            cases = visible_to(self.actor, cases, Perm.CASE_READ_SUMMARY)
        if area := chosen.get("area"):
            cases = lying_in(cases, area, clock.today(at))
        if theme := chosen.get("theme"):
            ones = MemberTheme.objects.filter(theme=theme, until_on=None)
            cases = cases.filter(pk__in=ones.values("member__case"))
        if tag := chosen.get("tag"):
            cases = cases.filter(pk__in=Case.tags.through.objects.filter(code=tag).values("case"))
        if chosen.get("state") == CaseState.STANDING_BY:
            cases = cases.filter(state=CaseState.STANDING_BY)
        return cases

    def _whose(self, chosen: dict[str, Any]) -> QuerySet[Case]:
        whose = chosen.get("whose") or self.first
        if chosen.get("state") == CaseState.CLOSED:
            visible = visible_to(self.actor, Case, Perm.CASE_READ_SUMMARY)
            closed = lists.with_row_parts(visible).filter(state=CaseState.CLOSED)
            if whose == "mine":
                return closed.filter(holder_user=self.actor.user_id)
            if whose == "team":
                return closed.filter(holder_team__in=self.actor.team_ids)
            if whose == "organization":
                return closed.filter(holder_team__organization__in=oversight.led_by(self.actor))
            return closed
        by_name = {
            "mine": lists.my_cases,
            "team": lists.team_cases,
            "shared": lists.shared_cases,
            "organization": oversight.organization_cases,
            "all": lists.open_cases,
        }
        return by_name[whose](self.actor)

    def _flagged(self, cases: QuerySet[Case], flag: str, at: datetime) -> QuerySet[Case]:
        on = clock.today(at)
        return flags.with_signs(flags.flagged(cases, flag, on) if flag else cases, on)
