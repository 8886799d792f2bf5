"""Everything that writes the work of 民生委員 and what is taken off them."""

from .deciding import DecisionDraft, decide_relief
from .handing_on import (
    complete_task,
    finish_task,
    give_back_task,
    offer_task,
    recall_task,
    stop_task,
    take_task,
)
from .tasks import TaskDraft, change_task, enter_task

__all__ = [
    "DecisionDraft",
    "TaskDraft",
    "change_task",
    "complete_task",
    "decide_relief",
    "enter_task",
    "finish_task",
    "give_back_task",
    "offer_task",
    "recall_task",
    "stop_task",
    "take_task",
]
