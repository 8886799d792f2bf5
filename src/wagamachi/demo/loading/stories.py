"""From a story to its rows, one table after the other, as the services write them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from wagamachi.casework.enums import Level, UrgentRank
from wagamachi.core.text import fold, phone_key
from wagamachi.people.keys import PlaceKeys, place_keys

from ..city import City
from ..days import day_of
from ..households import Household
from ..ids import Ids
from ..story import CaseFact, ConsentFact, HandoffFact, IntakeFact, Move, RecordFact, Story
from .foundation import area_ids
from .log import Log
from .places import Place, places_of
from .sheets import StorySheets

_FIRST_ACTION = "受けとめて、はじめの連絡をする"
_DAY = timedelta(days=1)
_TAKEN_BACK = "本人が同意を取り消したため"

# Why a つなぎ could not wait for a consent, by legal basis.
_REASONS = {
    "KYOYU_KONKYO-03": "命や暮らしにかかわり、本人の答えを待てないため。",
    "KYOYU_KONKYO-05": "支援会議で、関係する機関に伝えると決めたため。",
    "KYOYU_KONKYO-08": "地域ケア会議で、いっしょに考えると決めたため。",
}


class StoryLoader:
    """Takes stories and writes them when told to; without a ``log`` there are no audit events."""

    def __init__(self, city: City, *, log: Log | None, name: str = "main") -> None:
        self.sheets = StorySheets()
        self._log = log
        self._areas = area_ids(city)
        self._places = places_of(city)
        self._approvers = [
            one.id for one in city.roster.accounts if one.username in ("manager", "core")
        ]
        self._ids = Ids(f"{city.seed}:{name}:rows")

    def flush(self) -> None:
        """Write what has been taken so far, in the caller's transaction."""
        self.sheets.book.flush()

    def add(self, story: Story) -> None:
        """Take one story."""
        self._add_intake(story.intake, [m for m in story.moves if m.kind == "intake"])
        if self._log is not None:
            self._log.created("intake", story.intake.id, story.intake.at, story.intake.receiver.id)
        self._moved(story.moves)
        if story.case is not None:
            self._add_case(story.case)

    def _moved(self, moves: Iterable[Move]) -> None:
        """Write transitions in the order of time with the log, or at once without it."""
        if self._log is not None:
            self._log.moved(moves)
            return
        for m in moves:
            self.sheets.transition.add(
                m.at, m.user, m.kind, m.target, m.action, m.source, m.to, m.reason
            )

    def _place(self, household: Household) -> tuple[Place, PlaceKeys]:
        town = household.town
        return self._places[town.index if town else None], place_keys(household.place)

    def _add_intake(self, fact: IntakeFact, moves: Sequence[Move]) -> None:
        place, keys = self._place(fact.household)
        s = self.sheets
        s.intake.add(
            fact.id, fact.at, 1 + len(moves),
            fact.household.place, keys.household, keys.building, place.town_id, place.area_id,
            fact.team.id, fact.holder, fact.next_action_on, _FIRST_ACTION, fact.urgent_rank,
            fact.restriction,
            fact.state, fact.at, fact.receiver.id,
            fact.receiver_team.id if fact.receiver_team else None, fact.window_kind,
            fact.noticed_by, fact.situation, fact.route, fact.method, fact.subject,
            fact.subject_kana, fact.phone, fold(fact.subject).replace(" ", ""),
            phone_key(fact.phone), list(fact.urgency), fact.case, fact.answer, fact.answered_at,
            next((m.at for m in moves if m.action in ("claim", "answer")), None),
        )  # fmt: skip
        for area in place.area_ids:
            s.intake_areas.add(fact.id, area)
        for theme in fact.themes:
            s.intake_themes.add(fact.id, theme)

    def _add_case(self, case: CaseFact) -> None:
        place, keys = self._place(case.household)
        h = case.household
        moves = sum(m.kind == "case" for m in case.moves)
        self.sheets.case.add(
            case.id, case.opened_at, 1 + moves,
            h.place, keys.household, keys.building, place.town_id, place.area_id,
            case.team.id, case.holder, case.next_action_on, case.next_action, UrgentRank.CALM,
            case.restriction, case.number, case.state, h.label, h.kana, h.type, case.summary, case.opened_at,
            case.last_record_at, case.closed_at, case.close_reason or None,
            case.closing.id if case.closing else None,
        )  # fmt: skip
        for area in place.area_ids:
            self.sheets.case_areas.add(case.id, area)
        for tag in tags_of(case):
            self.sheets.case_tags.add(case.id, tag)
        if self._log is not None:
            data = {"intake": str(case.intakes[0].id)}
            self._log.created("case", case.id, case.opened_at, case.opener, data)
        self._moved(case.moves)
        self._add_people(case, place_keys(h.address).household if h.address else "")
        self._add_receivers(case)
        for consent in case.consents:
            self._add_consent(case, consent)
        for handoff in case.handoffs:
            self._add_handoff(case, handoff)
        self._add_evaluations(case)
        for record in case.records:
            self.add_record(record)

    def _add_people(self, case: CaseFact, address_key: str) -> None:
        s, joined_on = self.sheets, day_of(case.opened_at)
        for n, member in enumerate(case.household.members):
            person, row = case.persons[n], case.members[n]
            s.person.add(
                person, case.opened_at, 1, member.name, member.nickname, member.kana,
                member.birth_on, member.age_band, member.phone, case.household.address,
                fold(member.name or member.nickname).replace(" ", ""), phone_key(member.phone),
                address_key,
            )  # fmt: skip
            s.member.add(
                row, case.opened_at, 1, case.id, person, member.relation, n == 0, joined_on, ""
            )
            for theme in member.themes:
                s.theme.add(row, theme, joined_on)
            if self._log is not None:
                self._log.created("person", person, case.opened_at, case.opener)
        for name, organization, closeness, role in case.supporters:
            s.supporter.add(
                self._ids.at(case.opened_at), case.opened_at, 1, case.id, organization, name,
                closeness, role, joined_on,
            )  # fmt: skip

    def _add_receivers(self, case: CaseFact) -> None:
        """Let each first receiver see holder and status for ever (I4)."""
        seen: set[UUID] = set()
        for intake in case.intakes:
            team = intake.receiver_team.id if intake.receiver_team else None
            who = team or intake.receiver.id
            if team == case.team.id or who in seen:
                continue
            seen.add(who)
            since = case.opened_at if intake is case.intakes[0] else intake.at
            self.sheets.participation.add(
                self._ids.at(since), since, 1, case.id, "first_receiver", int(Level.STATUS), team,
                None if team else who, None, None, None, None, since, None, "",
            )  # fmt: skip

    def _add_consent(self, case: CaseFact, fact: ConsentFact) -> None:
        s = self.sheets
        s.consent.add(
            fact.id, fact.at, 1, case.persons[fact.person], fact.answer, fact.method, fact.at,
            fact.asked_by, fact.withdrawn_at, fact.note,
        )  # fmt: skip
        for item in fact.items:
            s.consent_items.add(fact.id, item)
        for recipient in fact.recipients:
            s.consent_recipients.add(fact.id, recipient)
        if self._log is not None:
            told = {"consent": str(fact.id)}
            self._log.changed("case", case.id, fact.at, fact.asked_by, told | {"what": "asked"})
            if fact.withdrawn_at:
                data = told | {"what": "withdrawn"}
                self._log.changed("case", case.id, fact.withdrawn_at, fact.asked_by, data)

    def _add_handoff(self, case: CaseFact, fact: HandoffFact) -> None:
        consent = fact.consent.id if fact.consent else None
        moves = sum(m.target == fact.id for m in case.moves)
        snapshot = {
            "holder_team": str(case.team.id),
            "holder_user": str(fact.sent_by),
            "consent": str(consent or ""),
            "legal_basis": fact.legal_basis,
        }
        team = fact.to_team.id if fact.to_team else None
        self.sheets.handoff.add(
            fact.id, fact.sent_at, 1 + moves, case.id, fact.state, case.team.id, fact.sent_by, team,
            fact.to_resource, fact.purpose, fact.request, fact.summary, fact.level, consent,
            fact.legal_basis, _REASONS.get(fact.legal_basis, ""), snapshot, fact.sent_at, fact.due_on, fact.answered_at,
            fact.answered_by, fact.answer, fact.decline_reason or None, fact.result or None,
            fact.result_note, fact.finished_at, fact.follow_up_on, fact.answered_at,
        )  # fmt: skip
        if self._log is not None:
            data = {"case": str(case.id)}
            self._log.created("handoff", fact.id, fact.sent_at, fact.sent_by, data)
        approval = None if fact.consent else self._add_approval(case, fact)
        if takes_part(fact):
            ended = fact.consent.withdrawn_at if fact.consent else None
            self.sheets.participation.add(
                self._ids.at(fact.sent_at), fact.answered_at, 1, case.id, "partner", fact.level,
                team, None, consent, fact.legal_basis, fact.id, approval, fact.answered_at, ended,
                _TAKEN_BACK if ended else "",
            )  # fmt: skip

    def _add_approval(self, case: CaseFact, fact: HandoffFact) -> UUID:
        """Let somebody else approve at once what is told without consent (R102)."""
        pk = self._ids.at(fact.sent_at)
        by = next(one for one in self._approvers if one != fact.sent_by)
        self.sheets.approval.add(
            pk, fact.sent_at, 2, fact.id, case.team.id, "approved", fact.legal_basis,
            _REASONS[fact.legal_basis], fact.level, True, None, fact.sent_by, fact.sent_at,
            fact.sent_at + _DAY, by, fact.sent_at, "",
        )  # fmt: skip
        return pk

    def _add_evaluations(self, case: CaseFact) -> None:
        for fact in case.evaluations:
            self.sheets.evaluation.add(
                fact.id, fact.at, 1, case.id, fact.at, fact.user, fact.achievement, fact.wish,
                fact.remaining, fact.next_step, fact.aftercare,
            )  # fmt: skip
            for change in fact.changes:
                self.sheets.evaluation_changes.add(fact.id, change)
            if self._log is not None:
                data = {"evaluation": str(fact.id)}
                self._log.created("case", case.id, fact.at, fact.user, data)

    def add_record(self, fact: RecordFact) -> None:
        """Take one record, of a case or of the neighbourhood."""
        s = self.sheets
        s.record.add(
            fact.id, fact.at, 1, fact.at, fact.minutes, fact.method, fact.place, fact.counterpart,
            *fact.shares, fact.tier, self._areas[fact.area], fact.content, fact.result,
            fact.next_step, fact.team, fact.user,
        )  # fmt: skip
        for user in fact.staff:
            s.record_staff.add(fact.id, user)
        about = [(kind, self._areas[t] if isinstance(t, str) else t) for kind, t in fact.about]
        for kind, target in about:
            s.record_link.add(fact.id, kind, target, fact.at)
        if self._log is not None:
            data = {"about": [f"{kind}:{target}" for kind, target in about]}
            self._log.created("record", fact.id, fact.at, fact.user, data)


def tags_of(case: CaseFact) -> list[str]:
    """Return what the whole case is about: the worries of its people that the shared list names."""
    themes = dict.fromkeys(theme for m in case.household.members for theme in m.themes)
    return [theme for theme in themes if theme.startswith("KADAI_T-")][:4]


def takes_part(handoff: HandoffFact) -> bool:
    """Say whether the receiver accepted here, and so takes part in the case."""
    return handoff.to_team is not None and handoff.state in ("accepted", "finished")
