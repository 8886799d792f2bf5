"""Forms for organisations and teams."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from wagamachi.access.fields import GroupedChoiceField, area_choices
from wagamachi.areas.models import Area
from wagamachi.core.fields import PageId, TickField, WarekiDateField
from wagamachi.core.fiscal import fiscal_label
from wagamachi.core.models import Code
from wagamachi.core.text import fold

from .models import Organization, Team


def kinds(on: date) -> Any:
    """Return the つなぎ先 kinds in use on ``on``."""
    return Code.objects.of("TSUNAGISAKI").live(on)


class OrganizationFilter(forms.Form):
    """What the list is narrowed by; everything optional, kept in the URL."""

    q = forms.CharField(label="名前・ふりがな", required=False, max_length=80)
    kind = forms.ModelChoiceField(
        Code.objects.none(), label="種別", required=False, empty_label="すべての種別"
    )
    intake = TickField(label="相談を受ける窓口だけ", required=False)
    closed = TickField(label="終わった機関も見る", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = kinds(on)  # type: ignore[attr-defined]


class DeploymentFilter(forms.Form):
    """The 年度 of the 配置表; this one when nothing is chosen."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], this: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.this, field = this, self.fields["year"]
        field.choices = [(str(year), fiscal_label(year)) for year in years]  # type: ignore[attr-defined]
        field.initial = str(this)

    @property
    def chosen(self) -> int:
        """Return the year asked for, this one where none or another than these was."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return said.get("year") or self.this


UNSAID = frozenset({"token", "version"})  # what belongs to the page


class OrganizationForm(forms.ModelForm[Organization]):
    """A new organisation: its columns, and the name of its first team."""

    token = PageId()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opens_on = WarekiDateField(label="開始日")
    team_name = forms.CharField(
        label="最初のチームの名前",
        max_length=80,
        required=False,
        help_text="相談を受けとめる人の集まり。空のままなら、機関と同じ名前になります。",
    )

    class Meta:
        model = Organization
        fields = [
            "name",
            "kana",
            "kind",
            "parent",
            "is_intake_point",
            "is_core_body",
            "speciality",
            "scope_note",
            "contact",
            "phone",
            "address",
            "opens_on",
        ]
        help_texts = {
            "is_intake_point": "住民のどんな相談も、まず受けとめる窓口です。",
            "speciality": "得意なこと。例: 認知症の相談、債務の整理",
            "scope_note": "受けられる人・地域・時間の範囲。例: 区市町村の全域、65歳以上",
            "contact": "係や担当の名前。例: 相談係",
        }
        widgets = {
            "speciality": forms.Textarea(attrs={"rows": 3}),
            "scope_note": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        self.fields["kind"].queryset = kinds(on) | Code.objects.filter(  # type: ignore[attr-defined]
            pk=self.instance.kind_id
        )
        self.fields["parent"] = GroupedChoiceField(
            Organization.objects.live(on)
            .exclude(pk=self.instance.pk)
            .select_related("kind")
            .order_by("kind__sort", "kind_id", "kana", "name"),
            heading=lambda row: str(row.kind),
            label=lambda row: row.name,
            caption="法人・本部",
            required=False,
            empty_label="（なし）",
            help_text="上に法人や本部があるときに選びます。",
        )
        self.initial.setdefault("version", self.instance.version)
        if not is_new:
            del self.fields["token"]
        if is_new:
            self.initial.setdefault("opens_on", on)
        else:
            del self.fields["team_name"]

    def clean_kana(self) -> str:
        return fold(self.cleaned_data["kana"])

    def values(self) -> dict[str, Any]:
        """Return what the services take, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name not in UNSAID}

    def changes(self) -> dict[str, Any]:
        """Return what the services that change a row take: the values and the version shown."""
        return self.values() | {"version": self.cleaned_data["version"] or self.instance.version}


class TeamForm(forms.ModelForm[Team]):
    """A team: its name, its areas and what it takes in."""

    token = PageId()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    is_fallback = forms.BooleanField(  # not a model field: the service moves the mark
        label="圏域がわからない相談を受けとめるチーム",
        required=False,
        help_text="市に1つだけです。印をつけると、いまのチームから移ります。",
    )

    class Meta:
        model = Team
        fields = ["name", "is_base", "areas"]
        help_texts = {
            "is_base": "受け持つ圏域で受けた相談が、このチームの受付箱に入ります。",
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.filter(
            Q(pk__in=Area.objects.live(on)) | Q(teams=self._pk())
        ).distinct()
        self.fields["areas"] = area_choices(areas, caption="受け持つ圏域", required=False)
        self.initial.setdefault("version", self.instance.version)
        if not self.instance._state.adding:
            del self.fields["token"]
        self.initial.setdefault("is_fallback", self.instance.is_fallback)
        self.order_fields(["name", "is_base", "is_fallback", "areas"])

    def _pk(self) -> Any:
        return None if self.instance._state.adding else self.instance.pk

    def values(self) -> dict[str, Any]:
        """Return what the services take, without the version."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in UNSAID}
        return values | {"areas": list(values["areas"])}

    def changes(self) -> dict[str, Any]:
        """Return what the services that change a row take: the values and the version shown."""
        return self.values() | {"version": self.cleaned_data["version"] or self.instance.version}


class ClosingForm(forms.Form):
    """The day from which an organisation or a team is no more."""

    closes_on = WarekiDateField(label="終了日（この日から外れる）")
    version = forms.IntegerField(widget=forms.HiddenInput)
