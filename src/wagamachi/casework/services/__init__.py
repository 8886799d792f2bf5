from .cases import assign_case, claim_intake, describe_case, plan_next_action, reopen_case
from .closing import EvaluationDraft, close_case, current_evaluation, evaluate_case
from .consents import ConsentDraft, ask_consent, withdraw_consent
from .handoffs import (
    HandoffDraft,
    accept_handoff,
    decline_handoff,
    finish_handoff,
    send_handoff,
    withdraw_handoff,
)
from .household import (
    add_member,
    add_supporter,
    change_member,
    end_support,
    identify_member,
    leave_household,
    make_key_member,
)
from .intakes import IntakeDraft, answer_intake, pass_on_intake, receive_intake, reopen_intake
from .recording import NextAction, record_on_case

__all__ = [
    "ConsentDraft",
    "EvaluationDraft",
    "HandoffDraft",
    "IntakeDraft",
    "NextAction",
    "accept_handoff",
    "add_member",
    "add_supporter",
    "answer_intake",
    "ask_consent",
    "assign_case",
    "change_member",
    "claim_intake",
    "close_case",
    "current_evaluation",
    "decline_handoff",
    "describe_case",
    "end_support",
    "evaluate_case",
    "finish_handoff",
    "identify_member",
    "leave_household",
    "make_key_member",
    "pass_on_intake",
    "plan_next_action",
    "receive_intake",
    "record_on_case",
    "reopen_case",
    "reopen_intake",
    "send_handoff",
    "withdraw_consent",
    "withdraw_handoff",
]
