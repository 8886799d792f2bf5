"""Writing down what no scheme covered; declined つなぎ count by themselves (R023)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wagamachi.access.actor import Actor
from wagamachi.access.keeping import change, keep_new
from wagamachi.access.perms import Perm
from wagamachi.casework.enums import HandoffState
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.services.beyond import check_names_nobody
from wagamachi.casework.services.by_law import follow_the_law
from wagamachi.casework.services.holding import hold_open_case
from wagamachi.core import clock
from wagamachi.core.errors import DomainError
from wagamachi.core.refs import Ref
from wagamachi.publishing.services import ask_release, end_release

from ..models import Gap
from ..queries.gaps import gaps_from_declined

__all__ = ["GapDraft", "change_gap", "gaps_from_declined", "note_gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapDraft:
    """One gap. ``public_note`` and ``scheme`` are read by policy meetings once a second person let them out.

    ``is_sure`` says that who writes has looked at what was found in them and that it names nobody.
    """

    scheme: str
    reason_id: str
    theme_id: str
    found_on: date
    note: str = ""
    public_note: str = ""
    is_sure: bool = False

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row."""
        said = asdict(self)
        del said["is_sure"]
        return said

    def check(self, today: date) -> None:
        """Raise DomainError for what cannot be true."""
        if not self.scheme.strip():
            raise DomainError("検討した制度やサービスの名前を書いてください。", field="scheme")
        if self.found_on > today:
            raise DomainError(
                "わかった日がこれから先になっています。実際の日を入れてください。",
                field="found_on",
            )


def note_gap(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    draft: GapDraft,
    id: UUID,  # noqa: A002  # the client-made id of the row
    handoff: Handoff | None = None,
) -> Gap:
    """Write a gap on an open case; with a declined つなぎ it takes that one's place in the register.

    Saving the same ``id`` twice makes one. Raises DomainError when the つなぎ is of another case, was
    not declined, or is written up already; Telling when what leaves the case says whose it is.
    """

    passed = 0

    def first() -> dict[str, Any]:
        nonlocal passed
        draft.check(clock.today(at))
        hold_open_case(actor=actor, case=case)
        if handoff is not None:
            _check_source(case, handoff)
        passed = _look_through(actor, case, draft, at)
        return {"written_by_id": actor.person_id}

    def then(gap: Gap) -> None:
        _by_law(actor, at, case, draft)
        if gap.public_note:
            _ask(actor, at, gap, passed)

    return keep_new(
        Gap, id=id, actor=actor, at=at, perm=Perm.CASE_EDIT, within={"case": case},
        said=draft.columns() | {"handoff": handoff}, first=first, then=then,
        data={"what": draft.reason_id},
    )  # fmt: skip


def change_gap(*, actor: Actor, at: datetime, gap: Gap, version: int, draft: GapDraft) -> Gap:
    """Rewrite a gap; what leaves the case is looked through anew. Raises Stale with both versions, Telling."""
    draft.check(clock.today(at))
    before = (gap.public_note, gap.scheme)
    with transaction.atomic():
        hold_open_case(actor=actor, case=gap.case)
        passed = _look_through(actor, gap.case, draft, at)
        changed = change(gap, actor=actor, at=at, version=version, **draft.columns())
        _by_law(actor, at, gap.case, draft)
        if not changed.public_note:
            end_release(at=at, ref=Ref("gap", gap.pk))
        elif before != (changed.public_note, changed.scheme):
            _ask(actor, at, gap, passed)
    return changed


def _ask(actor: Actor, at: datetime, gap: Gap, passed: int) -> None:
    team = gap.case.holder_team
    ask_release(actor=actor, at=at, ref=Ref("gap", gap.pk), team=team, passed_count=passed)


def _look_through(actor: Actor, case: Case, draft: GapDraft, at: datetime) -> int:
    """Raise Telling when the sentence that leaves the case, or the scheme with it, says whose it is."""
    if not draft.public_note:
        return 0
    texts = {"public_note": draft.public_note, "scheme": draft.scheme}
    return check_names_nobody(actor=actor, cases=[case.pk], at=at, is_sure=draft.is_sure, **texts)


def _by_law(actor: Actor, at: datetime, case: Case, draft: GapDraft) -> None:
    follow_the_law(actor=actor, at=at, case=case, before=case.restriction, also=[draft.theme_id])


def _check_source(case: Case, handoff: Handoff) -> None:
    if handoff.case_id != case.pk or handoff.state != HandoffState.DECLINED:
        raise DomainError("もとにできるのは、このケースで戻ってきたつなぎだけです。")
    if Gap.objects.filter(handoff=handoff).exists():
        raise DomainError("このつなぎのことは、もう書かれています。")
