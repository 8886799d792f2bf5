from .case import (
    ENDED_STATES,
    OPEN_STATES,
    Case,
    CaseCounter,
    CaseMember,
    Evaluation,
    MemberTheme,
    Participation,
    Supporter,
)
from .flag import CaseFlag
from .handoff import LIVE, MOVING, UNANSWERED, WAITING, Handoff
from .intake import Intake
from .meeting import CaseMeeting
from .merge import CaseMerge
from .role import RoleTask

__all__ = [
    "ENDED_STATES",
    "LIVE",
    "MOVING",
    "OPEN_STATES",
    "UNANSWERED",
    "WAITING",
    "Case",
    "CaseCounter",
    "CaseFlag",
    "CaseMeeting",
    "CaseMember",
    "CaseMerge",
    "Evaluation",
    "Handoff",
    "Intake",
    "MemberTheme",
    "Participation",
    "RoleTask",
    "Supporter",
]
