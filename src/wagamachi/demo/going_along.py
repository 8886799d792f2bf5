"""To most households with many worries a second agency goes as well; one in eight has none yet (R014)."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache

from wagamachi.casework.enums import Level
from wagamachi.casework.queries.alone import FIELDS
from wagamachi.core import codelists

from .city import City
from .days import day_of, moment, workday_after
from .doors import Doors
from .facts import Account, Team
from .ids import Ids
from .story import CaseFact, HandoffFact, Move, RecordFact

TASKS = ("月に二回たずねる", "通院の送り迎えを手配する", "手続きの書類をいっしょに書く",
         "家計の相談にのる", "介護の見直しをする", "夜の連絡先になる")  # fmt: skip
_AT_LEAST, _ALONE = timedelta(days=40), 0.12
_TOGETHER = "KYOYU_KONKYO-05"


class GoingAlong:
    """Sends a second agency, near by where there is one, some weeks before the history ends."""

    def __init__(self, city: City) -> None:
        self._rng = random.Random(f"{city.seed}:along")
        self._ids = Ids(f"{city.seed}:along")
        self._until = city.until
        self._doors: Doors = city.doors
        self._teams = [
            team for team in city.roster.teams
            if not team.is_base and not team.is_fallback and self._desk(team, city.until)
        ]  # fmt: skip

    def go(self, cases: Iterable[CaseFact]) -> None:
        """Add つなぎ, answer and record to the open cases of base teams that weigh in many ways."""
        for case in cases:
            is_old = case.state == "active" and case.opened_at < self._until - _AT_LEAST
            if not (is_old and case.team.is_base and case.holder and not case.restriction):
                continue
            if len(_fields(case.household.themes)) > 1 and self._rng.random() >= _ALONE:
                self._goes(case, self._near(case))

    def _near(self, case: CaseFact) -> Team:
        town, home = case.household.town, case.team.organization
        asked = [handoff.to_team for handoff in case.handoffs]
        others = [t for t in self._teams if t.organization is not home and t not in asked]
        near = [t for t in others if town is not None and t.organization.middle == town.middle]
        return self._rng.choice(near or others)

    def _goes(self, case: CaseFact, team: Team) -> None:
        rng, today = self._rng, day_of(self._until)
        sent_on = workday_after(today, -rng.randint(8, 26))
        sent_at = moment(sent_on, rng)
        answered_at = moment(workday_after(sent_on, 2), rng)
        there_at = moment(workday_after(sent_on, 4), rng)
        worker = self._desk(team, there_at)
        if worker is None or case.holder is None:
            return
        handoff = HandoffFact(
            id=self._ids.at(sent_at), to_team=team, to_resource=None, purpose="いっしょに訪ねる",
            request=rng.choice(TASKS), level=int(Level.FULL), consent=None, legal_basis=_TOGETHER,
            summary=case.summary or "くわしいことは、お会いして説明します。",
            sent_at=sent_at, sent_by=case.holder, due_on=workday_after(sent_on, 3), state="accepted",
            answered_at=answered_at, answered_by=worker.id, answer="うかがいます。",
        )  # fmt: skip
        case.handoffs.append(handoff)
        case.moves.append(
            Move("handoff", handoff.id, "accept", "sent", "accepted", answered_at, worker.id)
        )
        case.records.append(self._record(case, team, worker, there_at))
        case.last_record_at = max(case.last_record_at or there_at, there_at)
        if case.next_action_on is not None:
            case.next_action_on = max(case.next_action_on, day_of(case.last_record_at))

    def _record(self, case: CaseFact, team: Team, worker: Account, at: datetime) -> RecordFact:
        return RecordFact(
            id=self._ids.at(at), at=at, minutes=45, method="SHUDAN-03", place="", counterpart="本人",
            shares=(100, 0, 0), tier="middle", area=case.records[0].area, next_step="",
            content="担当の方と一緒に訪ね、暮らしの様子をうかがった。", result="また来てよいと言われた。",
            team=team.id, user=worker.id, staff=(worker.id,), about=(("case", case.id),),
        )  # fmt: skip

    def _desk(self, team: Team, at: datetime) -> Account | None:
        on_duty = self._doors.posts_of.get(team.id, ())
        desks = [post.account for post in on_duty if post.role == "agency_desk"]
        here = {account.id for account in self._doors.workers(team, day_of(at))}
        return next((account for account in desks if account.id in here), None)


def _fields(themes: Iterable[str]) -> set[str]:
    """Return the categories of the law that these themes add up under, as the shipped list says."""
    return {field for theme in themes for field in _reached(theme)}


@cache
def _reached(code: str) -> frozenset[str]:
    release = _release()
    if release.codes[code].code_list_id == FIELDS:
        return frozenset({code})
    return frozenset[str]().union(*map(_reached, release.targets[code]))


@lru_cache(maxsize=1)
def _release() -> codelists.Release:
    return codelists.read()
