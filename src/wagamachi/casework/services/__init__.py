from .amending import (
    add_to_intake,
    correct_intake,
    is_unreceived,
    may_weigh_urgency,
    takes_additions,
    weigh_urgency,
)
from .answering import (
    accept_handoff,
    decline_handoff,
    explain_handoff,
    finish_handoff,
    receive_handoff,
    weigh_handoff,
    withdraw_handoff,
    write_answer_down,
)
from .approving import approve_sharing, lapse_sharings, refuse_sharing
from .asking import HandoffDraft
from .by_law import restrict_intake, unrestrict_case
from .cases import assign_case, claim_intake, describe_case, plan_next_action, reopen_case
from .closing import EvaluationDraft, close_case, current_evaluation, evaluate_case
from .companions import change_companion
from .consents import ConsentDraft, ask_consent, withdraw_consent
from .guarding import apply_guards, check_may_be_told, guards_of
from .handoffs import ask_for_backup, ask_to_take_over, send_handoff
from .household import (
    add_member,
    add_supporter,
    change_member,
    end_support,
    identify_member,
    leave_household,
    make_key_member,
    part_member,
)
from .intakes import (
    IntakeDraft,
    answer_intake,
    pass_on_intake,
    receive_intake,
    reopen_intake,
    weigh_intake,
)
from .locating import locate_case, locate_intake, team_there
from .looking_up import look_for_matches
from .meetings import MeetingDraft, call_meeting, call_off_meeting, hold_meeting
from .merging import merge_cases, part_cases
from .recording import NextAction, look_in_again, may_look_in, record_on_case
from .roles import RoleDraft, add_role, change_role, finish_role, role_from_handoff
from .standing import resume_support, stand_by
from .tagging import tag_case
from .telling import remind_late_intakes

__all__ = [
    "ConsentDraft",
    "EvaluationDraft",
    "HandoffDraft",
    "IntakeDraft",
    "MeetingDraft",
    "NextAction",
    "RoleDraft",
    "accept_handoff",
    "add_member",
    "add_role",
    "add_supporter",
    "add_to_intake",
    "answer_intake",
    "apply_guards",
    "approve_sharing",
    "ask_consent",
    "ask_for_backup",
    "ask_to_take_over",
    "assign_case",
    "call_meeting",
    "call_off_meeting",
    "change_companion",
    "change_member",
    "change_role",
    "check_may_be_told",
    "claim_intake",
    "close_case",
    "correct_intake",
    "current_evaluation",
    "decline_handoff",
    "describe_case",
    "end_support",
    "evaluate_case",
    "explain_handoff",
    "finish_handoff",
    "finish_role",
    "guards_of",
    "hold_meeting",
    "identify_member",
    "is_unreceived",
    "lapse_sharings",
    "leave_household",
    "locate_case",
    "locate_intake",
    "look_for_matches",
    "look_in_again",
    "make_key_member",
    "may_look_in",
    "may_weigh_urgency",
    "merge_cases",
    "part_cases",
    "part_member",
    "pass_on_intake",
    "plan_next_action",
    "receive_handoff",
    "receive_intake",
    "record_on_case",
    "refuse_sharing",
    "remind_late_intakes",
    "reopen_case",
    "reopen_intake",
    "restrict_intake",
    "resume_support",
    "role_from_handoff",
    "send_handoff",
    "stand_by",
    "tag_case",
    "takes_additions",
    "team_there",
    "unrestrict_case",
    "weigh_handoff",
    "weigh_intake",
    "weigh_urgency",
    "withdraw_consent",
    "withdraw_handoff",
    "write_answer_down",
]
