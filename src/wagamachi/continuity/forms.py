"""Forms of this room: who is away, whom things go to, and what a filter is called."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from wagamachi.accounts.models import User
from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.core.fields import WarekiDateField
from wagamachi.core.forms import Kept

from .enums import FilterPage, HeldAs
from .models import Absence
from .services.absences import AbsenceDraft
from .services.bulk import Picked
from .services.handing_over import Pick

INBOX = "inbox"


class AbsenceForm(Kept):
    """不在: from when, back when, who stands in. Never why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_on = WarekiDateField(label="休みはじめる日")
    ends_on = WarekiDateField(
        label="もどる日",
        help_text="この日から出てきます。8月10日まで休むなら、8月11日と書きます。",
    )
    deputy = RowChoiceField(
        User,
        called=lambda user: user.name,
        label="代わりの人",
        required=False,
        empty_label="えらんでください",
        help_text="同じチームの人です。期日の来たケースと、返事を待つつなぎが、その人の「今日」に出ます。",
    )
    note = forms.CharField(
        label="代わりの人へのことづけ",
        max_length=200,
        required=False,
        help_text="休むわけや、相談した人の名前は書かないでください。",
    )

    def __init__(self, *args: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, deputy=deputies)

    @classmethod
    def of(cls, absence: Absence) -> dict[str, Any]:
        """Return the initial values of an absence."""
        names = ("version", "starts_on", "ends_on", "deputy", "note")
        return {name: getattr(absence, name) for name in names}

    def draft(self) -> AbsenceDraft:
        """Return the absence, for the service."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in {"version", "token"}}
        return AbsenceDraft(**data)


class ToForm(forms.Form):
    """To whom: somebody, or the team's inbox."""

    to = forms.ChoiceField(label="だれに")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {str(person.pk): person for person in people}
        chosen = [(pk, self.called(person)) for pk, person in self.people.items()]
        offer(self, to=[("", "えらんでください"), (INBOX, "チームの受信箱へ"), *chosen])

    def called(self, person: Any) -> str:
        """Return the name, with the teams where several are possible."""
        teams = getattr(person, "team_names", "")
        return f"{person.name}（{teams}）" if teams else person.name

    @property
    def to_user(self) -> User | None:
        """The chosen person; None for the team's inbox."""
        return self.people.get(self.cleaned_data["to"])

    @property
    def to_label(self) -> str:
        person = self.to_user
        return f"{person.name}さん" if person else "チームの受信箱"


class HandingOverForm(ToForm):
    """Which things, and to whom."""

    item = forms.MultipleChoiceField(
        label="引き継ぐもの",
        error_messages={
            "required": "引き継ぐものを、ひとつ以上えらんでください。",
            "invalid_choice": "もう引き継がれたものが入っています。一覧を開き直してください。",
        },
    )

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, item=[(key, key) for key in keys])

    def picks(self) -> list[Pick]:
        """Return what was ticked, for the service."""
        parted = (key.split(":", 1) for key in self.cleaned_data["item"])
        return [(HeldAs(held_as), UUID(pk)) for held_as, pk in parted]


def picked(values: Iterable[str]) -> list[Picked]:
    """Return the ticked cases of a list, each written as ``id.version``; anything else is left out."""
    found = []
    for value in values:
        pk, _, version = value.partition(".")
        try:
            found.append(Picked(UUID(pk), int(version)))
        except ValueError:
            continue
    return found


class KeepFilterForm(forms.Form):
    """この条件を残す: a name. The filter itself is what the page shows."""

    page = forms.ChoiceField(choices=FilterPage.choices, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="条件の名前", max_length=40)
