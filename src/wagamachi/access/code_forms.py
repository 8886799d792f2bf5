"""Forms for the code lists of this municipality."""

from datetime import date
from typing import Any

from django import forms

from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept
from wagamachi.core.models import Code, CodeList


class CodeRenameForm(forms.Form):
    """What a code is called here."""

    label = forms.CharField(
        label="この区市町村での呼び方",
        max_length=80,
        required=False,
        help_text="空にすると、もとの名前にもどります。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CodeAddForm(Kept):
    """A code that only this municipality has."""

    label = forms.CharField(label="名前", max_length=80)
    maps_to = forms.ModelMultipleChoiceField(
        label="集計先",
        queryset=Code.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="ほかの区市町村と合わせて数えるとき、どのコードに入れるかをえらびます。",
        error_messages={"required": "集計先を1つ以上えらんでください。"},
    )
    note = forms.CharField(label="説明", max_length=200, required=False)

    def __init__(self, *args: Any, code_list: CodeList, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = code_list.codes.live(on).filter(is_local=False)
        self.fields["maps_to"].queryset = shared  # type: ignore[attr-defined]  # a model field


class CodeEndForm(forms.Form):
    """From when a code is out of use."""

    valid_until = WarekiDateField(label="使いおわり（この日から使えない）")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
