"""いまの担当と状況: where a worry that came in stands, in words for whoever brought it (I4, R010, R012)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wagamachi.core import codes
from wagamachi.organizations.models import Team

from ..enums import CaseState, IntakeAsk, IntakeState
from ..models import OPEN_STATES, Case, Intake
from ..states import CASE, INTAKE, UNHELD

# 手段 by which one meets or reaches the person: no meetings, no talks among offices, no paperwork.
_WITH_THE_PERSON = (*(f"SHUDAN-{n:02d}" for n in range(1, 10)), "SHUDAN-16")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who holds it now, how it stands, and when something happens next; nothing of what it says.

    ``label`` is one of 未受領・検討中・受領・対応中・お返事あり（戻し）・完了 and ``tone`` the badge's; ``person`` is
    the name of the one who acts, or nothing, and ``person_id`` their account.
    """

    label: str
    sentence: str
    tone: str
    team: Team
    person: str
    person_id: UUID | None
    next_on: date | None


def standing_of(intake: Intake) -> Standing:
    """Return how an intake stands; its label never goes back.

    Load ``case``, holder teams with organisations, and holders with it.

    The name of who acts on a restricted worry is not told: it goes by the team (R017).
    """
    case = intake.case
    held = case or intake
    is_over = case.state in (CaseState.CLOSED, CaseState.MERGED) if case else _is_answered(intake)
    holder = held.holder_user if held.holder_user_id and not intake.restriction else None
    label, tone = _label(intake)
    return Standing(
        label=label,
        sentence=told_of_intake(intake),
        tone=tone,
        team=held.holder_team,
        person=holder.name if holder else "",
        person_id=holder.pk if holder else None,
        next_on=None if is_over else held.next_action_on,
    )


def told_of_case(case: Case) -> str:
    """Return how a case stands in the sentence that others read.

    Of an open one without a 主担当 nobody reads that a person was found (R012).
    """
    is_unheld = case.state in OPEN_STATES and not case.holder_user_id
    return UNHELD if is_unheld else CASE.public[case.state]


def told_of_intake(intake: Intake) -> str:
    """Return how a worry stands in the sentence that whoever brought it reads.

    It is the case's once that has ended or lost its 主担当.
    """
    case = intake.case
    if case and not (case.state in OPEN_STATES and case.holder_user_id):
        return told_of_case(case)
    return INTAKE.public[intake.state]


def what_became_of(intake: Intake) -> str:
    """Return in a sentence what became of a 聞いた話, for whoever wrote it down (R143)."""
    if intake.case_id:
        return "相談として引き受けました。"
    if _is_answered(intake):
        return "読んで、地区のようすとして残しました。"
    return (
        "読みました。どうするか考えています。" if intake.weighing_at else "まだ読まれていません。"
    )


def _is_answered(intake: Intake) -> bool:
    return intake.state == IntakeState.ANSWERED


def _label(intake: Intake) -> tuple[str, str]:
    if intake.case is None:
        if not _is_answered(intake):
            return ("検討中", "info") if intake.weighing_at else ("未受領", "warn")
        return (
            ("お返事あり（戻し）", "info") if intake.ask == IntakeAsk.RAISE else ("完了", "quiet")
        )
    if intake.case.state in (CaseState.CLOSED, CaseState.MERGED):
        return "完了", "quiet"
    began = intake.case.state != CaseState.OPENED or intake.weighing_at
    return ("対応中", "ok") if began else ("受領", "info")


def passed_on() -> "QuerySet[Intake]":
    """Return the worries that somebody else's team took on than the one they came in by (R027)."""
    taken = Intake.objects.filter(state=IntakeState.TAKEN)
    return taken.filter(Q(received_team=None) | ~Q(received_team=F("holder_team")))


def with_the_person() -> frozenset[str]:
    """Return the 手段 by which one is in touch with the person, the municipality's own ones too (R027)."""
    return codes.under("SHUDAN", *_WITH_THE_PERSON)
