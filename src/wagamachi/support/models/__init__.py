from .assessment import DOMAINS, Assessment
from .difficult import DifficultMark
from .gap import Gap
from .outreach import Outreach, OutreachConcern, OutreachTask
from .plan import PlanGoal, SupportPlan
from .review import GoalReview, PlanReview

__all__ = [
    "DOMAINS",
    "Assessment",
    "DifficultMark",
    "Gap",
    "GoalReview",
    "Outreach",
    "OutreachConcern",
    "OutreachTask",
    "PlanGoal",
    "PlanReview",
    "SupportPlan",
]
