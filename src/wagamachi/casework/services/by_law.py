"""What the law wants at once, on what is there already: marked, restricted and routed (R017)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.core import clock
from wagamachi.core.errors import Conflict, DomainError, NotAllowed
from wagamachi.core.refs import Ref
from wagamachi.organizations.models import Team
from wagamachi.organizations.queries import fallback_team

from ..enums import IntakeState, Restriction
from ..models import Case, Intake
from ..queries.statutory import ROUTES, meant_by_case
from ..queries.tiers import is_municipal
from ..urgency import rank_of
from .finding import index_intake
from .flags import keeps_flags
from .guarding import apply_guards
from .holding import hold_open_case, lock_rows
from .taking_over import STATUTORY_STEP, route_by_law
from .telling import tell_bringer, tell_team


def follow_the_law(
    *, actor: Actor, at: datetime, case: Case, before: str, also: Iterable[str | None] = ()
) -> None:
    """Make a case as careful as its themes and tags are, and bring it where the law wants it.

    ``before`` is the restriction it had: one that was restricted already stays with whoever holds it.
    ``also`` are themes that were ticked elsewhere. Call it in the transaction of what was ticked, after
    the ticks are saved.
    """
    meant = meant_by_case(case, also)
    if meant and case.restriction not in meant:
        change(case, actor=actor, at=at, version=None, restriction=meant[0])
    if case.restriction and not before and not is_in_good_hands(case.holder_team, case.restriction):
        route_by_law(actor=actor, at=at, case=case)
    apply_guards(actor=actor, case=case, at=at)


def is_in_good_hands(team: Team, restriction: str) -> bool:
    """Say whether the team is of the municipal tier, or of a body the law names for it."""
    return is_municipal(team) or team.organization.kind_id in ROUTES[Restriction(restriction)].kinds


def restrict_intake(
    *, actor: Actor, at: datetime, intake: Intake, version: int, restriction: str
) -> Intake:
    """Say of a waiting worry that the law wants it at once: whoever took it in or holds it may.

    It goes to the municipal team, and whoever told of it keeps 「通報済み」. Raises Stale with both
    versions, Conflict once it is on a case or answered, NotAllowed for somebody who does not read it.
    """
    if restriction not in Restriction.values:
        raise DomainError("どの取り扱いにするかを選んでください。", field="restriction")
    with transaction.atomic():
        lock_rows(Intake, [intake.pk])
        if not can(actor, Perm.INTAKE_READ, intake):
            raise NotAllowed("取り扱いを変えられるのは、この相談を受けた人と、担当チームの人です。")
        intake.refresh_from_db()
        if intake.state != IntakeState.WAITING:
            raise Conflict(
                "もうケースになったか、お答えした相談です。ケースの画面で変えてください。"
            )
        team = fallback_team(clock.today(at))
        change(
            intake, actor=actor, at=at, version=version, ref=Ref("intake", intake.pk),
            restriction=restriction, holder_team_id=team.pk, holder_user_id=None,
            next_action_on=clock.today(at), next_action=STATUTORY_STEP,
            urgent_rank=rank_of(intake.urgency, restriction),
        )  # fmt: skip
        index_intake(intake)
        tell_team(intake=intake, at=at, but_not=actor.user_id)
        tell_bringer(intake=intake, at=at, but_not=actor.user_id)
    return intake


@keeps_flags
def unrestrict_case(*, actor: Actor, at: datetime, case: Case, version: int, reason: str) -> Case:
    """Say that a case needs no special handling after all, and why; a lead of the holding team may.

    Its intakes become as open as the case. Raises DomainError without a reason, or while a tag or a
    theme still says otherwise; NotAllowed for others.
    """
    if not reason.strip():
        raise DomainError("特別な取り扱いをやめる理由を書いてください。", field="reason")
    with transaction.atomic():
        hold_open_case(actor=actor, case=case, perm=Perm.CASE_UNRESTRICT)
        if not case.restriction:
            raise DomainError("このケースは、特別な取り扱いになっていません。")
        change(
            case, actor=actor, at=at, version=version, restriction="",
            unrestricted_because=reason.strip(),
        )  # fmt: skip
        if meant := meant_by_case(case):
            raise DomainError(
                f"課題や課題タグが、まだ「{meant[0].label}」です。先に、そちらを外してください。",
                field="reason",
            )
        apply_guards(actor=actor, case=case, at=at)
    return case
