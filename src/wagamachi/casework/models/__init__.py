from .case import (
    OPEN_STATES,
    Case,
    CaseCounter,
    CaseMember,
    Evaluation,
    MemberTheme,
    Participation,
    Supporter,
)
from .handoff import Handoff
from .intake import Intake

__all__ = [
    "OPEN_STATES",
    "Case",
    "CaseCounter",
    "CaseMember",
    "Evaluation",
    "Handoff",
    "Intake",
    "MemberTheme",
    "Participation",
    "Supporter",
]
