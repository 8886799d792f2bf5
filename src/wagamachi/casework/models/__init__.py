from .addition import IntakeAddition
from .approval import Approval
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
from .handoff import ASKED, LIVE, MOVING, PERSONAL, UNANSWERED, WAITING, Handoff
from .intake import Intake
from .meeting import CaseMeeting
from .merge import CaseMerge
from .role import RoleTask

__all__ = [
    "ASKED",
    "ENDED_STATES",
    "LIVE",
    "MOVING",
    "OPEN_STATES",
    "PERSONAL",
    "UNANSWERED",
    "WAITING",
    "Approval",
    "Case",
    "CaseCounter",
    "CaseFlag",
    "CaseMeeting",
    "CaseMember",
    "CaseMerge",
    "Evaluation",
    "Handoff",
    "Intake",
    "IntakeAddition",
    "MemberTheme",
    "Participation",
    "RoleTask",
    "Supporter",
]
