from .assignment import Assignment, RoleLabel
from .audit import AuditEvent, StateTransition

__all__ = ["Assignment", "AuditEvent", "RoleLabel", "StateTransition"]
