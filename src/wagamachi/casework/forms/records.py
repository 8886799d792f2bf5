"""The unified record on a case: the common form, plus what comes next (I2)."""

from datetime import date
from typing import Any

from django import forms

from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.fields import WarekiDateField
from wagamachi.records.definitions import FUNCTIONS
from wagamachi.records.forms import RecordForm
from wagamachi.records.forms.record import SPLIT

from ..enums import CaseState
from ..models import Case
from ..queries.course import last_shares
from ..services import NextAction
from ..services.standing import next_contact

# What is long enough for nearly every note; the list beside them has the rest.
CHIPS = (15, 30, 45, 60, 90, 120)
FOLDED = ("counterpart", "area", "next_step", "team", "place", "tier", "staff")


class CaseRecordForm(RecordForm):
    """The holding team also says what comes next; a partner only writes what it did.

    It starts from the last record the actor wrote about a case, so that a usual one is written with
    three fields. Of a case one stays in touch with, the next contact follows by itself (R027).
    """

    may_be_brief = False

    next_action = forms.CharField(label="次にすること", max_length=120)
    next_action_on = WarekiDateField(label="いつまでに")
    # The plan this page was opened with, so that nobody's newer plan is overwritten unseen.
    plan_seen = forms.CharField(widget=forms.HiddenInput({"data-kept": ""}), required=False)
    minute_chips = CHIPS
    is_stale = False  # set by ``attempt`` when somebody else was faster

    def __init__(self, data: Any = None, *, actor: Actor, case: Case, **kwargs: Any) -> None:
        self.case = case
        start = {
            "counterpart": case.label,
            "next_action": case.next_action,
            "next_action_on": self._next_on(),
            "plan_seen": _written(case),
        }
        start |= {} if data else _usual_shares(actor)
        super().__init__(
            data, actor=actor, area=case.area_id, function="individual", initial=start, **kwargs
        )
        self.holds = case.holder_team_id in actor.team_ids
        if not self.holds:
            for name in ("next_action", "next_action_on", "plan_seen"):
                del self.fields[name]
        elif case.state == CaseState.STANDING_BY:
            field = self.fields["next_action_on"]
            field.required = False
            field.help_text = f"空なら、日時から{case.contact_every_days}日あとになります。"

    def _next_on(self) -> date | None:
        """Return the day to start with: none when it has passed, or follows from the rhythm."""
        day = self.case.next_action_on
        if self.case.state == CaseState.STANDING_BY:
            return None
        return None if day is None or day < clock.today() else day

    @property
    def has_fold_open(self) -> bool:
        """Say whether the items below the fold must be shown: one is wrong or filled in by hand."""
        is_wrong = any(self[name].errors for name in FOLDED)
        return is_wrong or any(
            self[name].value() for name in ("place", "tier", "staff", "next_step")
        )

    def planned(self) -> NextAction | None:
        """Return what comes next, for the holding team; None for a partner."""
        if not self.holds:
            return None
        said = self.cleaned_data
        on: date | None = said["next_action_on"] or next_contact(
            self.case, clock.today(said["occurred_at"]), clock.today()
        )
        return NextAction(on, said["next_action"]) if on else None

    def seen(self) -> NextAction | None:
        """Return the plan the page showed; None when it did not say."""
        day, bar, what = self.cleaned_data.get("plan_seen", "").partition("|")
        try:
            return NextAction(date.fromisoformat(day), what) if bar else None
        except ValueError:
            return None

    def show_newer_plan(self) -> None:
        """After both plans were shown: saving again is a deliberate answer to the newer one."""
        self.data = data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["plan_seen"] = _written(self.case)


def _written(case: Case) -> str:
    return f"{case.next_action_on or ''}|{case.next_action}"


def _usual_shares(actor: Actor) -> dict[str, Any]:
    """Return how the actor shared the time of their last record about a case over the functions."""
    shares = last_shares(actor)
    if shares is None:
        return {}
    keys = [key for key, _, _ in FUNCTIONS]
    whole = next((key for key, share in zip(keys, shares, strict=True) if share == 100), SPLIT)
    split = {f"{key}_share": share for key, share in zip(keys, shares, strict=True)}
    return {"function": whole} | (split if whole == SPLIT else {})
