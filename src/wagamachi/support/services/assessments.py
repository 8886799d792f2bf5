"""Writing an assessment: always a new sheet, so that what was thought before stays readable."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.perms import Perm
from wagamachi.casework.models import Case
from wagamachi.casework.services.holding import hold_open_case
from wagamachi.core import clock
from wagamachi.core.errors import DomainError

from ..models import Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDraft:
    """What a sheet says. Only ``complaint`` (主訴) and the day are needed; ``income`` is yen a month."""

    assessed_on: date
    complaint: str
    member_id: UUID | None = None
    words: str = ""
    wish: str = ""
    strengths: str = ""
    insurance: str = ""
    pensions: tuple[str, ...] = ()
    handbooks: tuple[str, ...] = ()
    handbook_note: str = ""
    income: int | None = None
    income_note: str = ""
    health: str = ""
    disability: str = ""
    living: str = ""
    money: str = ""
    work: str = ""
    family: str = ""
    ties: str = ""
    readiness: str = ""
    view: str = ""
    urgent: str = ""


def write_assessment(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: AssessmentDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
) -> Assessment:
    """Write a new sheet on an open case; the one before is remembered and kept (R031).

    Saving the same ``id`` twice makes one sheet. Raises DomainError without the worry itself or for
    a day that has not come, NotAllowed outside the holding team.
    """

    def first() -> dict[str, Any]:
        _check(draft, clock.today(at))
        hold_open_case(actor=actor, case=case)
        before = case.assessments.filter(next=None).order_by("-written_at", "-pk").first()
        return {"previous": before, "written_by_id": actor.person_id, "written_at": at}

    return keep_new(
        Assessment, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said=asdict(draft), first=first,
    )  # fmt: skip


def _check(draft: AssessmentDraft, today: date) -> None:
    if not draft.complaint.strip():
        raise DomainError("主訴（困っていること）を書いてください。", field="complaint")
    if draft.assessed_on > today:
        raise DomainError(
            "聞きとった日がこれから先になっています。実際の日を入れてください。",
            field="assessed_on",
        )
