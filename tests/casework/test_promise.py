"""The promise: whatever anybody does in whatever order, no worry is ever lost (I1-I4, I7).

Many people, right ones and wrong ones, take worries in, claim, hand over, answer, record, evaluate,
close and reopen while time moves on. After each step the promise is checked over every row there is.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cast import Cast, on_day
from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.access.models import AuditEvent, StateTransition
from wagamachi.access.perms import Perm
from wagamachi.access.policy import get_for, visible_to
from wagamachi.casework.enums import CaseState, HandoffKind, HandoffState, IntakeState, Level
from wagamachi.casework.models import (
    LIVE,
    OPEN_STATES,
    UNANSWERED,
    WAITING,
    Approval,
    Case,
    CaseMerge,
    Evaluation,
    Handoff,
    Intake,
    Participation,
)
from wagamachi.casework.policy import GIVEN_BACK
from wagamachi.casework.queries.detectors import passed_around
from wagamachi.casework.services import (
    ConsentDraft,
    HandoffDraft,
    NextAction,
    accept_handoff,
    answer_intake,
    approve_sharing,
    ask_consent,
    assign_case,
    claim_intake,
    close_case,
    current_evaluation,
    decline_handoff,
    evaluate_case,
    finish_handoff,
    lapse_sharings,
    pass_on_intake,
    receive_intake,
    record_on_case,
    refuse_sharing,
    reopen_case,
    reopen_intake,
    send_handoff,
    withdraw_consent,
    withdraw_handoff,
)
from wagamachi.core.errors import DomainError
from wagamachi.core.ids import uuid7
from wagamachi.organizations.models import Team
from wagamachi.people.models import Consent
from wagamachi.records.models import ActivityRecord
from wagamachi.records.services import RecordDraft

from .scenes import (
    ALL_ITEMS,
    BY_LAW,
    CONNECTED,
    EVALUATED,
    GIVEN,
    HEARD,
    REACHED,
    REFUSED,
    TOO_FULL,
    Scene,
)

# Who works where, in plain words: the oracle the policy is held against.
TEAMS = {
    "east_team": {"csw", "colleague", "lead"},
    "west_team": {"other_csw", "seikatsu_sc"},
    "core_team": {"core"},
    "houkatsu_team": {"agency"},
    "hoiku_team": {"nursery"},
}
POINTS = TEAMS | {
    "core_team": {"core", "district"}
}  # a district officer also sees what a point sees
LEADS = {"core", "lead", "manager"}  # of the 社協, which has the three area teams
RECEIVERS = ("csw", "other_csw", "agency", "nursery", "minsei", "core", "manager", "resident")
ACTING = (*(name for names in TEAMS.values() for name in names), "minsei", "manager", "district")
RECEIVING_TEAMS = ("east_team", "west_team", "core_team")
SCOPES = (
    (Level.FULL, Perm.CASE_READ_FULL),
    (Level.SUMMARY, Perm.CASE_READ_SUMMARY),
    (Level.STATUS, Perm.CASE_READ_STATUS),
)

people = st.sampled_from(sorted(ACTING))
# Mostly somebody who may, so that worries get far; often enough somebody who may not.
right = st.sampled_from([True, True, True, True, False])
nth = st.integers(0, 4)
old_screen = st.sampled_from([False, False, False, True])
days = st.sampled_from([0, 1, 3, 5, -1])
# Whoever was refused has changed nothing (``try_it``): what held before still holds.
if_changed = precondition(lambda self: not self.was)


class Worries(RuleBasedStateMachine):
    """The town over some weeks. ``holder`` remembers who must hold each case."""

    cast: Cast
    start: datetime

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.at = self.start
        self.clock = patch.object(timezone, "now", lambda: self.at)  # doors close by the hour
        self.clock.start()
        self.holder: dict[UUID, tuple[UUID, UUID | None]] = {}
        self.received: dict[UUID, str] = {}
        self.intakes: list[UUID] = []
        self.cases: list[UUID] = []
        self.handoffs: list[UUID] = []
        self.consents: list[UUID] = []
        self.seen_first: dict[UUID, Any] = {}
        self.was: list[Any] = []
        self.checked: Any = None
        self.teams = {name: set(people) for name, people in TEAMS.items()}
        self.points = {name: set(people) for name, people in POINTS.items()}
        self.leads = set(LEADS)
        self.town = self.cast.town
        self.team_name = {getattr(self.town, name).pk: name for name in POINTS}
        scene = Scene(self.cast, self.start)
        self.actors = {name: scene.actor(name) for name, _ in self.cast.everybody()}

    def teardown(self) -> None:
        try:
            assert audit.verify() is None
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- helpers ----------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return on_day(self.at)

    def actor(self, who: str) -> Actor:
        return replace(self.actors[who], on=self.today)

    @property
    def partners(self) -> set[str]:
        return {name for names in self.points.values() for name in names}

    def team(self, pk: UUID | None) -> set[str]:
        return self.teams.get(self.team_name.get(pk, ""), set())  # type: ignore[arg-type]

    def answering(self, pk: UUID | None) -> set[str]:
        """Return who answers for a team: those who hold its cases, and a district officer."""
        return self.points.get(self.team_name.get(pk, ""), set())  # type: ignore[arg-type]

    def one_of(self, who: str, is_right: bool, allowed: set[str]) -> str:
        return min(allowed) if is_right and allowed and who not in allowed else who

    def row(self, model: type[Any], pk: UUID, is_stale: bool = False) -> Any:
        """Return the row as it is, or as it was on a screen that was opened long ago."""
        now = model.objects.get(pk=pk)
        first = self.seen_first.setdefault(pk, copy(now))
        return copy(first) if is_stale else now

    def try_it(self, who: str, act: Callable[[Actor], Any], *, works: bool) -> Any:
        """Do it as somebody. It must work exactly when it should; refused, it changes nothing."""
        self.was = self.was or self.world()
        done, refused = None, ""
        try:
            with transaction.atomic():
                done = act(self.actor(who))
        except (DomainError, Http404) as error:
            refused = str(error)
        assert bool(refused) != works, f"{who}: {refused or 'was let through'}"
        if works:
            self.was = []
        else:
            assert self.world() == self.was
        self.pass_time(1)
        return done

    def pass_time(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    def world(self) -> list[Any]:
        """Return everything a refused act must leave alone (denials may be written down)."""
        rows = [
            list(model._default_manager.order_by("pk").values())
            for model in (Intake, Case, Handoff, Participation, Consent, Approval)
        ]
        counts = [
            model._default_manager.count()
            for model in (Evaluation, ActivityRecord, StateTransition)
        ]
        return [*rows, *counts, AuditEvent.objects.exclude(kind="denied").count()]

    # --- what people do ---------------------------------------------------------------------------

    @rule(hours=st.sampled_from([1, 24, 24 * 4]))
    def time_passes(self, hours: int) -> None:
        self.pass_time(hours)

    @initialize(who=st.sampled_from(RECEIVERS), area=st.sampled_from(["east", "west"]))
    def worries_are_on_their_way(self, who: str, area: str) -> None:
        """Begin with one that waits and one that was handed on, so that few steps lead far."""
        self.receive(who, area, twice=False)
        self.claim(0, "csw", is_right=True, stale=False, plan=3)
        self.ask(
            0, "csw", is_right=True, due=3, to="houkatsu_team", basis="law", level=Level.FULL,
            hurries=True,
        )  # fmt: skip
        self.receive(who, None, twice=False)

    @precondition(lambda self: len(self.received) < 5)
    @rule(
        who=st.sampled_from(RECEIVERS),
        area=st.sampled_from(["east", "west", None]),
        twice=st.booleans(),
    )
    def receive(self, who: str, area: str | None, twice: bool) -> None:
        where = getattr(self.town, area).pk if area else None
        token, draft = uuid7(), replace(HEARD, area_id=where)
        for _ in range(1 + twice):
            intake = self.try_it(
                who,
                lambda actor: receive_intake(actor=actor, at=self.at, id=token, draft=draft),
                works=bool(self.actors[who].posts),
            )
            if intake is not None and token not in self.received:
                assert intake.pk == token
                self.received[token] = who
                self.intakes.append(token)

    @rule(n=nth, who=people, is_right=right, stale=old_screen, plan=days)
    def claim(self, n: int, who: str, is_right: bool, stale: bool, plan: int) -> None:
        pk = self.intakes[n % len(self.intakes)]
        intake, now = self.row(Intake, pk, stale), Intake.objects.get(pk=pk)
        who = self.one_of(who, is_right, self.team(now.holder_team_id))
        works = (
            who in self.team(now.holder_team_id)
            and now.state == IntakeState.WAITING
            and intake.version == now.version
            and plan >= 0
        )
        case = self.try_it(
            who,
            lambda actor: claim_intake(
                actor=actor, at=self.at, intake=intake, next_action="電話する",
                next_action_on=self.today + timedelta(days=plan),
            ),
            works=works,
        )  # fmt: skip
        if case is not None:
            self.cases.append(case.pk)
            self.holder[case.pk] = (now.holder_team_id, getattr(self.cast, who).pk)

    @rule(n=nth, m=nth, who=people, is_right=right)
    def claim_into(self, n: int, m: int, who: str, is_right: bool) -> None:
        pk = self.intakes[n % len(self.intakes)]
        intake, case = self.row(Intake, pk), self.row(Case, self.cases[m % len(self.cases)])
        mine = self.team(intake.holder_team_id) & self.team(case.holder_team_id)
        who = self.one_of(who, is_right, mine)
        works = who in mine and intake.state == IntakeState.WAITING and case.state in OPEN_STATES
        self.try_it(
            who,
            lambda actor: claim_intake(
                actor=actor, at=self.at, intake=intake, case=case, next_action="電話する",
                next_action_on=self.today,
            ),
            works=works,
        )  # fmt: skip

    @rule(
        n=nth, who=people, is_right=right, stale=old_screen,
        to=st.sampled_from([*RECEIVING_TEAMS, "houkatsu_team"]),
    )  # fmt: skip
    def pass_on(self, n: int, who: str, is_right: bool, stale: bool, to: str) -> None:
        pk = self.intakes[n % len(self.intakes)]
        intake, now = self.row(Intake, pk, stale), Intake.objects.get(pk=pk)
        team = getattr(self.town, to)
        who = self.one_of(who, is_right, self.team(now.holder_team_id))
        works = (
            who in self.team(now.holder_team_id)
            and now.state == IntakeState.WAITING
            and intake.version == now.version
            and to in RECEIVING_TEAMS
            and team.pk != now.holder_team_id
        )
        self.try_it(
            who,
            lambda actor: pass_on_intake(
                actor=actor, at=self.at, intake=intake, team=team, reason="となりの圏域"
            ),
            works=works,
        )

    @rule(n=nth, who=people, is_right=right, words=st.sampled_from(["案内した", " "]))
    def answer(self, n: int, who: str, is_right: bool, words: str) -> None:
        pk = self.intakes[n % len(self.intakes)]
        intake = self.row(Intake, pk)
        who = self.one_of(who, is_right, self.team(intake.holder_team_id))
        mine = who in self.team(intake.holder_team_id)
        self.try_it(
            who,
            lambda actor: answer_intake(actor=actor, at=self.at, intake=intake, answer=words),
            works=mine and intake.state == IntakeState.WAITING and bool(words.strip()),
        )

    @rule(n=nth, who=people, is_right=right)
    def take_up_again(self, n: int, who: str, is_right: bool) -> None:
        pk = self.intakes[n % len(self.intakes)]
        intake = self.row(Intake, pk)
        who = self.one_of(who, is_right, self.team(intake.holder_team_id))
        mine = who in self.team(intake.holder_team_id)
        self.try_it(
            who,
            lambda actor: reopen_intake(actor=actor, at=self.at, intake=intake, reason="また電話"),
            works=mine and intake.state == IntakeState.ANSWERED,
        )

    @rule(
        n=nth, who=people, is_right=right, answer=st.sampled_from([GIVEN, REFUSED]),
        to=st.sampled_from(["houkatsu", "hoiku"]), lasts=st.sampled_from([None, 3, 20]),
    )  # fmt: skip
    def ask_for_consent(
        self, n: int, who: str, is_right: bool, answer: str, to: str, lasts: int | None
    ) -> None:
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        who = self.one_of(who, is_right, self.team(case.holder_team_id))
        draft = ConsentDraft(
            answer_id=answer, item_ids=ALL_ITEMS, note="口頭",
            recipient_ids=[getattr(self.town, to).pk],
            valid_until=self.today + timedelta(days=lasts) if lasts else None,
        )  # fmt: skip
        consent = self.try_it(
            who,
            lambda actor: ask_consent(
                actor=actor, at=self.at, case=get_for(actor, Case, pk, Perm.CASE_EDIT),
                person=case.members.get().person, draft=draft,
            ),
            works=who in self.team(case.holder_team_id) and case.state in OPEN_STATES,
        )  # fmt: skip
        self.consents += [consent.pk] if consent else []

    @precondition(lambda self: self.consents)
    @rule(n=nth, who=people, is_right=right)
    def take_consent_back(self, n: int, who: str, is_right: bool) -> None:
        pk = self.consents[n % len(self.consents)]
        consent = self.row(Consent, pk)
        case = Case.objects.get(members__person=consent.person_id)
        who = self.one_of(who, is_right, self.team(case.holder_team_id))
        self.try_it(
            who,
            lambda actor: withdraw_consent(
                actor=actor, at=self.at, consent=consent,
                case=get_for(actor, Case, case.pk, Perm.CASE_EDIT),
            ),
            works=who in self.team(case.holder_team_id) and consent.withdrawn_at is None,
        )  # fmt: skip
        resting = Participation.objects.filter(consent=consent, until_at=None)
        assert who not in self.team(case.holder_team_id) or not resting.exists()

    @rule(
        n=nth, who=people, is_right=right, due=days,
        to=st.sampled_from(["houkatsu_team", "houkatsu_team", "hoiku_team", "west_team", None]),
        basis=st.sampled_from(["law", "law", "consent", "consent", "consent of others", ""]),
        level=st.sampled_from([Level.SUMMARY, Level.FULL]), hurries=st.booleans(),
    )  # fmt: skip
    def ask(
        self, n: int, who: str, is_right: bool, due: int, to: str | None, basis: str, level: Level,
        hurries: bool,
    ) -> None:  # fmt: skip
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        team = getattr(self.town, to) if to else None
        consents = Consent.objects.order_by("-asked_at", "pk")
        theirs = consents.filter(person__memberships__case=case)
        choice = {"consent": theirs, "consent of others": consents.exclude(pk__in=theirs)}
        consent = choice[basis].first() if basis in choice else None
        who = self.one_of(who, is_right, self.team(case.holder_team_id))
        draft = HandoffDraft(
            purpose="介護保険の申請", request="手伝ってほしい", shared_summary="ひとり暮らし",
            due_on=self.today + timedelta(days=due), team=team, level=level, consent=consent,
            legal_basis_id=BY_LAW if basis == "law" else None, basis_reason="命にかかわるため",
            is_emergency=hurries,
        )  # fmt: skip
        works = (
            who in self.team(case.holder_team_id)
            and case.state in OPEN_STATES
            and due >= 0
            and team is not None
            and team.pk != case.holder_team_id
            and self.is_lawful(case, team, basis, consent)
            and (basis != "law" or hurries or bool(self.approvers(case.holder_team_id, who)))
            and self.receives(team)
            and passed_around(case=case, at=self.at) is None
            and not Handoff.objects.filter(
                case=case, to_team=team, kind=HandoffKind.REFER, state__in=LIVE
            ).exists()
        )
        handoff = self.try_it(
            who,
            lambda actor: send_handoff(actor=actor, at=self.at, case=case, draft=draft),
            works=works,
        )
        self.handoffs += [handoff.pk] if handoff else []

    def approvers(self, team: UUID, asker: str) -> set[str]:
        """Return who may say the second word for a team: its leads, or the 中心機関 without any (R102)."""
        leads = self.leads if self.team_name.get(team) in RECEIVING_TEAMS else set()
        return (leads - {asker}) or ({"core"} & self.leads - {asker})

    def is_approved(self, handoff: Handoff) -> bool:
        """Say whether a yes of the receiver may rest on it: a consent, or what two people agreed on."""
        if handoff.consent_id or not handoff.legal_basis_id or handoff.case_id is None:
            return True
        asked = Approval.objects.filter(handoff=handoff)
        return any(
            one.state == "approved" or (self.is_urgent(one) and not handoff.moves_holder)
            for one in asked
        )

    def is_urgent(self, approval: Approval) -> bool:
        return approval.is_emergency and approval.state == "waiting" and approval.due_at > self.at

    @rule(n=nth, who=people, is_right=right, agrees=st.sampled_from([True, True, False]))
    def decide(self, n: int, who: str, is_right: bool, agrees: bool) -> None:
        """A second person says yes or no to what is told without consent."""
        asked = list(Approval.objects.filter(state="waiting").order_by("pk"))
        if not asked:
            return
        approval = asked[n % len(asked)]
        asker = next(name for name, u in self.cast.everybody() if u.pk == approval.asked_by_id)
        may = self.approvers(approval.team_id, asker)
        who = self.one_of(who, is_right, may)
        in_time = approval.due_at > self.at and approval.handoff.state not in GIVEN_BACK
        said: dict[str, Any] = {"at": self.at, "approval": approval, "note": "話し合った"}
        self.try_it(
            who,
            lambda actor: (
                approve_sharing(actor=actor, **said)
                if agrees
                else refuse_sharing(actor=actor, **said)
            ),
            works=who in may and (in_time or not agrees),
        )
        if who in may and not agrees:
            doors = Participation.objects.filter(approval=approval, until_at=None)
            assert not doors.exists()

    @rule()
    def the_round(self) -> None:
        """Every few minutes what nobody approved in time is taken back."""
        lapse_sharings(at=self.at)
        self.was = []
        late = Approval.objects.filter(state="waiting", due_at__lte=self.at)
        assert not late.exists()

    def receives(self, team: Any) -> bool:
        """Say whether the team still exists; one without people is asked on paper."""
        return bool(Team.objects.live(self.today).filter(pk=team.pk).exists())

    def is_lawful(self, case: Case, team: Any, basis: Any, consent: Consent | None) -> bool:
        if consent is None:
            return bool(basis == "law")
        return (
            case.members.filter(person=consent.person_id).exists()
            and self.lives(consent, self.today)
            and consent.recipients.filter(pk=team.organization_id).exists()
        )

    def lives(self, consent: Consent, on: date) -> bool:
        return (
            consent.answer_id == GIVEN
            and consent.withdrawn_at is None
            and (consent.valid_until is None or consent.valid_until > on)
        )

    def works_on_handoff(
        self, handoff: Handoff, screen: Handoff, who: str, states: set[str], team: set[str]
    ) -> bool:
        return who in team and handoff.state in states and screen.version == handoff.version

    @rule(n=nth, who=people, is_right=right, stale=old_screen)
    def accept(self, n: int, who: str, is_right: bool, stale: bool) -> None:
        pk = self.handoffs[n % len(self.handoffs)]
        screen, now = self.row(Handoff, pk, stale), Handoff.objects.get(pk=pk)
        who = self.one_of(who, is_right, self.team(now.to_team_id))
        works = self.works_on_handoff(
            now, screen, who, set(UNANSWERED), self.answering(now.to_team_id)
        ) and (now.consent is None or self.lives(now.consent, self.today))
        works = works and self.is_approved(now)
        works = works and now.kind != HandoffKind.PULL  # whoever yields names a basis
        done = self.try_it(
            who,
            lambda actor: accept_handoff(actor=actor, at=self.at, handoff=screen),
            works=works,
        )
        if done and now.moves_holder:
            is_able = who in self.team(now.to_team_id)
            new = getattr(self.cast, who).pk if is_able else None  # their team's inbox
            self.holder[now.case_id] = (now.to_team_id, new)

    @rule(
        n=nth, who=people, is_right=right, stale=old_screen,
        reason=st.sampled_from([TOO_FULL, ""]),
    )  # fmt: skip
    def decline(self, n: int, who: str, is_right: bool, stale: bool, reason: str) -> None:
        pk = self.handoffs[n % len(self.handoffs)]
        screen, now = self.row(Handoff, pk, stale), Handoff.objects.get(pk=pk)
        team = self.team(now.to_team_id)
        who = self.one_of(who, is_right, team)
        may = self.answering(now.to_team_id)
        works = bool(reason) and self.works_on_handoff(now, screen, who, set(UNANSWERED), may)
        self.try_it(
            who,
            lambda actor: decline_handoff(
                actor=actor, at=self.at, handoff=screen, decline_reason_id=reason, answer="満員"
            ),
            works=works,
        )

    @rule(n=nth, who=people, is_right=right)
    def withdraw(self, n: int, who: str, is_right: bool) -> None:
        pk = self.handoffs[n % len(self.handoffs)]
        handoff = self.row(Handoff, pk)
        senders = self.team(handoff.from_team_id)
        if handoff.kind != HandoffKind.PULL and handoff.case is not None:
            senders = senders | self.team(handoff.case.holder_team_id)
        who = self.one_of(who, is_right, senders)
        self.try_it(
            who,
            lambda actor: withdraw_handoff(
                actor=actor, at=self.at, handoff=handoff, reason="電話で済んだ"
            ),
            works=self.works_on_handoff(handoff, handoff, who, set(WAITING), senders),
        )

    @rule(n=nth, who=people, is_right=right)
    def finish(self, n: int, who: str, is_right: bool) -> None:
        pk = self.handoffs[n % len(self.handoffs)]
        handoff = self.row(Handoff, pk)
        both = self.answering(handoff.from_team_id) | self.answering(handoff.to_team_id)
        both |= self.answering(handoff.case.holder_team_id) if handoff.case is not None else set()
        who = self.one_of(who, is_right, both)
        # Asked on paper, it may end without ever having been said yes to; unless the holder would move.
        arranging = set() if handoff.moves_holder else {HandoffState.ARRANGING}
        open_to = {HandoffState.ACCEPTED, *arranging}
        self.try_it(
            who,
            lambda actor: finish_handoff(
                actor=actor, at=self.at, handoff=handoff, result_id=CONNECTED
            ),
            works=self.works_on_handoff(handoff, handoff, who, open_to, both),
        )

    @rule(n=nth, who=people, is_right=right, plan=st.one_of(st.none(), days))
    def record(self, n: int, who: str, is_right: bool, plan: int | None) -> None:
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        may = {name for name in self.actors if self.level(name, case) == Level.FULL}
        who = self.one_of(who, is_right, may)
        planned = (
            NextAction(self.today + timedelta(days=plan), "また訪ねる")
            if plan is not None
            else None
        )
        answers = who in self.answering(case.holder_team_id)
        # Everybody writes for the team they work in, whoever holds the case.
        own = case.holder_team_id if answers else min(self.actors[who].team_ids, default=None)
        draft = RecordDraft(
            occurred_at=self.at, minutes=30, method_id="SHUDAN-03", counterpart="本人",
            shares=(100, 0, 0), tier="middle", area_id=self.town.east.pk,
            team_id=own, content="訪ねた", result="会えた",
        )  # fmt: skip
        is_past = answers and planned is not None and planned.on < self.today
        self.try_it(
            who,
            lambda actor: record_on_case(
                actor=actor, at=self.at, case=case, draft=draft, next_action=planned
            ),
            works=who in may and case.state in OPEN_STATES and not is_past,
        )

    @rule(n=nth, who=people, is_right=right, to=st.one_of(st.none(), people))
    def assign(self, n: int, who: str, is_right: bool, to: str | None) -> None:
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        team = self.team(case.holder_team_id)
        who = self.one_of(who, is_right, team)
        on_team = to is None or to in team
        new = getattr(self.cast, to).pk if to else None
        done = self.try_it(
            who,
            lambda actor: assign_case(
                actor=actor, at=self.at, case=get_for(actor, Case, pk, Perm.CASE_EDIT),
                version=case.version, holder_user_id=new,
            ),
            works=who in team and case.state in OPEN_STATES and on_team,
        )  # fmt: skip
        if done:
            self.holder[pk] = (case.holder_team_id, new)

    @rule(n=nth, who=people, is_right=right)
    def evaluate(self, n: int, who: str, is_right: bool) -> None:
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        team = self.team(case.holder_team_id)
        who = self.one_of(who, is_right, team)
        self.try_it(
            who,
            lambda actor: evaluate_case(
                actor=actor, at=self.at, case=get_for(actor, Case, pk, Perm.CASE_EDIT),
                draft=EVALUATED,
            ),
            works=who in team and case.state in OPEN_STATES,
        )  # fmt: skip

    @rule(
        n=nth, who=people, is_right=right, stale=old_screen,
        reason=st.sampled_from([REACHED, REACHED, ""]),
    )  # fmt: skip
    def close(self, n: int, who: str, is_right: bool, stale: bool, reason: str) -> None:
        pk = self.cases[n % len(self.cases)]
        screen, now = self.row(Case, pk, stale), Case.objects.get(pk=pk)
        team = self.team(now.holder_team_id)
        who = self.one_of(who, is_right, team)
        works = (
            who in team
            and now.state in OPEN_STATES
            and screen.version == now.version
            and bool(reason)
            and self.evaluated_since_opening(now)
            and not now.handoffs.filter(state__in=WAITING).exists()
        )
        self.try_it(
            who,
            lambda actor: close_case(actor=actor, at=self.at, case=screen, close_reason_id=reason),
            works=works,
        )

    @rule(n=nth, who=people, is_right=right, why=st.sampled_from(["また電話", " "]), plan=days)
    def reopen(self, n: int, who: str, is_right: bool, why: str, plan: int) -> None:
        pk = self.cases[n % len(self.cases)]
        case = self.row(Case, pk)
        team = self.team(case.holder_team_id)
        who = self.one_of(who, is_right, team)
        planned = self.today + timedelta(days=plan)
        done = self.try_it(
            who,
            lambda actor: reopen_case(
                actor=actor, at=self.at, case=case, reason=why, next_action="訪ねる",
                next_action_on=planned,
            ),
            works=who in team and case.state == CaseState.CLOSED and bool(why.strip())
            and planned >= self.today,
        )  # fmt: skip
        if done:
            self.holder[pk] = (case.holder_team_id, getattr(self.cast, who).pk)

    def evaluated_since_opening(self, case: Case) -> bool:
        since = case.opened_at
        again = StateTransition.objects.filter(
            target_kind="case", target_id=case.pk, action="reopen"
        ).order_by("-seq")
        if again:
            since = again[0].at
        for joined in CaseMerge.objects.filter(kept=case, undone_at=None):
            since = max(since, joined.merged_at)
        return case.evaluations.filter(evaluated_at__gte=since).exists()

    # --- the promise ------------------------------------------------------------------------------

    @if_changed
    @invariant()
    def i1_everything_open_has_exactly_one_holder(self) -> None:
        held = Case.objects.values_list("pk", "holder_team", "holder_user")
        assert {pk: (team, user) for pk, team, user in held} == self.holder
        for intake in Intake.objects.filter(state=IntakeState.WAITING):
            assert self.team_name[intake.holder_team_id] in RECEIVING_TEAMS
            assert intake.holder_user_id is None
        for intake in Intake.objects.filter(state=IntakeState.TAKEN):
            assert intake.case_id in self.holder

    @if_changed
    @invariant()
    def i1_no_worry_ever_disappears(self) -> None:
        assert set(Intake.objects.values_list("pk", flat=True)) == set(self.received)

    @if_changed
    @invariant()
    def i2_everything_open_has_a_next_action(self) -> None:
        nothing_next = {"next_action_on": None}
        assert not Intake.objects.filter(state=IntakeState.WAITING, **nothing_next).exists()
        assert not Case.objects.filter(state__in=OPEN_STATES, **nothing_next).exists()
        assert not Case.objects.filter(state__in=OPEN_STATES, next_action="").exists()

    @if_changed
    @invariant()
    def i3_a_handoff_names_receiver_deadline_and_reason(self) -> None:
        for handoff in Handoff.objects.all():
            assert handoff.to_team_id or handoff.to_resource_id or handoff.to_external
            assert handoff.due_on >= on_day(handoff.sent_at)
            walks = handoff.kind == HandoffKind.COMPANION
            tells = not walks and handoff.kind not in (HandoffKind.BACKUP, HandoffKind.PULL)
            assert handoff.consent_id or handoff.legal_basis_id or not tells
            back = handoff.state == HandoffState.DECLINED
            assert not back or handoff.decline_reason_id or (walks and handoff.answer)

    @if_changed
    @invariant()
    def i7_closed_means_evaluated_and_with_a_reason(self) -> None:
        for case in Case.objects.filter(state=CaseState.CLOSED):
            assert case.close_reason_id
            assert case.closed_at
            assert case.closing_evaluation == current_evaluation(case)
            assert case.closing_evaluation is not None
            assert case.closing_evaluation.case_id == case.pk
            assert self.evaluated_since_opening(case)
            assert not case.handoffs.filter(state__in=WAITING).exists()

    @invariant()
    def everybody_sees_what_they_should_and_no_more(self) -> None:
        """Checked again whenever a worry, a case or a door into one has changed."""
        cases = list(Case.objects.order_by("pk"))
        doors = [(door.pk, self.is_open(door)) for door in self.doors()]
        taken = sorted(Intake.objects.values_list("pk", "case", "holder_team"))
        if self.checked != (doors, taken):
            self.checked = (doors, taken)
            self.i4_who_took_it_in_always_sees_how_it_stands()
            self.nobody_sees_more_of_a_case_than_their_door_gives(cases)

    @if_changed
    @invariant()
    def nobody_is_told_without_consent_on_one_word(self) -> None:
        for handoff in Handoff.objects.filter(state=HandoffState.UNAPPROVED):
            receiver = self.answering(handoff.to_team_id) - self.answering(handoff.from_team_id)
            assert handoff.case is not None
            for who in sorted(receiver - self.answering(handoff.case.holder_team_id))[:1]:
                if self.level(who, handoff.case) < Level.FULL:
                    known = visible_to(self.actor(who), Handoff, Perm.HANDOFF_READ)
                    assert not known.filter(pk=handoff.pk).exists()
        for door in Participation.objects.filter(until_at=None, level__gt=Level.STATUS):
            assert door.consent_id or door.approval_id

    @if_changed
    @invariant()
    def what_was_brought_is_read_in_the_team_it_was_brought_to(self) -> None:
        for who in set(self.received.values()):
            actor = self.actor(who)
            brought = Intake.objects.filter(received_by=actor.user_id)
            elsewhere = brought.exclude(received_team__in=actor.team_ids)
            reads = visible_to(actor, elsewhere, Perm.INTAKE_READ).exclude(
                holder_team__in=actor.team_ids
            )
            for intake in reads:
                assert intake.case is not None
                assert self.level(who, intake.case) == Level.FULL

    def i4_who_took_it_in_always_sees_how_it_stands(self) -> None:
        for who in set(self.received.values()):
            actor = self.actor(who)
            if not actor.posts:  # they have left; their window goes on seeing it
                continue
            intakes = [pk for pk, receiver in self.received.items() if receiver == who]
            seen = visible_to(actor, Intake, Perm.INTAKE_STATUS).values_list("pk", flat=True)
            assert set(intakes) <= set(seen)
            if who not in ("resident", "manager"):  # they read it on the intake's own page
                became = Case.objects.filter(intakes__in=intakes).values_list("pk", flat=True)
                seen = visible_to(actor, Case, Perm.CASE_READ_STATUS).values_list("pk", flat=True)
                assert set(became) <= set(seen)

    def nobody_sees_more_of_a_case_than_their_door_gives(self, cases: list[Case]) -> None:
        doors = self.doors()
        for who in self.actors:
            actor = self.actor(who)
            seen = [
                (level, set(visible_to(actor, Case, perm).values_list("pk", flat=True)))
                for level, perm in SCOPES
            ]
            for case in cases:
                found = next((level for level, pks in seen if case.pk in pks), Level.NONE)
                assert found == self.level(who, case, doors), f"{who}: {found!r}"

    def level(self, who: str, case: Case, doors: list[Participation] | None = None) -> Level:
        """Return how much somebody should see, from who works where and the doors alone."""
        name = self.team_name.get(case.holder_team_id, "")
        if who in self.points.get(name, ()):
            return Level.FULL
        levels = [Level.NONE]
        if who in self.leads and name in RECEIVING_TEAMS:
            levels.append(Level.SUMMARY)
        for door in doors or self.doors():
            if door.case_id != case.pk:
                continue
            is_mine = door.user_id == getattr(self.cast, who).pk and who in NAMED | self.partners
            is_ours = who in self.partners and who in self.points.get(
                self.team_name.get(door.team_id, ""), ()
            )
            if (is_mine or is_ours) and self.is_open(door):
                levels.append(Level(door.level))
        return max(levels)

    def is_open(self, door: Participation) -> bool:
        approval = door.approval
        agreed = approval is None or approval.state == "approved" or self.is_urgent(approval)
        return agreed and (door.consent is None or self.lives(door.consent, self.today))

    def doors(self) -> list[Participation]:
        open_doors = Participation.objects.filter(until_at=None)
        return list(open_doors.select_related("consent", "approval").order_by("pk"))


NAMED = {"minsei"}


@pytest.mark.django_db
def test_no_worry_is_ever_lost(cast: Cast, at: datetime) -> None:
    class Town(Worries):
        pass

    Town.cast, Town.start = cast, at
    some = settings(max_examples=max(10, settings().max_examples // 2), stateful_step_count=30)
    run_state_machine_as_test(Town, settings=some)
