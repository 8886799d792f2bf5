"""Everything that writes absences, hands work over, moves it in bulk, and keeps filters."""

from .absences import AbsenceDraft, call_off_absence, change_absence, enter_absence
from .bulk import Outcome, Picked, reassign_cases, rehearse_reassignment
from .filters import drop_filter, keep_filter
from .handing_over import Step, hand_over, note_meeting, rehearse_handing_over
from .upkeep import Kept, keep_held

__all__ = [
    "AbsenceDraft",
    "Kept",
    "Outcome",
    "Picked",
    "Step",
    "call_off_absence",
    "change_absence",
    "drop_filter",
    "enter_absence",
    "hand_over",
    "keep_filter",
    "keep_held",
    "note_meeting",
    "reassign_cases",
    "rehearse_handing_over",
    "rehearse_reassignment",
]
