"""Reading proposals: the board, what waits too long, and the evidence behind one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope
from wagamachi.access.models import StateTransition
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.core.fiscal import fiscal_label, fiscal_year
from wagamachi.core.refs import kind
from wagamachi.core.tables import HIDDEN, Cell
from wagamachi.organizations.models import Team
from wagamachi.publishing.queries.releases import let_out, standing
from wagamachi.support.models import Gap
from wagamachi.support.queries.gaps import (
    area_cells,
    held_back,
    public_gaps,
    public_notes,
    register_cells,
    register_lines,
    years_of,
)

from ..enums import OPEN, ProposalState
from ..models import Correction, Proposal, Submission

Proposals = QuerySet[Proposal]

_WAITING = Submission.objects.filter(ended_at=None).annotate(
    is_told=Exists(let_out("submission").filter(target_id=OuterRef("pk")))
)
ROW = Proposal.objects.select_related(
    "reason", "theme", "area", "team__organization", "written_by"
).prefetch_related(Prefetch("submissions", _WAITING, to_attr="waiting_at"))
NOTES = 10  # sentences of the register shown with one proposal
LOOKED_AT = 200  # sentences of the register looked through for different ones


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the register of 制度の狭間 says to a proposal: figures of five 年度, and sentences."""

    years: list[tuple[str, Cell]]
    gaps: list[Gap]
    held_back: set[UUID]

    @property
    def has_hidden(self) -> bool:
        """Say whether a figure is hidden: then nothing beside it counts."""
        return any(figure == HIDDEN for _, figure in self.years)

    @property
    def notes(self) -> list[str]:
        """Return the sentences, each once."""
        return list(dict.fromkeys(gap.public_note for gap in self.gaps))

    def stored(self) -> dict[str, Any]:
        """Return it as it is kept with a submission: no sentence, but whose they are."""
        return {
            "years": [[label, figure] for label, figure in self.years],
            "gaps": [str(gap.pk) for gap in self.gaps],
        }


def evidence_of(proposal: Proposal, on: date) -> Evidence:
    """Read the register by the proposal's reason and theme, or by its area if it names neither.

    It hides what the register always hides, and gives no figure and no sentence that the register does not.
    The sentences are those of the gaps it bundles, or the newest of the register where it bundles none.
    """
    year, reason, theme = fiscal_year(on), proposal.reason_id, proposal.theme_id
    lines = register_lines(year)
    held = held_back(year, lines)
    if proposal.area and not (reason or theme):
        figures = area_cells(year, proposal.area)
    else:
        figures = register_cells(lines, reason, theme)
    labels = [fiscal_label(one) for one in years_of(year)]
    bundled = list(public_gaps().filter(proposals=proposal).exclude(pk__in=held))
    gaps = bundled if proposal.gaps.exists() else _newest(proposal, year, held)
    return Evidence(list(zip(labels, figures, strict=True)), gaps, held)


def _newest(proposal: Proposal, year: int, held: set[UUID]) -> list[Gap]:
    """Return gaps with the newest sentences of the register, each sentence once."""
    chosen = {"reason": proposal.reason_id, "theme": proposal.theme_id}
    narrow = {name: code for name, code in chosen.items() if code}
    found: dict[str, Gap] = {}
    rows = public_notes(year).filter(**narrow).exclude(pk__in=held).order_by("-found_on", "-pk")
    for gap in rows[:LOOKED_AT]:
        found.setdefault(gap.public_note, gap)
    return list(found.values())[:NOTES]


@dataclass(frozen=True, slots=True)
class Told:
    """A submission or an outcome: may its words be read here, and who let them out or sent them back."""

    row: Any
    is_told: bool
    notes: list[str]
    standing: Mapping[str, Any]


def handed_in(actor: Actor, proposal: Proposal, held: set[UUID]) -> list[Told]:
    """Return every submission with the sentences that went along and are told to this day."""
    rows = list(proposal.submissions.select_related("submitted_by"))
    ids = {pk for row in rows for pk in row.evidence.get("gaps", ())}
    told = {
        str(gap.pk): gap.public_note
        for gap in public_gaps().filter(pk__in=ids).exclude(pk__in=held)
    }
    notes = {
        row.pk: [told[pk] for pk in row.evidence.get("gaps", ()) if pk in told] for row in rows
    }
    return _told(actor, "submission", proposal.submissions.all(), rows, notes)


def came_of(actor: Actor, proposal: Proposal) -> list[Told]:
    """Return what a proposal became."""
    rows = proposal.outcomes.all()
    return _told(actor, "outcome", rows, list(rows), {})


def _told(
    actor: Actor, name: str, every: QuerySet[Any], rows: list[Any], notes: dict[UUID, list[str]]
) -> list[Told]:
    read = set(visible_to(actor, every, Perm.PROPOSAL_READ).values_list("pk", flat=True))
    stand = standing(actor, name, [row.pk for row in rows])
    return [
        Told(row, row.pk in read, list(dict.fromkeys(notes.get(row.pk, ()))), stand.get(row.pk, {}))
        for row in rows
    ]


def board(actor: Actor, which: str, on: date) -> Proposals:
    """Return the proposals the actor may read: the open ones, or those of one state or ``late``."""
    rows = visible_to(actor, ROW, Perm.PROPOSAL_READ)
    if which == "late":
        return late(rows, on)
    if which == "all":
        return rows
    return rows.filter(state__in=[which] if which in ProposalState.values else OPEN)


def late(rows: Proposals, on: date) -> Proposals:
    """Narrow to those without an answer for more than PROPOSAL_DAYS, the longest first (R047)."""
    since = on - timedelta(days=settings.WAGAMACHI["PROPOSAL_DAYS"])
    return rows.filter(state=ProposalState.SUBMITTED, waiting_since__lt=since)


def late_for(actor: Actor, on: date) -> Proposals:
    """Return the late ones the actor can do something about."""
    rows = late(visible_to(actor, ROW, Perm.PROPOSAL_EDIT), on)
    return rows.order_by("waiting_since", "id")


def writing_teams(actor: Actor) -> QuerySet[Team]:
    """Return the teams for which the actor writes: their own, or any of the organisation they lead."""
    own = actor.teams_with(Perm.PROPOSAL_EDIT, Scope.TEAM)
    led = actor.organizations_with(Perm.PROPOSAL_EDIT, Scope.EVERYTHING)
    teams = Team.objects.live(actor.on).filter(Q(pk__in=own) | Q(organization__in=led))
    return teams.select_related("organization").order_by("organization__kana", "name", "id")


def usual_team(actor: Actor) -> Team | None:
    """Return the team the actor most likely writes for: the one they work in."""
    teams = writing_teams(actor)
    return teams.filter(pk__in=actor.team_ids).first() or teams.first()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a proposal, with its day; ``reason`` and ``before`` are for those who bring it forward."""

    at: datetime
    what: str
    who: str
    reason: str
    before: Sequence[tuple[str, str]] = ()


def course_of(proposal: Proposal, done: Mapping[str, str], *, may_edit: bool) -> list[Step]:
    """Return every change of state in the words of ``done``, and every mending, the oldest first."""
    moves = StateTransition.objects.filter(target_kind="proposal", target_id=proposal.pk)
    steps = [
        Step(
            move.at,
            done[move.action],
            move.user.name if move.user else "",
            move.reason if may_edit else "",
        )
        for move in moves.select_related("user").order_by("seq")
    ]
    steps += [
        Step(
            one.written_at, f"「{kind(one.about).label}」を直した", one.written_by.name,
            one.reason if may_edit else "", one.before if may_edit else (),
        )
        for one in Correction.objects.filter(proposal=proposal).select_related("written_by")
    ]  # fmt: skip
    return sorted(steps, key=lambda step: step.at)
