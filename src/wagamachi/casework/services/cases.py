"""Taking a worry on, and holding it: somebody is always named and something always comes next."""

from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.fiscal import fiscal_year
from wagamachi.core.refs import Ref
from wagamachi.notices.enums import NoticeKind
from wagamachi.notices.services import notify
from wagamachi.people.services import PersonDraft, put_person

from ..enums import ParticipationKind, UrgentRank
from ..models import (
    Case,
    CaseCounter,
    CaseMember,
    Intake,
    MemberTheme,
)
from ..states import CASE, INTAKE
from .by_law import follow_the_law
from .companions import keep_door, tell_everybody
from .finding import index_intake
from .flags import keeps_flags
from .guarding import guards_of
from .holding import hold_open_case, lock_rows
from .telling import tell_bringer


@keeps_flags
def claim_intake(
    *,
    actor: Actor,
    at: datetime,
    intake: Intake,
    next_action_on: date,
    next_action: str,
    case: Case | None = None,
) -> Case:
    """Take an intake on: it becomes a new case, or joins an open one that the actor's team holds.

    Whoever took it in keeps seeing who holds it and how it stands (I4). A case that becomes what the
    law wants at once goes to the municipal team, or stays there (R017). Of two people who claim at
    once one wins, and the other gets a Conflict that names the first.
    """
    check_next_action(next_action_on, next_action, clock.today(at))
    with transaction.atomic():
        lock_rows(Intake, [intake.pk])
        if case is None:
            case = _open_case(actor, at, intake, next_action_on, next_action)
            before = case.restriction
        else:
            hold_open_case(actor=actor, case=case)
            before = case.restriction
            change(
                case, actor=actor, at=at, version=None,
                next_action_on=next_action_on, next_action=next_action,
                urgent_rank=min(case.urgent_rank, intake.urgent_rank),
                **guards_of(case, intake),
            )  # fmt: skip
        apply(
            INTAKE, intake, "claim", actor=actor, at=at,
            case=case, holder_user_id=actor.person_id, holder_team_id=case.holder_team_id,
            responded_at=intake.responded_at or at, urgent_rank=UrgentRank.CALM,
        )  # fmt: skip
        case.areas.add(*intake.areas.all())
        remember_receiver(case=case, intake=intake, at=at)
        follow_the_law(actor=actor, at=at, case=case, before=before)
        intake.refresh_from_db()
        index_intake(intake)
        tell_bringer(intake=intake, at=at, but_not=actor.user_id)
    return case


def _open_case(
    actor: Actor, at: datetime, intake: Intake, next_action_on: date, next_action: str
) -> Case:
    """Make the case of an intake; there is one for each, so its page needs no id."""
    said: dict[str, Any] = {
        "number": _next_number(clock.today(at)),
        "label": intake.subject or unnamed(intake),
        "kana": intake.subject_kana,
        "opened_at": at,
        "holder_team_id": intake.holder_team_id,
        "holder_user_id": actor.person_id,
        "next_action_on": next_action_on,
        "next_action": next_action,
        "place": intake.place_known or intake.place,
    }
    along = (
        "address_key", "building_key", "town_id", "longitude", "latitude", "area_id",
        "keeps_from_neighbours", "restriction", "urgent_rank",
    )  # fmt: skip
    return keep_new(
        Case, id=None, actor=actor, at=at, perm=None, data={"intake": str(intake.pk)},
        said=said | {name: getattr(intake, name) for name in along},
        then=lambda case: _add_subject(actor, at, case, intake),
    )  # fmt: skip


def unnamed(intake: Intake) -> str:
    """Return what the house calls a case of somebody whose name nobody knows."""
    return f"{intake.place[:20]}の方"


def _add_subject(actor: Actor, at: datetime, case: Case, intake: Intake) -> None:
    draft = PersonDraft(
        nickname=case.label, kana=intake.subject_kana, phone=intake.phone, address=intake.place
    )
    on = clock.today(at)
    member = CaseMember.objects.create(
        case=case,
        person=put_person(actor=actor, at=at, draft=draft),
        relation="本人",
        is_key=True,
        joined_on=on,
    )
    MemberTheme.objects.bulk_create(
        MemberTheme(member=member, theme=theme, since_on=on) for theme in intake.themes.all()
    )


def _next_number(on: date) -> str:
    """Return the next case number of the fiscal year, such as 2026-0042."""
    year = fiscal_year(on)
    CaseCounter.objects.get_or_create(fiscal_year=year)
    CaseCounter.objects.filter(pk=year).update(last=F("last") + 1)
    return f"{year}-{CaseCounter.objects.get(pk=year).last:04d}"


def remember_receiver(*, case: Case, intake: Intake, at: datetime) -> None:
    """Let the first receiver see holder and status for ever (I4), without any personal data.

    The window stays in the picture, and so does the person: a 民生委員 has no window, and anybody
    may move to another team.
    """
    parties = [{"user_id": intake.received_by_id}]
    if intake.received_team_id:
        parties.append({"team_id": intake.received_team_id})
    if intake.received_team_id == case.holder_team_id:
        return
    for party in parties:
        keep_door(case=case, kind=ParticipationKind.FIRST_RECEIVER, at=at, **party)


def check_next_action(on: date, what: str, today: date) -> None:
    """Raise DomainError unless something is planned for today or later (I2)."""
    if not what.strip():
        raise DomainError("次に何をするかを書いてください。", field="next_action")
    if on < today:
        raise DomainError(
            "次にすることの期日が過ぎています。きょう以降の日を入れてください。",
            field="next_action_on",
        )


@keeps_flags
def plan_next_action(
    *, actor: Actor, at: datetime, case: Case, version: int, next_action_on: date, next_action: str
) -> Case:
    """Set what comes next on an open case and by when."""
    check_next_action(next_action_on, next_action, clock.today(at))
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        return change(
        case, actor=actor, at=at, version=version,
        next_action_on=next_action_on, next_action=next_action,
    )  # fmt: skip


def describe_case(*, actor: Actor, at: datetime, case: Case, version: int, **columns: Any) -> Case:
    """Change label, outline, household type or who must not know; raises Stale with both versions.

    Marked as what the law wants at once, the case goes to the municipal team (R017). Raises DomainError
    for taking that mark away: ``unrestrict_case`` asks for a reason.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        before = case.restriction
        if before and columns.get("restriction") == "":
            raise DomainError(
                "特別な取り扱いをやめるには、理由が要ります。ケースの画面の「特別な取り扱いをやめる」からします。",
                field="restriction",
            )
        change(case, actor=actor, at=at, version=version, **columns)
        follow_the_law(actor=actor, at=at, case=case, before=before)
    return case


class Keep(Enum):
    """Leave the column as it is."""

    AS_IT_IS = "as it is"


@keeps_flags
def assign_case(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    version: int,
    holder_user_id: UUID | None,
    second_user_id: UUID | Keep | None = Keep.AS_IT_IS,
) -> Case:
    """Name members of the holding team as 主担当 and 副担当 (R141), or put the case into its inbox.

    Without ``second_user_id`` the 副担当 stays, unless they become 主担当. Whoever is new is told.
    Raises DomainError for somebody who does not work on the team's cases today, or one person as both.
    """
    with transaction.atomic():
        hold_open_case(actor=actor, case=case)
        if holder_user_id is not None:
            _check_on_team(case, holder_user_id, clock.today(at), "holder_user", "主担当")
        if isinstance(second_user_id, Keep):
            stays = case.second_user_id != holder_user_id
            second_user_id = case.second_user_id if stays else None
        elif second_user_id is not None:
            if second_user_id == holder_user_id:
                raise DomainError("主担当と副担当は、別の人にしてください。", field="second_user")
            _check_on_team(case, second_user_id, clock.today(at), "second_user", "副担当")
        before = {case.holder_user_id, case.second_user_id}
        change(
            case, actor=actor, at=at, version=version,
            holder_user_id=holder_user_id, second_user_id=second_user_id,
        )  # fmt: skip
        named = {case.holder_user_id, case.second_user_id} - before
        notify(
            kind=NoticeKind.CASES_ASSIGNED, ref=Ref("case", case.pk), at=at,
            users=[user for user in named if user], but_not=actor.user_id,
        )  # fmt: skip
    return case


def _check_on_team(case: Case, user_id: UUID, on: date, field: str, called: str) -> None:
    posts = Assignment.objects.able(Perm.CASE_EDIT, on).filter(team=case.holder_team_id)
    if not posts.filter(user_id=user_id).exists():
        raise DomainError(
            f"{called}にできるのは、いま担当チームにいて、ケースを担当できる人だけです。",
            field=field,
        )


@keeps_flags
def reopen_case(
    *, actor: Actor, at: datetime, case: Case, reason: str, next_action_on: date, next_action: str
) -> Case:
    """Open a closed case again, under the one who reopens it; the old evaluation stays."""
    check_next_action(next_action_on, next_action, clock.today(at))
    with transaction.atomic():
        apply(
            CASE, case, "reopen", actor=actor, at=at, reason=reason,
            closed_at=None, close_reason=None, closing_evaluation=None,
            holder_user_id=actor.person_id, next_action_on=next_action_on, next_action=next_action,
        )  # fmt: skip
        tell_everybody(case=case, at=at, but_not=actor.user_id, kind=NoticeKind.CASE_REOPENED)
    return case
