"""The unified record on a case: the common form, plus what comes next (I2)."""

from datetime import date
from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.fields import WarekiDateField
from wagamachi.records.forms import RecordForm

from ..models import Case
from ..services import NextAction


class CaseRecordForm(RecordForm):
    """The holding team also says what comes next; a partner only writes what it did."""

    next_action = forms.CharField(label="次にすること", max_length=120)
    next_action_on = WarekiDateField(label="いつまでに")

    def __init__(self, data: Any = None, *, actor: Actor, case: Case, **kwargs: Any) -> None:
        start = {
            "counterpart": case.label,
            "next_action": case.next_action,
            "next_action_on": None if _is_past(case.next_action_on) else case.next_action_on,
        }
        super().__init__(
            data, actor=actor, area=case.area_id, function="individual", initial=start, **kwargs
        )
        self.holds = case.holder_team_id in actor.team_ids
        if not self.holds:
            del self.fields["next_action"], self.fields["next_action_on"]

    def planned(self) -> NextAction | None:
        """Return what comes next, for the holding team; None for a partner."""
        if not self.holds:
            return None
        return NextAction(self.cleaned_data["next_action_on"], self.cleaned_data["next_action"])


def _is_past(day: date | None) -> bool:
    return day is not None and day < clock.today()
