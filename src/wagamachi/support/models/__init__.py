from .assessment import DOMAINS, Assessment
from .difficult import DifficultMark
from .gap import Gap
from .outreach import Outreach, OutreachConcern
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
    "PlanGoal",
    "PlanReview",
    "SupportPlan",
]
