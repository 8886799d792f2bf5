from .assessment import DOMAINS, FACTS, TICKED, Assessment
from .difficult import DifficultMark
from .gap import Gap
from .outreach import Outreach, OutreachConcern, OutreachTask
from .plan import PlanGoal, SupportPlan
from .review import GoalReview, PlanReview

__all__ = [
    "DOMAINS",
    "FACTS",
    "TICKED",
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
