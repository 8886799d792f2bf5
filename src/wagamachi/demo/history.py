"""Two years of わがまち市: worry after worry from the door to the close.

The ``Historian`` tells one story at a time and never needs a database, so a bench can ask it for a
million. What it tells obeys the same rules the services keep: nobody waits without a next action, a
つなぎ leaves the case with its holder, no case closes without an evaluation.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from .days import arrivals, day_of, later, moment, workday_after
from .doors import Doors, Reception
from .facts import Account, Team
from .geography import Town
from .households import Household, Households
from .ids import Ids
from .linking import Linker
from .story import CaseFact, EvaluationFact, IntakeFact, Move, RecordFact, Story
from .texts import Texts

_URGENT = {"lifeline": ("lifeline",), "poverty": ("no_food",)}
_ANSWERED = {"procedure": 0.75, "neighbour": 0.4, "mobility": 0.45}
_SHARES = ((100, 0, 0), (70, 30, 0), (50, 50, 0), (60, 20, 20))
_AHEAD = (1, 1, 2, 3, 4, 5, 7, 10, 14, 20, 30)  # workdays to the next action
_MINUTES = (15, 15, 15, 30, 30, 30, 30, 45, 45, 60, 60, 75, 90, 120)


class Historian:
    """Tells stories that end at ``until`` (aware); the same seed tells the same ones."""

    def __init__(
        self,
        *,
        seed: str,
        towns: Sequence[Town],
        small_of: dict[int, str],
        doors: Doors,
        linker: Linker,
        until: datetime,
    ) -> None:
        self._rng = random.Random(f"{seed}:history")
        self._ids = Ids(f"{seed}:history")
        self._towns = towns
        self._people = [t.population for t in towns]
        self._small_of = small_of
        self._doors = doors
        self._linker = linker
        self._until = until
        self._texts = Texts(self._rng)
        self._households = Households(self._rng, day_of(until))

    def tell(self, first: date, per_year: float) -> Iterator[Story]:
        """Yield the stories of all intakes from ``first`` on, in the order they came in."""
        for day in arrivals(first, day_of(self._until), per_year, self._rng):
            story = self.story(day)
            if story is not None:
                more = list(self._again(story))  # before the case is handed out
                yield story
                yield from more

    def story(self, day: date) -> Story | None:
        """Return one story that begins on ``day``, or None when that moment is still to come."""
        at = moment(day, self._rng)
        if at >= self._until:
            return None
        rng = self._rng
        town = None if rng.random() < 0.025 else rng.choices(self._towns, self._people)[0]
        household = self._households.draw(town, day.month)
        intake = self._intake(household, self._doors.receive(household, day, rng), at)
        moves = self._passed_on(intake)
        since = moves[-1].at if moves else at
        if rng.random() < _ANSWERED.get(household.scene["code"], 0.27):
            moves += self._answered(intake, since)
            return Story(intake, None, moves)
        wait = rng.choices((0, 1, 2, 3, 5, 9), (30, 30, 18, 11, 7, 4))[0]
        claimed_at = later(since, rng, wait, wait + 0.9)
        still_waits = (self._until - at).days < 7 and rng.random() < 0.45
        if claimed_at >= self._until or still_waits:
            return Story(intake, None, moves)
        case, claim = self._opened(intake, claimed_at)
        self._lived(case)
        return Story(intake, case, [*moves, claim])

    def _intake(self, household: Household, reception: Reception, at: datetime) -> IntakeFact:
        rng, key = self._rng, household.members[0]
        urgency = _URGENT.get(household.scene["code"], ())
        urgent = urgency if rng.random() < 0.4 else ()
        restriction = household.by_law
        day = day_of(at)
        told = rng.random() < 0.82
        return IntakeFact(
            id=self._ids.at(at),
            household=household,
            at=at,
            receiver=reception.receiver,
            receiver_team=reception.team,
            window_kind=reception.window_kind,
            noticed_by=rng.choice(reception.door["noticed"]),
            situation=self._texts.situation(household, reception.door, day.month),
            route=reception.door["route"],
            method=reception.door["method"],
            urgency=urgent,
            themes=key.themes if rng.random() < 0.7 else (),
            team=self._doors.fallback if restriction else self._doors.team_for(household.town),
            next_action_on=day if urgent or restriction else workday_after(day, 3),
            subject=household.label if told or key.nickname else "",
            subject_kana=household.kana if told else "",
            phone=key.phone if rng.random() < 0.6 else "",
            restriction=restriction,
        )

    def _passed_on(self, intake: IntakeFact) -> list[Move]:
        """Some worries first lay in another team's inbox: it passed them on within the hour."""
        if self._rng.random() > 0.03 or intake.team is self._doors.fallback:
            return []
        at = intake.at + timedelta(minutes=self._rng.randint(5, 55))
        worker = self._worker(self._doors.fallback, at)
        if worker is None or at >= self._until:
            return []
        return [
            Move("intake", intake.id, "pass_on", "waiting", "waiting", at, worker.id,
                 self._texts.pick("pass_on_reasons"))
        ]  # fmt: skip

    def _answered(self, intake: IntakeFact, since: datetime) -> list[Move]:
        at = later(since, self._rng, 0, 3)
        worker = self._worker(intake.team, at)
        if at >= self._until or worker is None:
            return []
        intake.state = "answered"
        intake.answer = self._texts.of_scene(intake.household, "answer")
        intake.answered_at = at
        return [Move("intake", intake.id, "answer", "waiting", "answered", at, worker.id)]

    def _opened(self, intake: IntakeFact, at: datetime) -> tuple[CaseFact, Move]:
        rng, household = self._rng, intake.household
        worker = self._worker(intake.team, at)
        assert worker is not None
        size = len(household.members)
        case = CaseFact(
            id=self._ids.at(at),
            number="",
            household=household,
            team=intake.team,
            holder=worker.id,
            opened_at=at,
            opener=worker.id,
            summary=self._texts.of_scene(household, "summary") if rng.random() < 0.9 else "",
            persons=tuple(self._ids.at(at) for _ in range(size)),
            members=tuple(self._ids.at(at) for _ in range(size)),
            intakes=[intake],
            next_action_on=workday_after(day_of(at), rng.randint(0, 4)),
            next_action=self._texts.pick("first_actions"),
        )
        return case, self._claimed(case, intake, worker, at)

    def _claimed(self, case: CaseFact, intake: IntakeFact, worker: Account, at: datetime) -> Move:
        intake.state = "taken"
        intake.case = case.id
        intake.holder = worker.id
        return Move("intake", intake.id, "claim", "waiting", "taken", at, worker.id)

    def _again(self, story: Story) -> Iterator[Story]:
        """Yield a second intake about a household that is already being supported, now and then."""
        case = story.case
        if case is None or self._rng.random() > 0.11:
            return
        end = case.closed_at or self._until
        days = (end - case.opened_at).days
        if days < 20:
            return
        day = day_of(case.opened_at) + timedelta(days=self._rng.randint(8, days - 6))
        at = moment(day, self._rng)
        intake = self._intake(
            case.household, self._doors.receive(case.household, day, self._rng), at
        )
        claimed_at = later(at, self._rng, 0, 2)
        worker = self._worker(case.team, claimed_at)
        if claimed_at >= end or worker is None:
            return
        intake.team = case.team
        claim = self._claimed(case, intake, worker, claimed_at)
        case.intakes.append(intake)
        yield Story(intake, None, [claim])

    # --- the course of a case -----------------------------------------------------------------

    def _lived(self, case: CaseFact) -> None:
        """Write records, つなぎ, evaluations, and the close if it came to that."""
        rng = self._rng
        days = max(9.0, rng.lognormvariate(5.25, 0.85))
        end = later(case.opened_at, rng, days, days + 2)
        closes = end < self._until
        last = end if closes else self._until
        self._recorded(case, last)
        self._linker.link(case, last, self._until, closes=closes)
        if not case.records:
            return
        self._supported(case)
        if not closes and rng.random() < 0.18 and days > 120:
            self._evaluated(case, later(case.opened_at, rng, 60, 100), final=False)
        if closes:
            self._closed(case, end)
        else:
            self._planned(case)

    def _recorded(self, case: CaseFact, last: datetime) -> None:
        rng = self._rng
        at = later(case.opened_at, rng, 0, 3)
        silent = last is self._until and rng.random() < 0.06
        stop = last - timedelta(days=rng.randint(92, 200)) if silent else last
        count = 0
        while at < max(stop, case.opened_at + timedelta(days=6)) and at < last and count < 60:
            self._record(case, at)
            count += 1
            at = later(at, rng, 2, 16 + 6 * min(count, 9))
        idle = (last - case.records[-1].at).days if case.records else 0
        if last is self._until and idle > 60 and not silent:
            recent = later(last, rng, -25, -2)
            if case.records[-1].at < recent < last:
                self._record(case, recent)
        if case.records:
            case.state = "active"
            case.last_record_at = case.records[-1].at
            first = case.records[0]
            case.moves.append(
                Move("case", case.id, "start", "opened", "active", first.at, first.user)
            )

    def _record(self, case: CaseFact, at: datetime) -> None:
        rng, household = self._rng, case.household
        method = self._texts.weighted("methods")
        content, result = self._texts.record(household, method)
        user = case.opener if rng.random() < 0.88 else self._colleague(case, at)
        staff = {user, self._colleague(case, at)} if rng.random() < 0.14 else {user}
        phrases = self._texts.phrases
        places: Sequence[str] = phrases["places"].get(method, ("",))
        shares = rng.choices(_SHARES, (80, 12, 5, 3))[0]
        case.records.append(
            RecordFact(
                id=self._ids.at(at),
                at=at,
                minutes=rng.choice(_MINUTES),
                method=method,
                place=rng.choice(places),
                counterpart=rng.choice(phrases["counterparts"][method]),
                shares=shares,
                tier="small" if household.town and self._small(household.town) else "middle",
                area=self._area(household.town),
                content=content,
                result=result,
                next_step=self._texts.pick("next_actions") if rng.random() < 0.8 else "",
                team=case.team.id,
                user=user,
                staff=tuple(sorted(staff)),
                about=(("case", case.id),),
            )
        )

    def _supported(self, case: CaseFact) -> None:
        """Name one to three who stand by the household, formal or not."""
        rng = self._rng
        rows: list[list[str]] = self._texts.phrases["supporters"]
        for closeness, who, role in rng.sample(rows, rng.choice((0, 1, 1, 2, 3))):
            team = self._linker.team_for(who, case.household.town) if who.isdigit() else None
            name = team.organization.name if team else who
            organization = team.organization.id if team else None
            if not name.isdigit():
                case.supporters.append((name, organization, closeness, role))

    def _evaluated(self, case: CaseFact, at: datetime, *, final: bool) -> EvaluationFact | None:
        if at >= self._until or at <= case.opened_at:
            return None
        rng, household = self._rng, case.household
        changes: Sequence[str] = household.scene["changes"]
        picked = rng.sample(changes, min(len(changes), rng.choice((1, 1, 2, 3))))
        if rng.random() < 0.07:
            picked = ["HENKA-21"]
        fact = EvaluationFact(
            id=self._ids.at(at),
            at=at,
            user=case.opener,
            achievement=rng.choices((4, 3, 2, 1), (22, 43, 27, 8) if final else (4, 28, 52, 16))[0],
            changes=tuple(picked),
            wish=self._texts.of_scene(household, "wish"),
            remaining=self._texts.of_scene(household, "remaining"),
            next_step=self._texts.pick("next_steps"),
            aftercare=rng.choices(("follow_up", "other_agency", "none"), (45, 35, 20))[0],
        )
        case.evaluations.append(fact)
        return fact

    def _closed(self, case: CaseFact, end: datetime) -> None:
        rng = self._rng
        since = max([case.records[-1].at, *self._linker.last_moves(case)])
        evaluated_at = max(since + timedelta(minutes=30), end - timedelta(days=rng.randint(0, 4)))
        closed_at = max(end, evaluated_at + timedelta(minutes=20))
        if closed_at >= self._until:
            self._planned(case)
            return
        case.closing = self._evaluated(case, evaluated_at, final=True)
        case.state = "closed"
        case.closed_at = closed_at
        case.close_reason = self._texts.weighted("close_reasons")
        case.next_action_on = workday_after(day_of(case.records[-1].at), rng.randint(3, 20))
        case.next_action = self._texts.pick("next_actions")
        case.moves.append(
            Move("case", case.id, "close", "active", "closed", closed_at, case.opener)
        )
        if rng.random() < 0.05:
            self._reopened(case, later(closed_at, rng, 20, 120))

    def _reopened(self, case: CaseFact, at: datetime) -> None:
        if at >= self._until:
            return
        worker = self._worker(case.team, at)
        assert worker is not None
        reason = self._texts.pick("reopen_reasons")
        case.moves.append(
            Move("case", case.id, "reopen", "closed", "active", at, worker.id, reason)
        )
        case.state, case.closed_at, case.close_reason, case.closing = "active", None, "", None
        case.holder = case.opener = worker.id
        then = later(at, self._rng, 1, 6)
        while then < self._until and len(case.records) < 60:
            self._record(case, then)
            then = later(then, self._rng, 5, 50)
        case.last_record_at = case.records[-1].at
        self._planned(case)

    def _planned(self, case: CaseFact) -> None:
        """Set what comes next on an open case: mostly ahead, today for some, overdue for a few."""
        rng, today = self._rng, day_of(self._until)
        draw = rng.random()
        if draw < 0.08:
            case.next_action_on = workday_after(today, -rng.randint(1, 15))
        elif draw < 0.14:
            case.next_action_on = today
        else:
            case.next_action_on = workday_after(today, rng.choice(_AHEAD))
        floor = day_of(case.last_record_at or case.opened_at)
        case.next_action_on = max(case.next_action_on, floor)
        case.next_action = self._texts.pick("next_actions")
        if rng.random() < 0.012:
            case.holder = None

    # --- who and where --------------------------------------------------------------------------

    def _worker(self, team: Team, at: datetime) -> Account | None:
        workers = self._doors.workers(team, day_of(at))
        return self._rng.choice(workers) if workers else None

    def _colleague(self, case: CaseFact, at: datetime) -> UUID:
        worker = self._worker(case.team, at)
        return worker.id if worker else case.opener

    def _small(self, town: Town) -> str:
        return self._small_of.get(town.index, "")

    def _area(self, town: Town | None) -> str:
        if town is None:
            return "unknown"
        return self._small(town) or f"middle-{town.middle + 1}"


def start_of_history(until: datetime, years: float = 2.0) -> date:
    """Return the first day of a history of ``years`` that ends at ``until``."""
    return day_of(until.astimezone(UTC)) - timedelta(days=int(365 * years))
