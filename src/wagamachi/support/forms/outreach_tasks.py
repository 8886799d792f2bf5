"""アウトリーチを頼む: where, why, whom and by when (R018)."""

from typing import Any
from uuid import UUID

from django import forms

from wagamachi.areas.models import Area
from wagamachi.casework.forms.cases import VersionMixin
from wagamachi.casework.forms.offering import RowChoiceField, offer
from wagamachi.core import clock
from wagamachi.core.fields import PageId, WarekiDateField
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import receiving_teams

from ..services import OutreachAsked


class AskOutreachForm(forms.Form):
    """Ask a team to go out to an area."""

    token = PageId()
    area = RowChoiceField(Area, called=lambda area: area.name, label="どの圏域に")
    reason = forms.CharField(
        label="出かけるわけ", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    team = RowChoiceField(
        Team,
        called=lambda team: f"{team.organization.name} {team.name}",
        label="どのチームに頼みますか",
    )
    due_on = WarekiDateField(label="いつまでに")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.today()
        areas = Area.objects.live(on).base().filter(is_unknown=False)
        offer(self, area=areas.order_by("tier", "code", "name"), team=receiving_teams(on))

    @property
    def token_id(self) -> UUID:
        token: UUID = self.cleaned_data["token"]
        return token

    def asked(self) -> OutreachAsked:
        data = self.cleaned_data
        return OutreachAsked(data["area"], data["reason"], data["team"], data["due_on"])


class FinishTaskForm(VersionMixin):
    """How it ended, when nobody writes an outing of their own."""

    outcome = forms.CharField(
        label="どうだったか", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例: 民生委員さんと会って、来月いっしょに回ることにした",
    )  # fmt: skip
