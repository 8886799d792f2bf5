"""Forms of the directory: find, write down, end, and read a spreadsheet."""

from datetime import date
from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagamachi.access.fields import GroupedChoiceField, GroupedMultipleChoiceField, area_choices
from wagamachi.areas.models import Area
from wagamachi.areas.municipality import is_used
from wagamachi.core import codes
from wagamachi.core.codes import LAW, TOGETHER
from wagamachi.core.fields import PageId, WarekiDateField
from wagamachi.core.models import Code
from wagamachi.core.text import fold
from wagamachi.core.wareki import WEEKDAYS
from wagamachi.core.words import local
from wagamachi.organizations.models import Organization

from .models import Resource, Sector
from .sheet_reader import MAX_BYTES

_DAYS = [(str(n), f"{day}曜") for n, day in enumerate(WEEKDAYS)]
_PRICES = [("0", "無料"), ("500", "500円まで"), ("1000", "1,000円まで"), ("3000", "3,000円まで")]


def _themes(on: date) -> Any:
    themes = Code.objects.live(on).filter(code_list_id__in=TOGETHER)
    return themes.select_related("code_list").order_by("-code_list_id", "sort", "code")


def _areas(on: date) -> Any:
    return (
        Area.objects.live(on)
        .filter(is_unknown=False)
        .select_related("zoning")
        .order_by("zoning__tier", "zoning__name", "code", "name")
    )


class ResourceFilter(forms.Form):
    """What the list is narrowed by; read aloud it is one sentence."""

    q = forms.CharField(label="ことば", required=False, max_length=80)
    weekday = forms.TypedChoiceField(
        label="曜日",
        choices=[("", "いつでも"), *_DAYS],
        coerce=int,
        empty_value=None,
        required=False,
    )
    cost = forms.TypedChoiceField(
        label="費用",
        choices=[("", "いくらでも"), *_PRICES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    sector = forms.ChoiceField(
        label="成り立ち", choices=[("", "すべて"), *Sector.choices], required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"] = GroupedChoiceField(
            _themes(on),
            heading=lambda code: local(code.code_list.name),
            label=str,
            caption="どんなことに",
            required=False,
            empty_label="どんなことでも",
        )
        self.fields["area"] = GroupedChoiceField(
            _areas(on),
            heading=lambda area: area.zoning.name,
            label=lambda area: area.name,
            caption="どこで",
            required=False,
            empty_label="区市町村のどこでも",
        )
        self.fields["kind"] = forms.ModelChoiceField(
            Code.objects.of("SHIGEN").live(on), label="種別", required=False, empty_label="すべて"
        )
        self.order_fields(["q", "theme", "area", "weekday", "cost", "kind", "sector"])

    @property
    def has_more_open(self) -> bool:
        """Say whether the folded conditions must be shown: one of them is used or wrong."""
        names = ("weekday", "cost", "kind", "sector")
        return any(self[name].errors or self[name].value() for name in names)

    def asked(self) -> dict[str, Any]:
        """Return the conditions for ``queries.find_resources``; none while the form is invalid."""
        if not self.is_bound or not self.is_valid():
            return {}
        data = self.cleaned_data
        return {
            "themes": [data["theme"].pk] if data.get("theme") else [],
            "area_ids": [data["area"].pk] if data.get("area") else [],
            "weekday": data["weekday"],
            "max_cost": data["cost"],
            "text": data["q"],
            "kind": data["kind"].pk if data.get("kind") else "",
            "sector": data["sector"],
        }

    def sentence(self) -> str:
        """Return the conditions as people say them, or nothing when there are none."""
        if not self.is_bound or not self.is_valid():
            return ""
        data = self.cleaned_data
        words = [
            f"「{data['q']}」ということばのある" if data["q"] else "",
            f"「{data['theme']}」に向いた" if data["theme"] else "",
            f"{data['area'].name}で使える" if data["area"] else "",
            f"{WEEKDAYS[data['weekday']]}曜にやっている" if data["weekday"] is not None else "",
            _price(data["cost"]),
            f"{data['kind']}の" if data["kind"] else "",
            f"{Sector(data['sector']).label}の" if data["sector"] else "",
        ]
        said = "、".join(word for word in words if word)
        return f"{said}資源" if said else ""


def _price(yen: int | None) -> str:
    if yen is None:
        return ""
    return f"{yen:,}円までの" if yen else "無料の"


class PublicFilter(forms.Form):
    """The same conditions for residents: fewer, and in plain words."""

    q = forms.CharField(label=_("ことば"), required=False, max_length=80)
    weekday = forms.TypedChoiceField(
        label=_("曜日"), coerce=int, empty_value=None, required=False, choices=[]
    )
    cost = forms.TypedChoiceField(
        label=_("費用"),
        choices=[("", _("いくらでも")), ("0", _("無料")), ("500", _("500円まで"))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [_("月曜"), _("火曜"), _("水曜"), _("木曜"), _("金曜"), _("土曜"), _("日曜")]
        self.fields["weekday"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("いつでも")),
            *((str(n), day) for n, day in enumerate(days)),
        ]
        self.fields["theme"] = forms.ModelChoiceField(
            Code.objects.of(LAW).live(on),
            label=_("どんなことに"),
            required=False,
            empty_label=_("どんなことでも"),
        )
        # One list alone: what residents choose from need not say which it is.
        self.fields["theme"].label_from_instance = attrgetter("name")  # type: ignore[attr-defined]  # a model field
        self.fields["area"] = GroupedChoiceField(
            _areas(on).filter(zoning__is_base=True),
            heading=lambda area: area.zoning.name,
            label=lambda area: area.name,
            caption=_("どこで"),
            required=False,
            empty_label=_("区市町村のどこでも"),
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("種別"),
            choices=[("", _("すべて")), *codes.choices("SHIGEN", on)],
            required=False,
        )
        self.order_fields(["q", "theme", "kind", "area", "weekday", "cost"])

    def asked(self) -> dict[str, Any]:
        """Return the conditions for ``queries.public_resources``; none while it is invalid."""
        if not self.is_bound or not self.is_valid():
            return {}
        data = self.cleaned_data
        return {
            "themes": [data["theme"].pk] if data["theme"] else [],
            "area_ids": [data["area"].pk] if data["area"] else [],
            "weekday": data["weekday"],
            "max_cost": data["cost"],
            "text": data["q"],
            "kind": data["kind"],
        }


UNSAID = frozenset({"token", "version"})  # what belongs to the page


class ResourceForm(forms.ModelForm[Resource]):
    """Everything about one resource. Only name, kind and sector must be there."""

    token = PageId()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    weekdays = forms.MultipleChoiceField(
        label="曜日",
        choices=_DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="決まっていなければ、何もえらばなくてかまいません。",
    )
    wheelchair = forms.TypedChoiceField(
        label="車いすで使える",
        choices=[("", "わからない"), ("1", "使える"), ("0", "使えない")],
        coerce=lambda value: value == "1",
        empty_value=None,
        required=False,
    )
    starts_on = WarekiDateField(label="はじまる日", required=False)

    class Meta:
        model = Resource
        fields = [
            "name",
            "kana",
            "kind",
            "sector",
            "organization",
            "description",
            "themes",
            "areas",
            "weekdays",
            "hours",
            "cost_yen",
            "cost_note",
            "capacity",
            "contact",
            "contact_person",
            "phone",
            "address",
            "longitude",
            "latitude",
            "wheelchair",
            "access_note",
            "is_public",
            "starts_on",
        ]
        help_texts = {
            "cost_yen": "1回に1人がはらう金額。無料なら 0。わからなければ空のまま。",
            "hours": "例: 10時から12時、第2週だけ",
            "is_public": "担当の人の名前は出ません。",
            "access_note": "例: 入口に段差があります",
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "longitude": forms.NumberInput(attrs={"step": "any"}),
            "latitude": forms.NumberInput(attrs={"step": "any"}),
        }

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["weekdays"] = list(row.weekdays)
        self.initial["wheelchair"] = {True: "1", False: "0", None: ""}[row.wheelchair]
        self.initial.setdefault("version", row.version)
        if not row._state.adding:
            del self.fields["token"]
        kinds = Code.objects.of("SHIGEN").live(on) | Code.objects.filter(pk=row.kind_id)
        self.fields["kind"].queryset = kinds  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["organization"] = GroupedChoiceField(
            (
                Organization.objects.live(on)
                | Organization.objects.filter(pk__in=[row.organization_id])
            )
            .select_related("kind")
            .order_by("kind__sort", "kind_id", "kana", "name"),
            heading=lambda one: str(one.kind),
            label=lambda one: one.name,
            caption="機関",
            required=False,
            empty_label="（なし・個人や集まり）",
        )
        self.fields["themes"] = GroupedMultipleChoiceField(
            _themes(on),
            heading=lambda code: local(code.code_list.name),
            label=str,
            caption="どんなことに",
            required=False,
        )
        own = Q(pk__in=Area.objects.live(on)) | Q(resources__in=[] if row._state.adding else [row])
        self.fields["areas"] = area_choices(
            Area.objects.filter(own).distinct(),
            caption="使える圏域",
            required=False,
            help_text="えらばなければ、区市町村のどこからでも使えるものとして扱います。",
        )
        if not is_used("directory:public"):
            del self.fields["is_public"]
        self.order_fields(list(self.Meta.fields))

    def clean_kana(self) -> str:
        return fold(self.cleaned_data["kana"])

    def clean_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def clean_longitude(self) -> float | None:
        return self._degrees("longitude", 122, 154)

    def clean_latitude(self) -> float | None:
        return self._degrees("latitude", 20, 46)

    def _degrees(self, name: str, low: float, high: float) -> float | None:
        value: float | None = self.cleaned_data[name]
        if value is not None and not low <= value <= high:
            raise forms.ValidationError("日本の経度・緯度を、度（例: 139.3）で入れてください。")
        return value

    def values(self) -> dict[str, Any]:
        """Return what the services take, without the version."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in UNSAID}
        return values | {"themes": list(values["themes"]), "areas": list(values["areas"])}

    def changes(self) -> dict[str, Any]:
        """Return what the services that change a row take: the values and the version shown."""
        return self.values() | {"version": self.cleaned_data["version"] or self.instance.version}


class EndingForm(forms.Form):
    """The day from which a resource is no more."""

    ends_on = WarekiDateField(label="終了日（この日から外れる）")
    version = forms.IntegerField(widget=forms.HiddenInput)


class UploadForm(forms.Form):
    """A CSV of resources to be looked at first."""

    file = forms.FileField(
        label="CSVのファイル",
        help_text=f"「CSV UTF-8」か「CSV（Shift_JIS）」。{MAX_BYTES // 1_000_000}MBまで。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )


class ConfirmForm(forms.Form):
    """The text that was looked at, sent back to be taken in; it is read and judged again."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=MAX_BYTES)
    promised = forms.CharField(widget=forms.HiddenInput, max_length=64)
