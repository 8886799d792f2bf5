"""Forms of the household: its people, supporters and consents."""

from typing import Any

from django import forms

from wagamachi.core import clock
from wagamachi.core.codes import choices, theme_choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.organizations.models import Organization
from wagamachi.people.models import Person
from wagamachi.people.services import PersonDraft

from ..enums import Closeness
from ..models import CaseMember
from ..services import ConsentDraft
from .intakes import UNSAID
from .marking import MarkedChips
from .offering import RowChoiceField, RowsChoiceField, offer


def member_called(member: CaseMember) -> str:
    return f"{member.person.label}（{member.relation}）"


class MemberForm(Kept):
    """One person of the household, as little as is known."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    person_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    relation = forms.CharField(
        label="続柄・関係", max_length=30, help_text="例: 本人、長男、母、同居の友人"
    )
    name = forms.CharField(label="氏名", max_length=60, required=False)
    nickname = forms.CharField(
        label="呼び名", max_length=60, required=False, help_text="氏名がわからないときに。"
    )
    kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    birth_on = WarekiDateField(label="生年月日", required=False)
    age_band = forms.ChoiceField(label="年代", required=False)
    phone = forms.CharField(label="電話", max_length=20, required=False)
    address = forms.CharField(label="住所", max_length=160, required=False)
    themes = forms.MultipleChoiceField(label="この人の課題", required=False, widget=MarkedChips)
    note = forms.CharField(
        label="本人のことば・強み",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        offer(
            self,
            age_band=[UNSAID, *choices("NENDAI", on)],
            themes=theme_choices(on),
        )

    @classmethod
    def of(cls, member: CaseMember) -> dict[str, Any]:
        """Return the initial values of a member."""
        person = member.person
        open_themes = member.themes.filter(until_on=None)
        return {
            "version": member.version,
            "person_version": person.version,
            "relation": member.relation,
            "name": person.name,
            "nickname": person.nickname,
            "kana": person.kana,
            "birth_on": person.birth_on,
            "age_band": person.age_band_id,
            "phone": person.phone,
            "address": person.address,
            "themes": list(open_themes.values_list("theme_id", flat=True)),
            "note": member.note,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("name") or data.get("nickname")):
            self.add_error("nickname", "氏名か呼び名のどちらかを書いてください。")
        return data

    def draft(self) -> PersonDraft:
        """Return the person, for the service."""
        data = self.cleaned_data
        return PersonDraft(
            name=data["name"],
            nickname=data["nickname"],
            kana=data["kana"],
            birth_on=data["birth_on"],
            age_band_id=data["age_band"] or None,
            phone=data["phone"],
            address=data["address"],
        )

    def carry(self, member: CaseMember) -> None:
        """Carry the versions as they are now: saving again answers what the page shows."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"], data["person_version"] = str(member.version), str(member.person.version)
        self.data = data


class IdentifyForm(forms.Form):
    """知っている人とまとめる: which of the people one may see it is."""

    known = RowChoiceField(
        Person,
        called=lambda person: f"{person.label}（{person.address or '住所はまだ'}）",
        label="この人は、だれでしたか",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, known=candidates)


class SupporterForm(Kept):
    """Somebody who stands by the household."""

    name = forms.CharField(
        label="支える人・機関", max_length=80, help_text="例: 隣の山口さん、ヘルパー事業所"
    )
    closeness = forms.ChoiceField(
        label="つながり方", choices=Closeness.choices, widget=forms.RadioSelect
    )
    role = forms.CharField(
        label="していること", max_length=120, help_text="例: ごみ出しの手伝い、週2回の訪問"
    )
    member = RowChoiceField(
        CaseMember, called=member_called, label="だれを", required=False, empty_label="世帯みんな"
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, member=members)


class ConsentForm(Kept):
    """同意: one answer, what it covers and whom it names."""

    member = RowChoiceField(
        CaseMember, called=member_called, label="だれに確かめましたか", empty_label=None
    )
    answer = forms.ChoiceField(label="答え", widget=forms.RadioSelect)
    items = forms.MultipleChoiceField(
        label="伝えてよいこと", required=False, widget=forms.CheckboxSelectMultiple
    )
    recipients = RowsChoiceField(
        Organization,
        called=lambda organization: organization.name,
        label="伝えてよい相手",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="いくつでも選べます（Ctrl か Shift を押しながら）。",
    )
    method = forms.ChoiceField(
        label="確かめ方", choices=[(m, m) for m in ("書面", "口頭", "電話", "電子")]
    )
    valid_until = WarekiDateField(
        label="期限（この日から無効）", required=False, help_text="空なら、支援が終わるまで。"
    )
    note = forms.CharField(
        label="説明・理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="不同意・保留・確認不能のときは、理由や事情を書きます。",
    )

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        offer(
            self,
            member=members,
            recipients=Organization.objects.live(on),
            answer=choices("DOI_KOTAE", on),
            items=choices("DOI_KOMOKU", on),
        )

    def draft(self) -> ConsentDraft:
        """Return the answer, for the service."""
        data = self.cleaned_data
        return ConsentDraft(
            answer_id=data["answer"],
            item_ids=data["items"],
            recipient_ids=[organization.pk for organization in data["recipients"]],
            method=data["method"],
            valid_until=data["valid_until"],
            note=data["note"],
        )
