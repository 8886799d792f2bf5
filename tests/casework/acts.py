"""Rows of roles, meetings and merges for the table of who may go through which door."""

from typing import Any

from wagamachi.casework.models import Case
from wagamachi.casework.services import (
    RoleDraft,
    add_role,
    call_meeting,
    merge_cases,
)

from .scenes import Scene


def worked_on(scene: Scene, case: Case) -> dict[str, Any]:
    """Return a task and a meeting of the case, and a merge of two others of 東."""
    said: dict[str, Any] = {"actor": scene.actor("csw"), "at": scene.at}
    meeting = scene.meets(meets_on=scene.today, others="長男")
    return {
        "case_merge": merge_cases(
            kept=scene.case(), merged=scene.case(), reason="電話で確かめた", **said
        ),
        "meeting": call_meeting(case=case, draft=meeting, **said),
        "role": add_role(case=case, draft=RoleDraft(name="長男", task="ごみ出し"), **said),
    }
