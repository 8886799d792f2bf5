"""相談を受ける: three needed answers, everything else only if it comes up (R015, R022)."""

from typing import Any
from uuid import UUID

from django import forms

from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.codes import choices
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.core.words import local_lazy
from wagamachi.organizations.models import Team

from ..models import Case
from ..services import IntakeDraft
from .marking import AsksWhetherUrgent, MarkedChips, restriction_field, urgency_field
from .offering import RowChoiceField, offer

UNSAID = ("", "（聞いていない・わからない）")


class IntakeForm(AsksWhetherUrgent, Kept):
    """Three parts one fills while on the phone: from whom, how things look, where."""

    noticed_by = forms.CharField(
        label="だれが気づきましたか",
        max_length=80,
        help_text=local_lazy("例: 本人、となりの人、マンションの管理人、民生委員"),
    )
    route = forms.ChoiceField(label="どこから入った相談ですか", required=False)
    method = forms.ChoiceField(label="どうやって受けましたか", required=False)
    situation = forms.CharField(
        label="どんな様子ですか",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=8000,
        help_text="聞いたことばのまま書いてかまいません。まとめなくて大丈夫です。",
    )
    urgency = urgency_field()
    themes = forms.MultipleChoiceField(
        label="課題（わかるものだけ）", required=False, widget=MarkedChips
    )
    place = forms.CharField(
        label="どこのことですか",
        max_length=160,
        help_text="住所でも「駅前の団地のあたり」でもかまいません。",
    )
    subject = forms.CharField(
        label="ご本人の名前か呼び名",
        max_length=60,
        required=False,
        help_text="名前がわからなければ「12階のBさん」のような呼び名で。なくてもかまいません。",
    )
    subject_kana = forms.CharField(label="ふりがな", max_length=80, required=False)
    phone = forms.CharField(
        label="連絡先の電話",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    area = RowChoiceField(
        Area,
        called=lambda area: area.name,
        label="どの圏域で相談したいですか",
        required=False,
        empty_label="場所から決める（ふつうはこのまま）",
        help_text="住んでいる圏域では相談しにくいとき、ほかの圏域を選べます。選んだ圏域のチームに届きます。",
    )
    keeps_from_neighbours = forms.BooleanField(
        label="近隣・担当委員に知らせない",
        required=False,
        help_text=local_lazy(
            "本人が、近所の人や地元の民生委員に知られたくないときに選びます。"
            "地域の役割の人は、さがしても見つけられなくなります。"
        ),
    )
    restriction = restriction_field()
    longitude = forms.FloatField(
        required=False, min_value=122, max_value=154, widget=forms.HiddenInput
    )
    latitude = forms.FloatField(
        required=False, min_value=20, max_value=46, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        offer(
            self,
            route=[UNSAID, *choices("KEIRO", on), *choices("KEIRO_L", on)],
            method=[UNSAID, *choices("SHUDAN", on)],
            themes=choices("KADAI_T", on),
            area=Area.objects.live(on)
            .base()
            .filter(is_unknown=False)
            .order_by("tier", "code", "name"),
        )

    def draft(self) -> IntakeDraft:
        """Return what was heard, for the service."""
        data = self.cleaned_data
        point = (data["longitude"], data["latitude"])
        return IntakeDraft(
            noticed_by=data["noticed_by"],
            situation=data["situation"],
            place=data["place"],
            subject=data["subject"],
            subject_kana=data["subject_kana"],
            phone=data["phone"],
            route_id=data["route"] or None,
            method_id=data["method"] or None,
            urgency=data["urgency"],
            theme_ids=data["themes"],
            point=point if None not in point else None,
            area_id=data["area"].pk if data["area"] else None,
            keeps_from_neighbours=data["keeps_from_neighbours"],
            restriction=data["restriction"],
        )

    @property
    def token_id(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token


class NextActionMixin(forms.Form):
    """What comes next and by when: asked wherever a worry changes hands."""

    next_action = forms.CharField(
        label="次にすること", max_length=120, help_text="例: 電話して訪問の日を決める"
    )
    next_action_on = WarekiDateField(label="いつまでに")


class ClaimForm(NextActionMixin):
    """引き受ける: as a new case, or into one the team already holds."""

    case = RowChoiceField(
        Case,
        called=lambda case: f"{case.number} {case.label}",
        label="どのケースにしますか",
        required=False,
        empty_label="新しいケースにする",
        help_text="同じ世帯のケースがもうあれば、そこに加えます。",
    )

    def __init__(self, *args: Any, candidates: list[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, case=Case.objects.filter(pk__in=[case.pk for case in candidates]))
        if not candidates:
            self.fields["case"].widget = forms.HiddenInput()
        self.order_fields(["case", "next_action", "next_action_on"])


class PassOnForm(forms.Form):
    """ほかのチームにまわす: which team, and why."""

    team = RowChoiceField(
        Team,
        called=lambda team: f"{team.organization.name} {team.name}",
        label="どのチームにまわしますか",
    )
    reason = forms.CharField(
        label="まわす理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="例: 住所を確かめたら、となりの圏域でした",
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, team=teams)


class AnswerForm(forms.Form):
    """お答えして終える: what was said, so that the next caller hears the same."""

    heading, button = "お答えして終える", "終える"
    lead = "情報をお伝えするだけでよかった相談です。何をお答えしたかを残します。"

    answer = forms.CharField(
        label="お答えした内容",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="案内した窓口や、本人が納得したかも書きます。",
    )


class NotedForm(AnswerForm):
    """地区のようすとして残す: what the team keeps of a 聞いた話, and tells whoever heard it (R143)."""

    heading, button = "地区のようすとして残す", "残す"
    lead = "だれかの相談にはしないで、地区の話として残します。書いた人に伝わります。"

    answer = forms.CharField(
        label="残すことと、書いた人へのお返事",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="例: 坂の上のバス停がなくなり、買い物に困る方がふえている。来月の協議の場で話します。",
    )


class ReasonForm(forms.Form):
    """A reason and nothing else."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=500)


class RestrictForm(forms.Form):
    """特別な取り扱いにする: which kind it turned out to be."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    restriction = restriction_field()
