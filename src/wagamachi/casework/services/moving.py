"""Carrying what belongs to one case over to another, and back: the hands of まとめる and 分ける.

Whatever points to a case goes along: every table with such a column, found from the models, so that a
new one is never left behind. ``moved`` remembers every row that went over: ids by table, and under
``…_of`` what a row pointed to before. A room whose rows need more than pointing registers a ``Mover``.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from wagamachi.records.models import ActivityRecord, RecordLink

from ..enums import ParticipationKind
from ..models import (
    Case,
    CaseFlag,
    CaseMember,
    CaseMerge,
    Handoff,
    MemberTheme,
    Participation,
    RoleTask,
    Supporter,
)

Moved = dict[str, Any]

# These need more than pointing, or tell of the merge itself.
_BY_HAND: frozenset[type[Model]] = frozenset({Case, CaseFlag, CaseMember, CaseMerge, Participation})
_TOGETHER = "ほかのケースとまとめたため"


class Mover(Protocol):
    """How a room further up lets rows go along that need more than pointing to the other case.

    ``name`` is its own, ``tables`` are its models that are not simply pointed.
    """

    name: str
    tables: frozenset[type[Model]]

    def refusal(self, kept: Case, merged: Case) -> str:
        """Return why the two cannot be put together now, as a sentence; "" when they can."""

    def over(self, kept: Case, merged: Case, at: datetime, by: UUID) -> Any:
        """Move everything to ``kept`` and return what is needed to move it back, as JSON."""

    def back(self, kept: Case, merged: Case, went: Any) -> None:
        """Move back what is still there."""


_further: list[Mover] = []


def also_moves(mover: Mover) -> None:
    """Let the rows of a room further up go along with a case; call it when the room starts."""
    _further.append(mover)


def refusal_of(*, kept: Case, merged: Case) -> str:
    """Return why a room further up cannot let its rows go along; "" when all can."""
    return next(filter(None, (mover.refusal(kept, merged) for mover in _further)), "")


def pointing_tables() -> Iterator[tuple[type[Model], str]]:
    """Yield every table, with its column, whose rows are simply pointed to the other case."""
    by_hand = _BY_HAND.union(*(mover.tables for mover in _further))
    relations: Any = Case._meta.get_fields(include_hidden=True)
    for relation in relations:
        is_column = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        model: Any = relation.related_model
        if is_column and model not in by_hand and not model._meta.auto_created:
            yield model, relation.remote_field.name


def carry_over(*, merged: Case, kept: Case, at: datetime, by: UUID) -> Moved:
    """Move everything of ``merged`` to ``kept`` and return what went."""
    moved: Moved = {}
    _carry_members(merged, kept, moved)
    for model, column in pointing_tables():
        moved[model._meta.label_lower] = _point(
            model._default_manager.filter(**{column: merged}), **{column: kept}
        )
    _follow_members(kept, moved["member_of"])
    _carry_participations(merged, kept, at, moved)
    _carry_links(merged, kept, moved)
    for name in ("tags", "areas"):
        mine, theirs = getattr(kept, name), getattr(merged, name)
        moved[f"all_{name}"] = _ids(theirs.all())
        moved[name] = _ids(theirs.exclude(pk__in=mine.values("pk")))
        mine.add(*moved[name])
        theirs.clear()
    moved["flags"] = _point(CaseFlag.objects.filter(case=merged, cleared_at=None), cleared_at=at)
    moved["further"] = {mover.name: mover.over(kept, merged, at, by) for mover in _further}
    return moved


def carry_back(*, merged: Case, kept: Case, moved: Moved, since: datetime) -> None:
    """Put back what is still there; what was written since stays, unless it cannot without them."""
    people = _return_members(merged, kept, moved)
    late = Q(consent__person__in=people, consent__isnull=False)
    for model, column in pointing_tables():
        rows = model._default_manager.filter(
            pk__in=moved.get(model._meta.label_lower, ()), **{column: kept}
        )
        _point(rows, **{column: merged})
    _point(Handoff.objects.filter(late, case=kept, sent_at__gte=since), case=merged)
    of_those = Q(handoff__in=Handoff.objects.filter(case=merged).values("pk"))
    mine = Q(pk__in=moved["casework.participation"])
    later = Q(since_at__gte=since) & (late | of_those)
    _point(Participation.objects.filter(mine | later, case=kept), case=merged)
    _open_again(merged, moved, since)
    _return_links(merged, kept, moved)
    for name in ("tags", "areas"):
        getattr(kept, name).remove(*moved[name])
        getattr(merged, name).add(*moved.get(f"all_{name}", ()))
    _point(CaseFlag.objects.filter(pk__in=moved.get("flags", ())), cleared_at=None)
    for mover in _further:
        if (went := moved["further"].get(mover.name)) is not None:
            mover.back(kept, merged, went)


def _ids(rows: "QuerySet[Any]") -> list[Any]:
    return [
        pk if isinstance(pk, int | str) else str(pk) for pk in rows.values_list("pk", flat=True)
    ]


def _point(rows: "QuerySet[Any]", **columns: Any) -> list[Any]:
    """Point rows somewhere else and return their ids."""
    ids = _ids(rows)
    rows.model._default_manager.filter(pk__in=ids).update(**columns)
    return ids


# --- members: nobody is in a household twice ------------------------------------------------------


def _carry_members(merged: Case, kept: Case, moved: Moved) -> None:
    """Move the members; somebody known to ``kept`` stays behind and their themes go to the twin."""
    rows = CaseMember.objects.select_related("person__merged_into")
    here = {m.person.known.pk: m for m in rows.filter(case=kept, left_on=None)}
    theirs = list(rows.filter(case=merged))
    twins = {
        member.pk: here[member.person.known.pk].pk
        for member in theirs
        if member.left_on is None and member.person.known.pk in here
    }
    go = [member for member in theirs if member.pk not in twins]
    moved["key_member"] = next((str(m.pk) for m in go if m.is_key and not m.left_on), "")
    moved["casework.casemember"] = [str(member.pk) for member in go]
    moved["member_of"] = {str(old): str(new) for old, new in twins.items()}
    moved["note_of"] = _carry_notes(twins)
    moved["theme_of"] = _carry_themes(twins)
    CaseMember.objects.filter(pk__in=moved["casework.casemember"]).update(case=kept, is_key=False)


def _carry_notes(twins: dict[Any, Any]) -> dict[str, list[str]]:
    """Write what was noted of a twin beside what is noted here; return both versions."""
    went: dict[str, list[str]] = {}
    for old, new in twins.items():
        theirs, here = CaseMember.objects.get(pk=old), CaseMember.objects.get(pk=new)
        if theirs.note.strip() and theirs.note not in here.note:
            both = f"{here.note}\n{theirs.note}".strip()
            CaseMember.objects.filter(pk=new).update(note=both)
            went[str(new)] = [here.note, both]
    return went


def _carry_themes(twins: dict[Any, Any]) -> dict[str, str]:
    went: dict[str, str] = {}
    for old, new in twins.items():
        known = MemberTheme.objects.filter(member=new, until_on=None).values("theme")
        for pk in _point(
            MemberTheme.objects.filter(member=old).exclude(until_on=None, theme__in=known),
            member_id=new,
        ):
            went[str(pk)] = str(old)
    return went


def _follow_members(case: Case, twins: dict[str, str]) -> None:
    """Let supporters and tasks that spoke of a twin speak of the one on this case."""
    for old, new in twins.items():
        for model in (Supporter, RoleTask):
            model._default_manager.filter(case=case, member_id=UUID(old)).update(member_id=new)


def _return_members(merged: Case, kept: Case, moved: Moved) -> list[Any]:
    """Move members and themes back; return the people whom ``kept`` no longer has."""
    back = CaseMember.objects.filter(pk__in=moved["casework.casemember"], case=kept)
    ids = _point(back, case=merged, is_key=False)
    for member, (before, after) in moved.get("note_of", {}).items():
        CaseMember.objects.filter(pk=member, note=after).update(note=before)
    for theme, member in moved["theme_of"].items():
        MemberTheme.objects.filter(pk=theme).update(member=member)
    for old, new in moved["member_of"].items():
        for model in (Supporter, RoleTask):
            mine = moved[model._meta.label_lower]
            rows = model._default_manager.filter(pk__in=mine, member_id=UUID(new))
            rows.update(member_id=old)
    present = CaseMember.objects.filter(left_on=None)
    _name_key(present.filter(case=merged), moved["key_member"])
    _name_key(present.filter(case=kept), "")
    here = CaseMember.objects.filter(case=kept).values("person")
    gone = CaseMember.objects.filter(pk__in=ids).exclude(person__in=here)
    return list(gone.values_list("person", flat=True))


def _name_key(present: "QuerySet[CaseMember]", wanted: str) -> None:
    """Keep one member at the centre: the one of before, or whoever came first."""
    if present.filter(is_key=True).exists():
        return
    first = (present.filter(pk=wanted).first() if wanted else None) or present.order_by(
        "joined_on", "id"
    ).first()
    if first:
        CaseMember.objects.filter(pk=first.pk).update(is_key=True)


# --- doors and records ----------------------------------------------------------------------------


def _carry_participations(merged: Case, kept: Case, at: datetime, moved: Moved) -> None:
    """Let everybody with a door into ``merged`` have it into ``kept`` (I4), and nobody beside both twice."""
    beside = Participation.objects.filter(kind=ParticipationKind.COMPANION, until_at=None)
    doubled = beside.filter(case=merged) if beside.filter(case=kept).exists() else beside.none()
    moved["ended_doors"] = _point(doubled, until_at=at, ended_because=_TOGETHER)
    moved["casework.participation"] = _point(Participation.objects.filter(case=merged), case=kept)


def _open_again(merged: Case, moved: Moved, since: datetime) -> None:
    """Open the doors again that ended only because two were beside both, unless the consent is gone."""
    ended = Participation.objects.filter(
        pk__in=moved.get("ended_doors", ()), case=merged, until_at=since,
        consent__withdrawn_at__isnull=True,
    )  # fmt: skip
    _point(ended, until_at=None, ended_because="")


def _links(case: Case) -> "QuerySet[RecordLink]":
    return RecordLink.objects.filter(target_kind="case", target_id=case.pk)


def _carry_links(merged: Case, kept: Case, moved: Moved) -> None:
    twice = _links(merged).filter(record__in=_links(kept).values("record"))
    moved["written_of_both"] = [str(pk) for pk in twice.values_list("record", flat=True)]
    twice.delete()
    moved["records.recordlink"] = _point(_links(merged), target_id=kept.pk)


def _return_links(merged: Case, kept: Case, moved: Moved) -> None:
    """Move the records back, and with each the corrections that were made of it since."""
    ids = moved["records.recordlink"]
    records = set(RecordLink.objects.filter(pk__in=ids).values_list("record", flat=True))
    more = records
    while more:
        more = set(ActivityRecord.objects.filter(corrects__in=more).values_list("pk", flat=True))
        records |= more
    _point(_links(kept).filter(record__in=records), target_id=merged.pk)
    both = ActivityRecord.objects.filter(pk__in=moved.get("written_of_both", ()))
    RecordLink.objects.bulk_create(
        RecordLink(record=one, target_kind="case", target_id=merged.pk, occurred_at=one.occurred_at)
        for one in both
    )
