"""From written to let out: who wrote it never says so themselves."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import keep_new
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import can
from wagamachi.access.transitions import apply
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.organizations.models import Team

from ..enums import ReleaseState
from ..models import Release
from ..queries.releases import looked_through
from ..states import RELEASE


def ask_release(*, actor: Actor, at: datetime, ref: Ref, team: Team, passed_count: int) -> Release:
    """Ask a second person whether the texts of a row may leave; what was said before no longer counts.

    Call it in the transaction that writes the text. It waits with ``team``, or, where nobody else is there
    to look, with the team that takes what belongs to nobody. ``passed_count`` places were found in it that its
    writer says name nobody.
    """
    with transaction.atomic():
        wrote = _still_unseen(ref) | {actor.person_id}
        _end(ref, at)
        said = {
            "target_kind": ref.kind,
            "target_id": ref.id,
            "team": _who_looks(team, wrote, clock.today(at)),
            "written_by_id": actor.person_id,
            "asked_at": at,
            "passed_count": passed_count,
        }
        return keep_new(
            Release, id=None, actor=actor, at=at, perm=None, said=said,
            many={"also_by": wrote - {actor.person_id}}, data={"about": ref.kind},
        )  # fmt: skip


def end_release(*, at: datetime, ref: Ref) -> None:
    """Let nothing of a row leave: its texts were changed or are gone."""
    _end(ref, at)


def decide(*, actor: Actor, at: datetime, release: Release, action: str, reason: str = "") -> None:
    """Let a text out, send it back or take it back, as a second person.

    Raises NotAllowed for who wrote it, DomainError without a reason where one is needed and for a text
    that names somebody by what is known now, Conflict when it was changed in between.
    """
    if action == "let_out" and can(actor, Perm.TEXT_DECIDE, release):
        _refuse_what_names(release, clock.today(at))
    apply(
        RELEASE, release, action,
        actor=actor, at=at, reason=reason, remark=reason.strip(),
        decided_by_id=actor.person_id, decided_at=at,
    )  # fmt: skip


def _refuse_what_names(release: Release, on: date) -> None:
    """Raise DomainError, with the places, for what is certain: nobody lets that out."""
    named = [
        f"{one.label}の「{words}」"
        for one in looked_through(release, on)
        for words in dict.fromkeys(one.certain)
    ]
    if named:
        raise DomainError(
            f"外に出せません。{'、'.join(named)}から、だれのことかわかります。"
            "「書いた人に戻す」をえらんで、直してほしいところを書いてください。",
            field="action",
        )


def _end(ref: Ref, at: datetime) -> None:
    Release.objects.filter(target_kind=ref.kind, target_id=ref.id, ended_at=None).update(
        ended_at=at
    )


def _still_unseen(ref: Ref) -> set[UUID]:
    """Return who wrote words of a row that nobody has let out: they are no second person to them."""
    standing = Release.objects.filter(target_kind=ref.kind, target_id=ref.id, ended_at=None)
    before = standing.exclude(state=ReleaseState.LET_OUT).first()
    if before is None:
        return set()
    return {before.written_by_id, *before.also_by.values_list("pk", flat=True)}


def _who_looks(team: Team, wrote: set[UUID], on: date) -> Team:
    """Return the team itself if a second person is there or leads its organisation, else the fallback."""
    posts = Assignment.objects.live(on).filter(user__is_active=True).exclude(user__in=wrote)
    here = Q(team=team, role__in=roles_with(Perm.TEXT_DECIDE))
    lead = Q(
        organization=team.organization_id,
        role__in=roles_with(Perm.TEXT_DECIDE, Scope.ORGANIZATION),
    )
    if posts.filter(here | lead).exists():
        return team
    return Team.objects.live(on).filter(is_fallback=True).first() or team
