"""A small stage for the hand-placed stories: who did what, how many days ago."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from .city import City
from .days import TOKYO, day_of, workday_after
from .facts import Account, Organization, Post, Team
from .households import Household, Member, age_band
from .ids import Ids
from .linking import ITEMS
from .story import (
    CaseFact,
    ConsentFact,
    EvaluationFact,
    HandoffFact,
    IntakeFact,
    Move,
    RecordFact,
    Story,
)


@dataclass(frozen=True, slots=True)
class Role:
    """One person on stage; ``age`` in years, themes as codes."""

    relation: str
    name: str
    kana: str
    age: int
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that answers a つなぎ, and who sits there."""

    account: Account
    team: Team
    organization: Organization

    @classmethod
    def of(cls, post: Post) -> "Desk":
        """Raise ValueError for a post without a team: nobody could send anything there."""
        if post.team is None:
            raise ValueError(f"{post.account.username} has no desk")
        return cls(post.account, post.team, post.organization)


class Stage:
    """Makes facts for named people of the cast; days count back from the end of the history."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.ids = Ids(f"{city.seed}:stage")
        self._accounts = {a.username: a for a in city.roster.accounts}

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return that hour of the day ``days`` ago, but never later than two hours before the end."""
        day = day_of(self.city.until) - timedelta(days=days)
        then = datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO).astimezone(UTC)
        return min(then, self.city.until - timedelta(hours=2))

    def who(self, username: str) -> Account:
        return self._accounts[username]

    def post(self, username: str) -> Post:
        """Return the post somebody holds at the end of the history."""
        today = day_of(self.city.until)
        return next(
            p
            for p in self.city.roster.posts
            if p.account.username == username
            and p.starts_on <= today
            and (p.ends_on is None or p.ends_on > today)
        )

    def holder_of(self, team: Team) -> str:
        """Return the log-in of a coordinator who works in a team at the end of the history."""
        today = day_of(self.city.until)
        return next(
            p.account.username
            for p in self.city.roster.posts
            if p.role == "csw" and p.team is team and (p.ends_on is None or p.ends_on > today)
        )

    def desk_of(self, username: str) -> "Desk":
        """Return where somebody of an agency sits."""
        return Desk.of(self.post(username))

    def desk(self, number: str, middle: int) -> "Desk":
        """Return a desk of an agency of that kind, of the 中圏域 when there is one."""
        posts = [
            p
            for p in self.city.roster.posts
            if p.role == "agency_desk" and p.organization.kind == f"TSUNAGISAKI-{number}"
        ]
        return Desk.of(next((p for p in posts if p.organization.middle == middle), posts[0]))

    def household(
        self, middle: int | None, street: str, kind: str, label: str, *roles: Role, nth: int = 0
    ) -> Household:
        """Return a household in the ``nth`` town of a 中圏域; without one nobody knows where."""
        towns = [t for t in self.city.towns if t.middle == middle]
        town = towns[nth] if towns else None
        place = f"{town.name}{street}" if town else street
        today = day_of(self.city.until)
        members = tuple(
            Member(
                r.relation, r.name, "" if r.name else label, r.kana,
                today - timedelta(days=365 * r.age + 100) if r.name else None,
                age_band(r.age), "", r.themes,
            )
            for r in roles
        )  # fmt: skip
        kana = roles[0].kana if roles else ""
        return Household({}, kind, label, kana, label, place, place if town else "", town, members)

    def intake(
        self,
        household: Household,
        by: str,
        at: datetime,
        *,
        noticed_by: str,
        situation: str,
        route: str,
        urgency: tuple[str, ...] = (),
    ) -> Story:
        """Return a waiting intake that ``by`` took in."""
        post = self.post(by)
        day = day_of(at)
        themes = household.members[0].themes if household.members else ()
        fact = IntakeFact(
            id=self.ids.at(at), household=household, at=at, receiver=post.account,
            receiver_team=post.team, window_kind=post.organization.kind, noticed_by=noticed_by,
            situation=situation, route=route, method="SHUDAN-01", urgency=urgency, themes=themes,
            team=self.city.doors.team_for(household.town),
            next_action_on=day if urgency else workday_after(day, 3),
            subject=household.label if household.members else "", subject_kana=household.kana,
            phone="",
        )  # fmt: skip
        return Story(fact, None, [])

    def claim(self, story: Story, by: str, at: datetime, summary: str) -> "Course":
        """Let ``by`` take the intake on; the case that comes of it goes on from there."""
        intake, worker = story.intake, self.who(by)
        size = len(intake.household.members)
        case = CaseFact(
            id=self.ids.at(at), number="", household=intake.household, team=intake.team,
            holder=worker.id, opened_at=at, opener=worker.id, summary=summary,
            persons=tuple(self.ids.at(at) for _ in range(size)),
            members=tuple(self.ids.at(at) for _ in range(size)), intakes=[intake],
            next_action_on=workday_after(day_of(at), 2), next_action="はじめの訪問をする",
        )  # fmt: skip
        intake.state, intake.case, intake.holder = "taken", case.id, worker.id
        story.case = case
        story.moves.append(Move("intake", intake.id, "claim", "waiting", "taken", at, worker.id))
        return Course(self, case)


class Course:
    """What happens on one case, told in order."""

    def __init__(self, stage: Stage, case: CaseFact) -> None:
        self._stage = stage
        self.case = case
        self._user = case.opener

    def record(
        self,
        at: datetime,
        method: str,
        counterpart: str,
        content: str,
        result: str,
        *,
        minutes: int = 45,
        next_step: str = "",
    ) -> None:
        """Write a record; the first one starts the support."""
        case, town = self.case, self.case.household.town
        area = self._stage.city.small_of.get(town.index, "") if town else "unknown"
        if not case.records:
            case.moves.append(Move("case", case.id, "start", "opened", "active", at, self._user))
            case.state = "active"
        case.records.append(
            RecordFact(
                id=self._stage.ids.at(at), at=at, minutes=minutes, method=method, place="",
                counterpart=counterpart, shares=(100, 0, 0), tier="small" if town and area else "middle",
                area=area or f"middle-{town.middle + 1}" if town else "unknown", content=content,
                result=result, next_step=next_step, team=case.team.id, user=self._user,
                staff=(self._user,), about=(("case", case.id),),
            )
        )  # fmt: skip
        case.last_record_at = at

    def consent(
        self, at: datetime, answer: str, organizations: tuple[UUID, ...], note: str = ""
    ) -> ConsentFact:
        given = answer in ("DOI_KOTAE-01", "DOI_KOTAE-02")
        fact = ConsentFact(
            self._stage.ids.at(at), 0, answer, ITEMS if given else (),
            organizations if given else (), "口頭", at, self._user, note,
        )  # fmt: skip
        self.case.consents.append(fact)
        return fact

    def handoff(
        self,
        at: datetime,
        team: Team,
        consent: ConsentFact | None,
        purpose: str,
        request: str,
        *,
        level: int = 2,
        days: int = 3,
    ) -> HandoffFact:
        """Ask a team; without a consent it rests on danger to life (KYOYU_KONKYO-03)."""
        fact = HandoffFact(
            id=self._stage.ids.at(at), to_team=team, to_resource=None, purpose=purpose,
            request=request, summary=self.case.summary, level=level, consent=consent,
            legal_basis="KYOYU_KONKYO-01" if consent else "KYOYU_KONKYO-03", sent_at=at,
            sent_by=self._user, due_on=workday_after(day_of(at), days),
        )  # fmt: skip
        self.case.handoffs.append(fact)
        return fact

    def accept(self, handoff: HandoffFact, at: datetime, by: Account, answer: str) -> None:
        handoff.answered_at, handoff.answered_by, handoff.answer = at, by.id, answer
        self._move(handoff, "accept", "accepted", at, by.id)

    def decline(
        self, handoff: HandoffFact, at: datetime, by: Account, code: str, answer: str
    ) -> None:
        handoff.answered_at, handoff.answered_by, handoff.answer = at, by.id, answer
        handoff.decline_reason = code
        self._move(handoff, "decline", "declined", at, by.id, answer)

    def finish(self, handoff: HandoffFact, at: datetime, note: str) -> None:
        handoff.result, handoff.result_note, handoff.finished_at = "TSUNAGI_KEKKA-01", note, at
        self._move(handoff, "finish", "finished", at, self._user)

    def next(self, days: int, what: str) -> None:
        """Say what comes next, ``days`` from the end of the history."""
        self.case.next_action_on = day_of(self._stage.city.until) + timedelta(days=days)
        self.case.next_action = what

    def close(self, at: datetime, evaluation: EvaluationFact, reason: str) -> None:
        case = self.case
        case.evaluations.append(evaluation)
        case.closing, case.state, case.closed_at, case.close_reason = (
            evaluation,
            "closed",
            at,
            reason,
        )
        case.moves.append(Move("case", case.id, "close", "active", "closed", at, self._user))

    def evaluation(
        self, at: datetime, achievement: int, changes: tuple[str, ...], *words: str
    ) -> EvaluationFact:
        """Return an evaluation; ``words`` are wish, what remains and what comes next."""
        wish, remaining, next_step = words
        return EvaluationFact(
            self._stage.ids.at(at), at, self._user, achievement, changes, wish, remaining,
            next_step, "follow_up",
        )  # fmt: skip

    def _move(
        self, handoff: HandoffFact, action: str, to: str, at: datetime, user: UUID, reason: str = ""
    ) -> None:
        self.case.moves.append(
            Move("handoff", handoff.id, action, handoff.state, to, at, user, reason)
        )
        handoff.state = to
