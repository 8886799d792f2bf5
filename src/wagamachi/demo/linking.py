"""つなぎ and consent in a case's course: asked of whom, on what lawful ground, and how it went."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from .days import day_of, later, workday_after
from .doors import Doors
from .facts import Roster, Team
from .geography import Town
from .ids import Ids
from .resources import Resource
from .story import CaseFact, ConsentFact, HandoffFact, Move
from .texts import Texts

BY_CONSENT = "KYOYU_KONKYO-01"
_WITHOUT_CONSENT = ("KYOYU_KONKYO-03", "KYOYU_KONKYO-05", "KYOYU_KONKYO-08")
ITEMS = tuple(f"DOI_KOMOKU-{n:02d}" for n in range(1, 7))
_IGNORED_DAYS = 18


class Linker:
    """Adds つなぎ to a case; knows every team and resource that can be asked."""

    def __init__(
        self, *, seed: str, roster: Roster, doors: Doors, resources: Sequence[Resource]
    ) -> None:
        self._rng = random.Random(f"{seed}:linking")
        self._ids = Ids(f"{seed}:linking")
        self._doors = doors
        self._texts = Texts(self._rng)
        self._teams: dict[str, list[Team]] = {}
        for team in roster.teams:
            answers = any(post.role != "minsei_iin" for post in doors.posts_of.get(team.id, ()))
            if answers and not team.is_base and not team.is_fallback:
                number = team.organization.kind.split("-")[1]
                self._teams.setdefault(number, []).append(team)
        self._resources: dict[str, list[Resource]] = {}
        for resource in resources:
            self._resources.setdefault(resource.serves, []).append(resource)

    def team_for(self, number: str, town: Town | None) -> Team | None:
        """Return a team of that kind, of the town's 中圏域 when there is one."""
        teams = self._teams.get(number, [])
        near = [t for t in teams if town is not None and t.organization.middle == town.middle]
        return self._rng.choice(near or teams) if teams else None

    def link(self, case: CaseFact, last: datetime, until: datetime, *, closes: bool) -> None:
        """Add consent and つなぎ that were asked between the opening and ``last``."""
        rng = self._rng
        room = (last - case.opened_at).days - (14 if closes else 0)
        wanted = rng.choices((0, 1, 2, 3, 4), (30, 36, 21, 9, 4))[0]
        offers: list[list[str]] = case.household.scene["handoffs"]
        if room < 3 or not wanted or not case.records:
            return
        chosen = [
            (offer, self._receiver(offer[0], case))
            for offer in rng.sample(offers, min(wanted, len(offers)))
        ]
        asked_at = case.records[0].at + timedelta(minutes=15)
        if asked_at >= last:
            return
        consent = self._consent(case, [r for _, r in chosen if r], asked_at)
        low = 1.0
        for (_, purpose, request), receiver in chosen:
            sent_at = later(asked_at, rng, low, low + max(2.0, (room - low) * 0.45))
            if receiver is None or sent_at >= last - timedelta(days=12 if closes else 0):
                continue
            low += 4
            handoff = self._sent(case, receiver, consent, sent_at)
            handoff.purpose = purpose
            handoff.request = self._texts.say(case.household, request)
            self._went_on(case, handoff, last if closes else until, closes)
            case.handoffs.append(handoff)
        self._taken_back(case, consent, last)

    def last_moves(self, case: CaseFact) -> Iterable[datetime]:
        """Yield the last moment of each つなぎ: a case closes after them."""
        for handoff in case.handoffs:
            yield handoff.finished_at or handoff.answered_at or handoff.sent_at

    def _receiver(self, number: str, case: CaseFact) -> Team | Resource | None:
        town = case.household.town
        team = self.team_for(number, town)
        resources = self._resources.get(number, [])
        if resources and (team is None or self._rng.random() < 0.3):
            near = [r for r in resources if town is not None and r.middle == town.middle]
            return self._rng.choice(near or resources)
        return team

    def _consent(
        self, case: CaseFact, receivers: Sequence[Team | Resource], at: datetime
    ) -> ConsentFact | None:
        """Ask the key person; about one in eight says no or cannot be asked."""
        rng = self._rng
        organizations = [o for o in (_organization(r) for r in receivers) if o]
        refused = rng.random() < 0.12 or not organizations
        fact = ConsentFact(
            id=self._ids.at(at),
            person=0,
            answer=rng.choice(("DOI_KOTAE-03", "DOI_KOTAE-04", "DOI_KOTAE-05"))
            if refused
            else rng.choices(("DOI_KOTAE-01", "DOI_KOTAE-02"), (4, 1))[0],
            items=() if refused else ITEMS[: rng.choice((2, 4, 6, 6))],
            recipients=() if refused else tuple(dict.fromkeys(organizations)),
            method=rng.choice(("口頭", "口頭", "書面")),
            at=at,
            asked_by=case.opener,
            note="いまは話を広げたくないとのこと。様子を見てもう一度たずねる。" if refused else "",
        )
        case.consents.append(fact)
        return None if refused else fact

    def _sent(
        self, case: CaseFact, receiver: Team | Resource, consent: ConsentFact | None, at: datetime
    ) -> HandoffFact:
        rng = self._rng
        is_team = isinstance(receiver, Team)
        covers = consent is None or consent.items == ITEMS
        return HandoffFact(
            id=self._ids.at(at),
            to_team=receiver if isinstance(receiver, Team) else None,
            to_resource=None if isinstance(receiver, Team) else receiver.id,
            purpose="",
            request="",
            summary=self._texts.of_scene(case.household, "summary"),
            level=rng.choices((2, 3), (74, 26))[0] if covers else 2,
            consent=consent,
            legal_basis=BY_CONSENT if consent else rng.choice(_WITHOUT_CONSENT),
            sent_at=at,
            sent_by=case.opener,
            due_on=workday_after(day_of(at), rng.choice((3, 3, 3, 5, 7))),
            state="sent" if is_team else "arranging",
        )

    def _went_on(self, case: CaseFact, handoff: HandoffFact, last: datetime, closes: bool) -> None:
        """Answer and finish the つなぎ as far as time allows before ``last``."""
        rng = self._rng
        forgotten = (last - handoff.sent_at).days < _IGNORED_DAYS and rng.random() < 0.3
        if forgotten and not closes:
            return
        if handoff.to_team is None:
            self._finish(case, handoff, handoff.sent_at, last, must=closes)
            return
        answered_at = later(handoff.sent_at, rng, 0, 5)
        workers = self._doors.workers(handoff.to_team, day_of(answered_at))
        if answered_at >= last or not workers:
            return
        draw = rng.random()
        if draw < 0.04:
            self._move(case, handoff, "withdraw", "withdrawn", answered_at, case.opener,
                       self._texts.pick("withdraw_reasons"))  # fmt: skip
            return
        worker = rng.choice(workers)
        handoff.answered_at, handoff.answered_by = answered_at, worker.id
        if draw < 0.21:
            code, handoff.answer = rng.choice(self._texts.phrases["declines"])
            handoff.decline_reason = code
            self._move(case, handoff, "decline", "declined", answered_at, worker.id,
                       handoff.answer)  # fmt: skip
            return
        handoff.answer = self._texts.pick("accept")
        self._move(case, handoff, "accept", "accepted", answered_at, worker.id)
        if rng.random() < 0.8 or closes:
            self._finish(case, handoff, answered_at, last, must=False)

    def _finish(
        self, case: CaseFact, handoff: HandoffFact, since: datetime, last: datetime, *, must: bool
    ) -> None:
        rng = self._rng
        at = later(since, rng, 3, 26)
        if at >= last and must:
            at = min(last - timedelta(hours=1), since + timedelta(days=1))
        if at >= last:
            return
        handoff.result = self._texts.weighted("results_codes")
        handoff.result_note = self._texts.pick("result_notes")
        handoff.finished_at = at
        if rng.random() < 0.35:
            handoff.follow_up_on = workday_after(day_of(at), rng.choice((10, 20, 40)))
        self._move(case, handoff, "finish", "finished", at, case.opener)

    def _taken_back(self, case: CaseFact, consent: ConsentFact | None, last: datetime) -> None:
        """Once in a while somebody takes the consent back, when nothing waits for an answer."""
        waiting = any(h.state in ("sent", "arranging") for h in case.handoffs)
        if consent is None or waiting or self._rng.random() > 0.012:
            return
        at = later(max([consent.at, *self.last_moves(case)]), self._rng, 5, 30)
        if at < last:
            consent.withdrawn_at = at

    def _move(
        self,
        case: CaseFact,
        handoff: HandoffFact,
        action: str,
        to: str,
        at: datetime,
        user: UUID,
        reason: str = "",
    ) -> None:
        case.moves.append(Move("handoff", handoff.id, action, handoff.state, to, at, user, reason))
        handoff.state = to


def _organization(receiver: Team | Resource) -> UUID | None:
    return receiver.organization.id if isinstance(receiver, Team) else receiver.organization
