"""What the pages of 集計 can be narrowed to. Nothing typed here is personal data."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.queries import role_labels
from wagamachi.accounts.models import User
from wagamachi.areas.models import Tier, ZoningSystem
from wagamachi.casework.queries.oversight import answered_for
from wagamachi.core.fiscal import fiscal_label, fiscal_range, fiscal_year
from wagamachi.core.words import local
from wagamachi.organizations.models import Team
from wagamachi.records.forms.record import area_field, areas_on_offer

from .queries.cases import Basis
from .queries.functions import BREAKDOWNS, COORDINATORS, Narrow
from .queries.hours import hidden_lines, refusal
from .queries.themes import BASIS_LABELS
from .queries.told import posts_told

YEARS_OFFERED = 6


class YearForm(forms.Form):
    """The 年度; this one when nothing is chosen."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.actor = actor
        this = fiscal_year(actor.on)
        fields: Any = self.fields
        fields["year"].choices = [
            (str(y), fiscal_label(y)) for y in range(this, this - YEARS_OFFERED, -1)
        ]

    def said(self, name: str) -> Any:
        """Return what was chosen, or nothing."""
        return self.cleaned_data.get(name) if self.is_bound and self.is_valid() else None

    @property
    def chosen_year(self) -> int:
        return self.said("year") or fiscal_year(self.actor.on)


class FunctionsForm(YearForm):
    """Whose time, and by what it is broken down."""

    by = forms.ChoiceField(
        label="分け方", choices=[(k, v[0]) for k, v in BREAKDOWNS.items()], required=False
    )
    role = forms.ChoiceField(label="役割", required=False)
    person = forms.ModelChoiceField(
        User.objects.none(), label="担当者", required=False, empty_label="すべて"
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label="チーム", required=False, empty_label="すべて"
    )
    area = area_field()
    _hidden: frozenset[UUID] = frozenset()

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, actor=actor, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = [("", "すべて"), *role_labels().items()]
        fields["person"].queryset = _coordinators(self._year_asked(), actor)
        fields["person"].label_from_instance = lambda person: person.name
        fields["team"].queryset = (
            Team.objects.live(actor.on)
            .filter(
                Q(pk__in=actor.team_ids)
                | answered_for(actor, team="pk", organization="organization")
            )
            .select_related("organization")
            .order_by("organization__kana", "organization__name", "name")
        )
        fields["team"].label_from_instance = lambda t: f"{t.organization.name} {t.name}"
        fields["area"].queryset = areas_on_offer(actor)
        fields["area"].required = False
        fields["area"].empty_label = "すべて"

    def _year_asked(self) -> int:
        """Return the year before the form is cleaned: it decides who can be chosen."""
        fields: Any = self.fields
        typed = self.data.get("year", "") if self.is_bound else ""
        offered = [value for value, _ in fields["year"].choices]
        return int(typed) if typed in offered else fiscal_year(self.actor.on)

    @property
    def _people(self) -> Any:
        fields: Any = self.fields
        return fields["person"].queryset

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        year = said.get("year") or fiscal_year(self.actor.on)
        by, narrow = said.get("by", ""), self._narrow(said)
        if refused := refusal(self.actor, by, year, narrow):
            self.add_error(*refused)
        else:
            self._hidden = hidden_lines(self.actor, by, year, narrow)
        return said

    @property
    def breakdown(self) -> str:
        return self.said("by") or "month"

    @property
    def narrow(self) -> Narrow:
        return self._narrow(self.cleaned_data if self.is_bound and self.is_valid() else {})

    def _narrow(self, said: dict[str, Any]) -> Narrow:
        person, team, area = said.get("person"), said.get("team"), said.get("area")
        return Narrow(
            role=said.get("role") or "",
            person_id=person.pk if person else None,
            team_id=team.pk if team else None,
            area_id=area.pk if area else None,
            named=frozenset(self._people.values_list("pk", flat=True)),
            hidden=self._hidden,
        )


class ThemesForm(YearForm):
    """Which cases, and over which areas or years."""

    columns = forms.ChoiceField(
        label="列",
        choices=[("area", "圏域ごと"), ("year", "年度ごと")],
        required=False,
    )
    zoning = forms.ModelChoiceField(
        ZoningSystem.objects.none(), label="階層と区分け", required=False, empty_label=None
    )
    area = area_field()
    basis = forms.ChoiceField(
        label="数えるケース",
        choices=[(basis.value, f"その年度に{label}") for basis, label in BASIS_LABELS.items()],
        required=False,
    )

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, actor=actor, **kwargs)
        fields: Any = self.fields
        fields["zoning"].queryset = _zonings()
        fields["zoning"].label_from_instance = lambda z: f"{local(Tier(z.tier).label)}（{z.name}）"
        fields["area"].queryset = areas_on_offer(actor).base().filter(is_unknown=False)
        fields["area"].required = False
        fields["area"].empty_label = "区市町村全体"
        fields["area"].label = "圏域（年度ごとのとき）"

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        is_narrow = said.get("columns") != "year" or said.get("area")
        if said.get("basis") == Basis.SUPPORTED and is_narrow:
            self.add_error(
                "basis",
                "「支援していたケース」は区市町村全体の年度ごとに数えます。列を「年度ごと」、圏域を「区市町村全体」にしてください。",
            )
        return said

    @property
    def chosen_zoning(self) -> ZoningSystem | None:
        found: ZoningSystem | None = self.said("zoning") or _zonings().first()
        return found

    @property
    def chosen_basis(self) -> Basis:
        return Basis(self.said("basis") or Basis.OPENED)


class TagsForm(YearForm):
    """Over which areas; the 小地域 unless another tier is chosen."""

    zoning = forms.ModelChoiceField(
        ZoningSystem.objects.none(), label="階層と区分け", required=False, empty_label=None
    )

    def __init__(self, data: Any = None, *, actor: Actor, **kwargs: Any) -> None:
        super().__init__(data, actor=actor, **kwargs)
        fields: Any = self.fields
        fields["zoning"].queryset = _zonings()
        fields["zoning"].label_from_instance = lambda z: f"{local(Tier(z.tier).label)}（{z.name}）"
        fields["zoning"].initial = self._smallest

    @property
    def _smallest(self) -> ZoningSystem | None:
        found: ZoningSystem | None = _zonings().filter(tier=Tier.SMALL).first() or (
            _zonings().first()
        )
        return found

    @property
    def chosen_zoning(self) -> ZoningSystem | None:
        found: ZoningSystem | None = self.said("zoning") or self._smallest
        return found


def _zonings() -> Any:
    """Return the base zonings that divide the municipality, the one of the middle tier first.

    Figures over others, laid beside these, would tell of single streets (``casework.queries.lying``).
    """
    return (
        ZoningSystem.objects.filter(areas__is_unknown=False, is_base=True)
        .exclude(tier=Tier.MUNICIPALITY)
        .distinct()
        .order_by("tier", "name")
    )


def _coordinators(year: int, actor: Actor) -> Any:
    """Return who held a coordinator's role in the 年度: oneself, and those one answers for (R115)."""
    first, after = fiscal_range(year)
    posts = Assignment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=first), starts_on__lt=after, role__in=COORDINATORS
    )
    return User.objects.filter(pk__in=posts.filter(posts_told(actor)).values("user")).order_by(
        "kana", "name"
    )
