"""What happened with one worry, as plain facts. ``loading`` turns them into rows.

Every moment is an aware datetime in UTC; nothing lies after the day the history ends.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from wagamachi.casework.enums import UrgentRank
from wagamachi.casework.urgency import rank_of

from .facts import Account, Team
from .households import Household


@dataclass(slots=True)
class Move:
    """One executed move of a state machine."""

    kind: str
    target: UUID
    action: str
    source: str
    to: str
    at: datetime
    user: UUID
    reason: str = ""


@dataclass(slots=True)
class IntakeFact:
    """One intake. ``receiver_team`` is None for a 民生委員, who has no inbox."""

    id: UUID
    household: Household
    at: datetime
    receiver: Account
    receiver_team: Team | None
    window_kind: str
    noticed_by: str
    situation: str
    route: str
    method: str
    urgency: tuple[str, ...]
    themes: tuple[str, ...]
    team: Team
    next_action_on: date
    subject: str
    subject_kana: str
    phone: str
    state: str = "waiting"
    holder: UUID | None = None
    case: UUID | None = None
    answer: str = ""
    answered_at: datetime | None = None
    restriction: str = ""

    @property
    def urgent_rank(self) -> int:
        """Return its place among what cannot wait: none any more once somebody has acted."""
        waits = self.state == "waiting"
        return rank_of(self.urgency, self.restriction) if waits else UrgentRank.CALM


@dataclass(slots=True)
class ConsentFact:
    """One answer about what may be told to whom; ``person`` indexes the household's members."""

    id: UUID
    person: int
    answer: str
    items: tuple[str, ...]
    recipients: tuple[UUID, ...]
    method: str
    at: datetime
    asked_by: UUID
    note: str = ""
    withdrawn_at: datetime | None = None


@dataclass(slots=True)
class HandoffFact:
    """One つなぎ to a team, or to a resource that has no inbox."""

    id: UUID
    to_team: Team | None
    to_resource: UUID | None
    purpose: str
    request: str
    summary: str
    level: int
    consent: ConsentFact | None
    legal_basis: str
    sent_at: datetime
    sent_by: UUID
    due_on: date
    state: str = "sent"
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    answer: str = ""
    decline_reason: str = ""
    result: str = ""
    result_note: str = ""
    finished_at: datetime | None = None
    follow_up_on: date | None = None


@dataclass(slots=True)
class RecordFact:
    """One activity record; ``shares`` add up to 100, ``area`` is a key of ``zoning.Area``.

    ``about`` are (kind, id) pairs; an area is pointed to by its key.
    """

    id: UUID
    at: datetime
    minutes: int
    method: str
    place: str
    counterpart: str
    shares: tuple[int, int, int]
    tier: str
    area: str
    content: str
    result: str
    next_step: str
    team: UUID
    user: UUID
    staff: tuple[UUID, ...]
    about: tuple[tuple[str, UUID | str], ...]


@dataclass(slots=True)
class EvaluationFact:
    """One evaluation of a case."""

    id: UUID
    at: datetime
    user: UUID
    achievement: int
    changes: tuple[str, ...]
    wish: str
    remaining: str
    next_step: str
    aftercare: str


@dataclass(slots=True)
class CaseFact:
    """One case and everything that hangs on it. ``persons`` and ``members`` run with the household."""

    id: UUID
    number: str
    household: Household
    team: Team
    holder: UUID | None
    opened_at: datetime
    opener: UUID
    summary: str
    persons: tuple[UUID, ...]
    members: tuple[UUID, ...]
    intakes: list[IntakeFact]
    state: str = "opened"
    next_action_on: date | None = None
    next_action: str = ""
    last_record_at: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    closing: EvaluationFact | None = None
    consents: list[ConsentFact] = field(default_factory=list)
    handoffs: list[HandoffFact] = field(default_factory=list)
    records: list[RecordFact] = field(default_factory=list)
    evaluations: list[EvaluationFact] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    supporters: list[tuple[str, UUID | None, str, str]] = field(default_factory=list)

    @property
    def restriction(self) -> str:
        return self.intakes[0].restriction


@dataclass(slots=True)
class Story:
    """One worry from the door on: an intake, and the case it became if it did."""

    intake: IntakeFact
    case: CaseFact | None
    moves: list[Move]
