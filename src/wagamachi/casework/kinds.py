"""The kinds of this room: what a Ref to an intake, a case, a つなぎ, a しるし or a 調整会議 is called."""

from wagamachi.core.ids import paper_number
from wagamachi.core.refs import Kind, Part, register, register_part
from wagamachi.core.wareki import format_short

from .models import Approval, Case, CaseFlag, CaseMeeting, Handoff, Intake, RoleTask

_TEAMS = ("from_team__organization", "to_team__organization")


def register_kinds() -> None:
    for kind in (
        Kind(
            "intake", "相談", "casework.Intake", lambda intake: "相談", "casework:intake",
            line=_intake, joins=("holder_team",),
        ),
        Kind("case", "ケース", "casework.Case", _case, "casework:case", line=_case),
        Kind(
            "handoff", "つなぎ", "casework.Handoff", lambda handoff: "つなぎ", "casework:handoff",
            line=_handoff, joins=("case", *_TEAMS),
        ),
        Kind(
            "approval", "承認", "casework.Approval", lambda row: "承認", "casework:approval",
            line=_approval, joins=("team",),
        ),
        Kind(
            "flag", "しるし", "casework.CaseFlag", lambda flag: "気になるしるし", "casework:flag",
            line=_flag, joins=("case",),
        ),
        Kind(
            "meeting", "調整会議", "casework.CaseMeeting", lambda row: "調整会議", "casework:meeting",
            line=_meeting, joins=("case",),
        ),
    ):  # fmt: skip
        register(kind)
    for part in (
        Part(
            "roletask", "casework.RoleTask", _role,
            joins=("case", "organization", "theme"),
        ),
        Part("casemeeting", "casework.CaseMeeting", _meeting, joins=("case",)),
        Part(
            "evaluation", "casework.Evaluation",
            lambda row: f"{format_short(row.evaluated_at)}の評価・{_case(row.case)}", joins=("case",),
        ),
    ):  # fmt: skip
        register_part(part)


def _case(case: Case) -> str:
    return f"ケース {case.number}"


def _intake(intake: Intake) -> str:
    """Return day, number and team; of a restricted one no team, for it says what kind of worry it is."""
    said = f"{format_short(intake.received_at)}に受けた相談・受付番号 {paper_number(intake.pk)}"
    return said if intake.restriction else f"{said}・{intake.holder_team.name}"


def _handoff(handoff: Handoff) -> str:
    """Return day and offices; a receiver outside the house may be somebody of the family."""
    said = f"{format_short(handoff.sent_at)}・{handoff.get_kind_display()}"
    if handoff.case is not None and handoff.case.restriction:
        return said
    to = f" → {handoff.to_team.organization.name}" if handoff.to_team else ""
    return f"{said}・{handoff.from_team.organization.name}{to}"


def _approval(approval: Approval) -> str:
    return f"{format_short(approval.asked_at)}・{approval.team.name}"


def _role(role: RoleTask) -> str:
    """Return whose role for which theme; whoever is no office may be a neighbour, and what they do is free text."""
    doer = role.organization.name if role.organization else "機関のほかの人・場"
    said = doer if role.case.restriction or role.theme is None else f"{doer}・{role.theme.label}"
    return f"{said}・{_case(role.case)}"


def _flag(flag: CaseFlag) -> str:
    return _case(flag.case)


def _meeting(meeting: CaseMeeting) -> str:
    return f"{format_short(meeting.meets_on)}・{_case(meeting.case)}"
