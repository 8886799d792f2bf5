"""A worry comes in and finds its team (R012, R015, R022)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wagamachi.access.actor import Actor, Post
from wagamachi.access.keeping import keep_new
from wagamachi.access.matrix import MATRIX
from wagamachi.access.perms import Perm
from wagamachi.access.roles import Role
from wagamachi.access.transitions import apply
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.text import fold, phone_key
from wagamachi.core.words import local
from wagamachi.core.workdays import add_workdays
from wagamachi.organizations.models import Organization, Team

from ..enums import IntakeAsk, Restriction, Urgency, UrgentRank
from ..models import Intake
from ..queries.statutory import meant_by
from ..states import INTAKE
from ..urgency import rank_of
from .by_law import is_in_good_hands
from .finding import index_intake
from .guarding import check_may_be_told
from .placing import Placing, place_worry
from .taking_over import STATUTORY_STEP
from .telling import tell_bringer, tell_team

GUARDS = ("keeps_from_neighbours", "restriction")
FIRST_STEP = "受けとめて、はじめの連絡をする"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDraft:
    """What was heard. Only the first three are needed; nobody is asked for 高齢・障害・児童.

    ``restriction`` sends it straight to the municipal tier (R017), and so does a theme or a sign that
    means the same (``queries.statutory.ROUTES``); ``ask`` says what whoever brings
    it wants, and for RAISE ``tried`` and ``asked`` are needed too (R010).
    """

    noticed_by: str
    situation: str
    place: str
    subject: str = ""
    subject_kana: str = ""
    phone: str = ""
    route_id: str | None = None
    method_id: str | None = None
    urgency: Sequence[str] = ()
    theme_ids: Sequence[str] = ()
    point: tuple[float, float] | None = None
    area_id: UUID | None = None
    keeps_from_neighbours: bool = False
    restriction: str = ""
    ask: str = IntakeAsk.WORRY
    raised_from_id: UUID | None = None
    tried: str = ""
    asked: str = ""

    @property
    def cannot_wait(self) -> bool:
        """Say whether somebody must act today: a sign of urgency, or a statutory route (R017)."""
        return bool(self.urgency or self.restriction)

    def columns(self) -> dict[str, object]:
        """Return the model columns that hold what was heard, word for word."""
        longitude, latitude = self.point or (None, None)
        return {
            "noticed_by": self.noticed_by,
            "situation": self.situation,
            "place": self.place,
            "subject": self.subject,
            "subject_kana": self.subject_kana,
            "phone": self.phone,
            "route_id": self.route_id,
            "method_id": self.method_id,
            "urgency": list(self.urgency),
            "longitude": longitude,
            "latitude": latitude,
            "keeps_from_neighbours": self.keeps_from_neighbours,
            "restriction": self.restriction,
            "ask": self.ask,
            "raised_from_id": self.raised_from_id,
            "tried": self.tried,
            "asked": self.asked,
        }


def receive_intake(
    *,
    actor: Actor,
    at: datetime,
    id: UUID,  # noqa: A002  # the client-made id of the row
    draft: IntakeDraft,
) -> Intake:
    """Take a worry in: it is in the area team's inbox when this returns.

    Saving the same ``id`` twice makes one intake. Raises DomainError when a needed field is empty,
    KeptOtherwise when the id is kept with other words, NotYours when somebody else received it;
    who must not read it any more is shown no version of it (R017).
    """
    _check(draft)
    draft = _by_law(draft)
    areas: Collection[UUID] = ()

    def first() -> dict[str, object]:
        nonlocal areas
        post, placing = _point_of(actor, draft), _placed(draft, clock.today(at))
        _check_goes_up(actor, draft, placing.team)
        areas = placing.area_ids
        return placing.columns | _received(actor, at, post, draft) | {"holder_team": placing.team}

    def then(intake: Intake) -> None:
        intake.areas.set(Area.objects.filter(pk__in=areas))
        index_intake(intake)
        tell_team(intake=intake, at=at, but_not=actor.user_id)

    def settled(intake: Intake) -> Sequence[str]:
        """Once it is on a case, or was marked later, its guards say nothing about what was sent."""
        is_marked_since = bool(intake.restriction) and not draft.restriction
        return GUARDS if intake.case_id or is_marked_since else ()

    return keep_new(
        Intake, id=id, actor=actor, at=at, perm=Perm.INTAKE_STATUS, said=draft.columns(),
        many={"themes": draft.theme_ids}, first=first, then=then, read=Perm.INTAKE_READ,
        settled=settled, words={"urgency": dict(Urgency.choices)},
    )  # fmt: skip


def _by_law(draft: IntakeDraft) -> IntakeDraft:
    """Return the draft with the restriction that its themes and signs mean (R017)."""
    meant = meant_by(draft.theme_ids, draft.urgency, draft.restriction)
    return replace(draft, restriction=meant[0]) if meant else draft


def _received(actor: Actor, at: datetime, post: Post, draft: IntakeDraft) -> dict[str, object]:
    """Return who received it when and where, what it is found by, and what comes first (I2)."""
    return {
        "received_at": at,
        "received_by_id": actor.person_id,
        "received_team_id": post.team_id,
        "window_kind_id": _window_kind(post),
        "name_key": fold(draft.subject).replace(" ", ""),
        "phone_key": phone_key(draft.phone),
        "next_action_on": first_answer_by(clock.today(at), urgent=draft.cannot_wait),
        "next_action": STATUTORY_STEP if draft.restriction else FIRST_STEP,
        "urgent_rank": rank_of(draft.urgency, draft.restriction),
    }


def _placed(draft: IntakeDraft, on: date) -> Placing:
    return place_worry(
        draft.place, on=on, point=draft.point, area_id=draft.area_id,
        is_statutory=bool(draft.restriction),
    )  # fmt: skip


def first_answer_by(on: date, *, urgent: bool) -> date:
    """Return the day by which somebody must have answered: today when it cannot wait."""
    return on if urgent else add_workdays(on, settings.WAGAMACHI["NEXT_ACTION_DAYS"])


def weigh_intake(*, actor: Actor, at: datetime, intake: Intake) -> Intake:
    """Tell whoever brought it that the team is thinking it over; its day stays as it is (R010)."""
    with transaction.atomic():
        apply(INTAKE, intake, "weigh", actor=actor, at=at, weighing_at=intake.weighing_at or at)
        tell_bringer(intake=intake, at=at, but_not=actor.user_id)
    return intake


def pass_on_intake(
    *, actor: Actor, at: datetime, intake: Intake, team: Team, reason: str
) -> Intake:
    """Move a waiting intake to another team's inbox; it is never between two inboxes.

    Raises DomainError when the team is the same or takes no worries, or for what the law wants at once
    when it is neither of the municipal tier nor the body to call (R017).
    """
    if team.pk == intake.holder_team_id:
        raise DomainError("いまと同じチームです。ほかのチームを選んでください。", field="team")
    on = clock.today(at)
    is_open = Team.objects.live(on).filter(pk=team.pk, closes_on=None).exists()
    if not (team.is_base or team.is_fallback) or not is_open:
        raise DomainError(
            "このチームは相談を受けとめるチームではありません。ほかのチームを選んでください。",
            field="team",
        )
    check_may_be_told(intake, team=team, on=on)
    if intake.restriction and not is_in_good_hands(team, intake.restriction):
        raise DomainError(
            local(
                "法律にもとづく対応が要る相談です。区市町村圏域のチームか、決められた窓口だけに、まわせます。"
            ),
            field="team",
        )
    with transaction.atomic():
        apply(
            INTAKE, intake, "pass_on", actor=actor, at=at, reason=reason,
            holder_team=team, holder_user=None, weighing_at=None,
        )  # fmt: skip
        index_intake(intake)
        tell_team(intake=intake, at=at, but_not=actor.user_id)
    return intake


def answer_intake(*, actor: Actor, at: datetime, intake: Intake, answer: str) -> Intake:
    """End an intake that needed no more than an answer; what was answered is written down (I7)."""
    if not answer.strip():
        raise DomainError(
            "何をお答えしたかを書いてください。書かずに終えることはできません。", field="answer"
        )
    with transaction.atomic():
        apply(
            INTAKE, intake, "answer", actor=actor, at=at,
            answer=answer, answered_at=at, responded_at=intake.responded_at or at,
            urgent_rank=UrgentRank.CALM,
        )  # fmt: skip
        tell_bringer(intake=intake, at=at, but_not=actor.user_id)
    return intake


def reopen_intake(*, actor: Actor, at: datetime, intake: Intake, reason: str) -> Intake:
    """Put an answered intake back into its team's inbox."""
    rank = rank_of(intake.urgency, intake.restriction)
    due = first_answer_by(clock.today(at), urgent=rank < UrgentRank.CALM)
    apply(
        INTAKE, intake, "reopen", actor=actor, at=at, reason=reason,
        answered_at=None, holder_user=None, next_action_on=due, urgent_rank=rank, weighing_at=None,
    )  # fmt: skip
    return intake


def _check(draft: IntakeDraft) -> None:
    needed = {
        "noticed_by": "だれが気づいたかを書いてください。",
        "situation": "どんな様子かを、聞いたままに書いてください。",
        "place": "だいたいの場所を書いてください。わからなければ「不明」と書いてください。",
    }
    if draft.restriction and draft.restriction not in Restriction.values:
        raise DomainError("特別な取り扱いを、もう一度選んでください。", field="restriction")
    if draft.ask == IntakeAsk.RAISE:
        needed |= {
            "tried": "これまでに試したことを書いてください。まだなければ「なし」と書きます。",
            "asked": local("中圏域のチームに何をしてほしいかを書いてください。"),
        }
    for field, message in needed.items():
        if not getattr(draft, field).strip():
            raise DomainError(message, field=field)


def _check_goes_up(actor: Actor, draft: IntakeDraft, team: Team) -> None:
    """Raise DomainError when the team that would receive it is the very team that asks (R010)."""
    if draft.ask == IntakeAsk.RAISE and not draft.restriction and team.pk in actor.team_ids:
        raise DomainError(
            "この圏域の相談を受けとめるのは、あなたのチームです。ケースにして、そこから段階を上げてください。",
            field="area",
        )


def _point_of(actor: Actor, draft: IntakeDraft) -> Post:
    """Return the post the intake is received with: the first that may take worries in.

    聞いた話 is heard as the 地区担当 of its district, whatever other posts one has (R143).
    """
    if draft.ask == IntakeAsk.HEARD:
        return _district_post(actor, draft.area_id)
    for post in actor.posts:
        if Perm.INTAKE_CREATE in MATRIX[post.role]:
            return post
    raise DomainError("いまの配置では相談を受けられません。管理の人に配置を確かめてください。")


def _district_post(actor: Actor, area_id: UUID | None) -> Post:
    for post in actor.posts:
        if post.role == Role.DISTRICT_STAFF and area_id in post.area_ids:
            return post
    raise DomainError("あなたが受け持つ地区をえらんでください。", field="area")


def _window_kind(post: Post) -> str:
    kinds = Organization.objects.filter(pk=post.organization_id).values_list("kind_id", flat=True)
    return str(kinds.get())
