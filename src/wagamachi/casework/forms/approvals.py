"""承認する・認めない: the answer, its reason, and a shorter period if that is enough (R102)."""

from django import forms

from wagamachi.core.fields import WarekiDateField


class DecideForm(forms.Form):
    """What the approver decides. A no needs its reason; the service says so."""

    answer = forms.ChoiceField(
        label="どうしますか",
        choices=[("approve", "承認する"), ("refuse", "認めない")],
        widget=forms.RadioSelect,
    )
    until_on = WarekiDateField(
        label="いつまで見てよいか",
        required=False,
        help_text="短くすることはできます。この日から見えなくなります。",
    )
    note = forms.CharField(
        label="ひとこと・認めない理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )

    def clean(self) -> dict[str, object]:
        """Ask for the reason of a no beside its field."""
        said = super().clean() or {}
        if said.get("answer") == "refuse" and not str(said.get("note", "")).strip():
            self.add_error(
                "note", "認めない理由を書いてください。頼んだ人が次に動けるように残します。"
            )
        return said
