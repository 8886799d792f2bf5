"""The form that keeps a しるし quiet for a while."""

from datetime import date
from typing import Any

from django import forms

from wagamachi.core.fields import WarekiDateField


class QuietForm(forms.Form):
    """Until when and why; the service checks how far away the day may be."""

    until = WarekiDateField(label="この日になったら、また知らせる")
    reason = forms.CharField(
        label="知らせなくてよい理由",
        max_length=200,
        help_text="あとで読む人にわかるように書いてください。例: 入院中で、退院まで動きがないため",
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"{most}日先までの日を入れられます。"

    def said(self) -> tuple[date, str]:
        """Return the day and the reason, once valid."""
        return self.cleaned_data["until"], self.cleaned_data["reason"]
