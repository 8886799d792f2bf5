from .relief import ReliefDecision
from .task import CommissionerTask, TaskOffer

__all__ = ["CommissionerTask", "ReliefDecision", "TaskOffer"]
