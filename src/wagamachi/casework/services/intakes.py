"""A worry comes in and finds its team (R012, R015, R022)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wagamachi.access import audit
from wagamachi.access.actor import Actor, Post
from wagamachi.access.matrix import MATRIX
from wagamachi.access.perms import Perm
from wagamachi.access.transitions import apply
from wagamachi.areas.models import Area
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.models import Code
from wagamachi.core.refs import Ref
from wagamachi.core.text import fold, phone_key
from wagamachi.core.workdays import add_workdays
from wagamachi.organizations.models import Organization, Team

from ..models import Intake
from ..states import INTAKE
from .finding import index_intake
from .placing import place_worry


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDraft:
    """What was heard. Only the first three are needed; nobody is asked for 高齢・障害・児童."""

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


def receive_intake(
    *,
    actor: Actor,
    at: datetime,
    id: UUID,  # noqa: A002  # the client-made id of the row
    draft: IntakeDraft,
) -> Intake:
    """Take a worry in: it is in the area team's inbox when this returns.

    Saving the same ``id`` twice makes one intake. Raises DomainError when a needed field is empty.
    """
    _check(draft)
    post = _point_of(actor)
    on = clock.today(at)
    placing = place_worry(draft.place, on=on, point=draft.point, area_id=draft.area_id)
    with transaction.atomic():
        intake, is_new = Intake.objects.get_or_create(
            id=id,
            defaults=placing.columns
            | {
                "received_at": at,
                "received_by_id": actor.person_id,
                "received_team_id": post.team_id,
                "window_kind_id": _window_kind(post),
                "noticed_by": draft.noticed_by,
                "situation": draft.situation,
                "subject": draft.subject,
                "subject_kana": draft.subject_kana,
                "phone": draft.phone,
                "name_key": fold(draft.subject).replace(" ", ""),
                "phone_key": phone_key(draft.phone),
                "route_id": draft.route_id,
                "method_id": draft.method_id,
                "urgency": list(draft.urgency),
                "holder_team": placing.team,
                "next_action_on": first_answer_by(on, urgent=bool(draft.urgency)),
                "next_action": "受けとめて、はじめの連絡をする",
            },
        )
        if is_new:
            intake.themes.set(Code.objects.filter(pk__in=draft.theme_ids))
            intake.areas.set(Area.objects.filter(pk__in=placing.area_ids))
            index_intake(intake)
            ref = Ref("intake", intake.pk)
            audit.record(actor=actor, kind=audit.EventKind.CREATED, ref=ref, at=at)
    return intake


def first_answer_by(on: date, *, urgent: bool) -> date:
    """Return the day by which somebody must have answered: today when it cannot wait."""
    return on if urgent else add_workdays(on, settings.WAGAMACHI["NEXT_ACTION_DAYS"])


def pass_on_intake(
    *, actor: Actor, at: datetime, intake: Intake, team: Team, reason: str
) -> Intake:
    """Move a waiting intake to another team's inbox; it is never between two inboxes.

    Raises DomainError when the team is the same or takes no worries.
    """
    if team.pk == intake.holder_team_id:
        raise DomainError("いまと同じチームです。ほかのチームを選んでください。", field="team")
    if not (team.is_base or team.is_fallback) or team.closes_on:
        raise DomainError(
            "このチームは相談を受けとめるチームではありません。ほかのチームを選んでください。",
            field="team",
        )
    with transaction.atomic():
        apply(
            INTAKE, intake, "pass_on", actor=actor, at=at, reason=reason,
            holder_team=team, holder_user=None,
        )  # fmt: skip
        index_intake(intake)
    return intake


def answer_intake(*, actor: Actor, at: datetime, intake: Intake, answer: str) -> Intake:
    """End an intake that needed no more than an answer; what was answered is written down (I7)."""
    if not answer.strip():
        raise DomainError(
            "何をお答えしたかを書いてください。書かずに終えることはできません。", field="answer"
        )
    apply(INTAKE, intake, "answer", actor=actor, at=at, answer=answer, answered_at=at)
    return intake


def reopen_intake(*, actor: Actor, at: datetime, intake: Intake, reason: str) -> Intake:
    """Put an answered intake back into its team's inbox."""
    due = first_answer_by(clock.today(at), urgent=False)
    apply(
        INTAKE, intake, "reopen", actor=actor, at=at, reason=reason,
        answered_at=None, holder_user=None, next_action_on=due,
    )  # fmt: skip
    return intake


def _check(draft: IntakeDraft) -> None:
    needed = {
        "noticed_by": "だれが気づいたかを書いてください。",
        "situation": "どんな様子かを、聞いたままに書いてください。",
        "place": "だいたいの場所を書いてください。わからなければ「不明」と書いてください。",
    }
    for field, message in needed.items():
        if not getattr(draft, field).strip():
            raise DomainError(message, field=field)


def _point_of(actor: Actor) -> Post:
    """Return the post the intake is received with: the first that may take worries in."""
    for post in actor.posts:
        if Perm.INTAKE_CREATE in MATRIX[post.role]:
            return post
    raise DomainError("いまの配置では相談を受けられません。管理の人に配置を確かめてください。")


def _window_kind(post: Post) -> str:
    kinds = Organization.objects.filter(pk=post.organization_id).values_list("kind_id", flat=True)
    return str(kinds.get())
