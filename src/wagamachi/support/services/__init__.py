from .assessments import AssessmentDraft, write_assessment
from .difficult import lift_mark, mark_difficult
from .ending import GoalResult, PlanEnding, end_plan
from .gaps import GapDraft, change_gap, note_gap
from .outreach import Concern, OutreachDraft, log_outreach
from .outreach_tasks import OutreachAsked, ask_outreach, finish_outreach_task
from .plans import (
    Agreement,
    GoalDraft,
    PlanDraft,
    add_goal,
    agree_plan,
    change_goal,
    change_plan,
    discard_draft,
    draft_plan,
    remove_goal,
    replan,
)
from .reviews import ReviewDraft, review_plan

__all__ = [
    "Agreement",
    "AssessmentDraft",
    "Concern",
    "GapDraft",
    "GoalDraft",
    "GoalResult",
    "OutreachAsked",
    "OutreachDraft",
    "PlanDraft",
    "PlanEnding",
    "ReviewDraft",
    "add_goal",
    "agree_plan",
    "ask_outreach",
    "change_gap",
    "change_goal",
    "change_plan",
    "discard_draft",
    "draft_plan",
    "end_plan",
    "finish_outreach_task",
    "lift_mark",
    "log_outreach",
    "mark_difficult",
    "note_gap",
    "remove_goal",
    "replan",
    "review_plan",
    "write_assessment",
]
