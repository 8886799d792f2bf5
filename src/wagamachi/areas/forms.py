"""Forms of areas: look up an address, draw, propose and change an area, settings."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from wagamachi.access.fields import GroupedChoiceField
from wagamachi.core.errors import DomainError
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Chips, Kept
from wagamachi.core.models import Code
from wagamachi.core.sheets import decode
from wagamachi.core.words import local, local_lazy

from .functions import FUNCTIONS
from .geometry import Shape
from .importers.boundaries import read_boundaries
from .matching import default_pair
from .models import Area, Origin, Tier, ZoningSystem
from .municipality import tier_choices
from .queries import zonings
from .services import Extent, TownPart, parse_town_lines

_MOST_BYTES = 30_000_000
_TOWNS_HELP = "1行に1つ。番地で分けるときは後ろに書きます。例: 本町三丁目 1-20,35"
_FILE_HELP = "地図の形があるとき。GeoJSON か、シェープファイルの zip。区域は1つだけ。"


class AreaFilter(forms.Form):
    """What the list is narrowed by."""

    zoning = forms.ChoiceField(label="区分け", required=False)
    origin = forms.ChoiceField(
        label="設定のしかた", required=False, choices=[("", "どちらも"), *Origin.choices]
    )
    on = WarekiDateField(label="この日の区域", required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zoning"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "担当を決める区分け"),
            *((z.code, z.name) for z in zonings()),
        ]


class LookupForm(forms.Form):
    """An address, however it is written."""

    address = forms.CharField(
        label="住所",
        max_length=120,
        help_text="都や市の名前はなくてもかまいません。全角・半角、漢数字もそのままでさがせます。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MatchForm(forms.Form):
    """Which two zonings are held against each other; without a choice 包括圏域 and 民児協地区."""

    one = forms.ChoiceField(label="くらべる区分け", required=False)
    other = forms.ChoiceField(label="くらべる相手", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.zonings = zonings()
        for name in ("one", "other"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(z.code, z.name) for z in self.zonings]
        if standard := default_pair(self.zonings):
            self.initial = {"one": standard[0].code, "other": standard[1].code}

    def pair(self) -> tuple[ZoningSystem, ZoningSystem] | None:
        """Return the two zonings, or None when there are not two or the choice makes no sense."""
        if not self.is_bound:
            return default_pair(self.zonings)
        by_code = {zoning.code: zoning for zoning in self.zonings}
        if not self.is_valid():
            return None
        one, other = self.cleaned_data["one"], self.cleaned_data["other"]
        return (by_code[one], by_code[other]) if one in by_code and other in by_code else None

    def clean(self) -> None:
        if self.cleaned_data.get("one") == self.cleaned_data.get("other"):
            self.add_error("other", "ちがう区分けを2つえらんでください。")


class ExtentForm(forms.Form):
    """What an area covers and who agreed; every form that draws an area has these."""

    towns = forms.CharField(
        label="町丁目",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_TOWNS_HELP,
    )
    boundary = forms.FileField(label="形のファイル", required=False, help_text=_FILE_HELP)
    starts_on = WarekiDateField(label="いつから")
    agreed_by = forms.CharField(
        label="どこで合意したか",
        max_length=120,
        required=False,
        help_text="協議の場の名前。例: 本町地区懇談会（第3回）",
    )
    agreed_ref = forms.CharField(
        label="合意の記録", max_length=80, required=False, help_text="会議録の番号など"
    )
    note = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def clean_towns(self) -> list[TownPart]:
        parts: list[TownPart] = _or_field_error(parse_town_lines, self.cleaned_data["towns"])
        return parts

    def clean_boundary(self) -> Shape | None:
        file = self.cleaned_data.get("boundary")
        return _or_field_error(_shape_in, file) if file else None

    def extent(self, kept: Shape | None = None) -> Extent:
        """Return what the form says; ``kept`` is the shape to go on with when none was given."""
        return Extent(shape=self.cleaned_data["boundary"] or kept, towns=self.cleaned_data["towns"])

    def agreement(self) -> dict[str, Any]:
        names = ("starts_on", "agreed_by", "agreed_ref", "note")
        return {name: self.cleaned_data[name] for name in names}


class AreaForm(ExtentForm, Kept):
    """A new area drawn by the office."""

    zoning = GroupedChoiceField(
        ZoningSystem.objects.none(),
        heading=lambda zoning: local(zoning.get_tier_display()),
        label=lambda zoning: zoning.name,
    )
    name = forms.CharField(label="名前", max_length=60)
    kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    code = forms.CharField(label="番号", max_length=30, required=False)
    theme_note = forms.CharField(
        label="この圏域のテーマ", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ["zoning", "name", "kana", "code", "parent", "theme_note"]

    def __init__(self, *args: Any, on: date, tier: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ZoningSystem.objects.exclude(areas__is_unknown=True).order_by("tier", "name")
        field = self.fields["zoning"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.filter(tier=tier) if tier else rows
        field.label = "区分け"
        self.fields["parent"] = GroupedChoiceField(
            _upper_areas(on),
            heading=lambda area: area.zoning.name,
            label=lambda area: area.name,
            required=False,
            help_text="空なら、いちばん大きく重なる圏域にします。",
        )
        self.fields["parent"].label = "上の圏域"
        self.order_fields(self.field_order)

    def about(self) -> dict[str, Any]:
        names = ("name", "kana", "code", "parent", "theme_note")
        return {name: self.cleaned_data[name] for name in names}


class ProposalForm(AreaForm):
    """The area residents feel is theirs (R002)."""

    proposed_by = forms.CharField(label="提案した人・集まり", max_length=120)
    basis_codes = forms.MultipleChoiceField(label="よりどころ", widget=Chips)
    landmarks = forms.CharField(
        label="目じるし",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="住民が挙げた人・店・道・施設",
    )
    size_note = forms.CharField(
        label="広さのめやす",
        max_length=80,
        required=False,
        help_text="例: 歩いて10分、小学校区より小さい",
    )
    field_order = [
        "zoning", "name", "kana", "proposed_by", "basis_codes", "landmarks", "size_note", "towns",
    ]  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, tier=Tier.SMALL, **kwargs)
        field = self.fields["basis_codes"]
        assert isinstance(field, forms.MultipleChoiceField)
        codes = Code.objects.of("KENIKI_KONKYO").live(on)
        field.choices = [(code.pk, str(code)) for code in codes]

    def about(self) -> dict[str, Any]:
        names = ("proposed_by", "basis_codes", "landmarks", "size_note")
        return super().about() | {name: self.cleaned_data[name] for name in names}


class ChangeForm(ExtentForm):
    """A new extent of an area that exists."""

    keep_shape = forms.BooleanField(
        label="地図の形は、いまのまま残す", required=False, initial=True
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_by"].required = True


class ZoningForm(Kept):
    """One more way to divide the municipality."""

    name = forms.CharField(label="名前", max_length=40, help_text="例: 民児協地区、町会")
    tier = forms.ChoiceField(label="階層", choices=tier_choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="種類", required=False)
    source = forms.CharField(label="出典", max_length=200, required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        kinds = Code.objects.of("KENIKI_TAIKEI").live(on)
        field.choices = [("", "えらんでください"), *((code.pk, local(str(code))) for code in kinds)]

    def about(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"],
            "tier": data["tier"],
            "kind_id": data["kind"] or None,
            "source": data["source"],
        }


class EndForm(forms.Form):
    """The day from which an area is no longer used."""

    ends_on = WarekiDateField(label="いつから使わないか")
    seen_version = forms.IntegerField(widget=forms.HiddenInput)


class MunicipalityForm(forms.Form):
    """How this municipality uses the tiers (R005)."""

    name = forms.CharField(label="区市町村の名前", max_length=40)
    code = forms.CharField(label="全国地方公共団体コード", max_length=6, required=False)
    tiers_in_use = forms.MultipleChoiceField(
        label="使う階層",
        required=False,
        choices=[(t.value, t.label) for t in (Tier.MIDDLE, Tier.SMALL)],
        widget=forms.CheckboxSelectMultiple,
        help_text=local_lazy("小さな町や島では、区市町村圏域だけでもかまいません。"),
    )
    label_municipality = forms.CharField(
        label="「区市町村圏域」の呼び方", max_length=20, required=False
    )
    label_middle = forms.CharField(label="「中圏域」の呼び方", max_length=20, required=False)
    label_small = forms.CharField(label="「小地域」の呼び方", max_length=20, required=False)
    night_phone = forms.RegexField(
        r"^[0-9０-９+＋()（）#＃ー－‐-]*$",
        label="夜間・休日に急ぎの電話を受ける番号",
        max_length=20,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        error_messages={"invalid": "電話番号は、数字とハイフンで書いてください。"},
        help_text="急ぎの相談を受けて、だれにも知らせられないときに、119・110とならべて出ます。",
    )
    night_name = forms.CharField(
        label="その電話に出るところ",
        max_length=60,
        required=False,
        help_text="例: 市役所の夜間受付、当直の職員",
    )

    functions = forms.MultipleChoiceField(
        label="使う機能",
        required=False,
        choices=[(one.key, one.label) for one in FUNCTIONS],
        widget=forms.CheckboxSelectMultiple,
        help_text="使わないものは、メニューからも画面からも消えます。書いたものは残ります。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def settings(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"],
            "code": data["code"],
            "tiers_in_use": data["tiers_in_use"],
            "functions_off": [o.key for o in FUNCTIONS if o.key not in data["functions"]],
            "night_phone": data["night_phone"],
            "night_name": data["night_name"],
            "tier_labels": {tier.value: data[f"label_{tier.value}"] for tier in Tier},
            "version": data["version"],
        }


class HouseholdsUpload(forms.Form):
    """A CSV of 世帯数, with the day and the source where the file does not say them."""

    file = forms.FileField(
        label="CSVのファイル",
        help_text="「町丁目」か「圏域」と「世帯数」の列。あれば「基準日」「出典」の列も読みます。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    counted_on = WarekiDateField(label="いつの数か", required=False)
    source = forms.CharField(
        label="出典", max_length=120, required=False, help_text="例: 住民基本台帳、国勢調査"
    )

    def clean_file(self) -> str:
        raw = self.cleaned_data["file"].read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise forms.ValidationError("ファイルが大きすぎます（30MBまで）。")
        text: str = _or_field_error(lambda data: decode(data)[1], raw)
        return text

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"text": data["file"], "counted_on": data["counted_on"], "source": data["source"]}


class HouseholdsConfirm(forms.Form):
    """What was looked at, sent back to be taken in; it is read and judged again."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=3_000_000)
    counted_on = forms.DateField(widget=forms.HiddenInput, required=False)
    source = forms.CharField(widget=forms.HiddenInput, max_length=120, required=False)

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "counted_on", "source")}


def _upper_areas(on: date) -> "QuerySet[Area]":
    return (
        Area.objects.live(on)
        .filter(is_unknown=False, tier__in=[Tier.MUNICIPALITY, Tier.MIDDLE])
        .select_related("zoning")
        .order_by("zoning__tier", "zoning__name", "code", "name")
    )


def _shape_in(file: "UploadedFile[bytes]") -> Shape:
    """Return the one shape of an uploaded file; raise DomainError when it has none or several."""
    if (file.size or 0) > _MOST_BYTES:
        raise DomainError("ファイルが大きすぎます（30MBまで）。")
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name or "boundary").name
        path.write_bytes(file.read())
        areas = read_boundaries(path).areas
    if len(areas) != 1:
        raise DomainError(f"区域が{len(areas)}あります。1つだけのファイルにしてください。")
    return areas[0].shape


def _or_field_error(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except DomainError as error:
        raise forms.ValidationError(error.message) from error
