"""The whole promise (I1-I8): climbs, transfers, pulls, help, merges, absences, ended posts, closed teams.

Everything of the shorter machine, and what only happens over years. Wrong people are always refused;
right people may be refused by a rule, and then nothing has changed. After a night's upkeep the
doctor finds no broken promise. ``HYPOTHESIS_PROFILE=deep`` runs it long.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from tests.casework.scenes import BY_LAW, TOO_FULL, Scene
from tests.casework.test_promise import POINTS, Worries, days, if_changed, nth, people, right
from tests.cast import Cast, on_day
from wagamachi.access.actor import Actor
from wagamachi.access.models import Assignment
from wagamachi.access.services.assignments import end_post
from wagamachi.casework.enums import CaseState, HandoffKind, HandoffState, Level, ParticipationKind
from wagamachi.casework.models import (
    OPEN_STATES,
    UNANSWERED,
    WAITING,
    Case,
    CaseMerge,
    Handoff,
    Participation,
)
from wagamachi.casework.services import (
    HandoffDraft,
    accept_handoff,
    ask_for_backup,
    ask_to_take_over,
    change_companion,
    decline_handoff,
    receive_handoff,
    send_handoff,
    weigh_handoff,
)
from wagamachi.casework.services.approving import lapse_sharings
from wagamachi.casework.services.flags import refresh_all
from wagamachi.casework.services.merging import merge_cases, part_cases
from wagamachi.casework.services.reminding import remind_late_handoffs
from wagamachi.casework.services.standing import resume_support, stand_by
from wagamachi.continuity.services.absences import AbsenceDraft, enter_absence
from wagamachi.continuity.services.upkeep import keep_held
from wagamachi.core import doctor
from wagamachi.core.errors import DomainError
from wagamachi.organizations.services import close_team

ALL_TEAMS = ("east_team", "west_team", "core_team", "houkatsu_team", "hoiku_team")
LEAVERS = ("csw", "colleague", "other_csw", "agency", "nursery", "seikatsu_sc")
PROMISES = (
    "i1_holder_on_team", "i1_team_open", "i2_next_action", "i3_handoff", "i3_receiver_open",
    "i4_first_receiver", "i5_companion", "i7_evaluation", "consent_ends_access",
)  # fmt: skip


class Years(Worries):
    """The town over years: people leave, teams close, cases climb, join and part."""

    def __init__(self) -> None:
        super().__init__()
        self.leaving: dict[str, date] = {}
        self.merges: list[Any] = []
        self.is_night_over = False

    # --- helpers ----------------------------------------------------------------------------------

    def dare(self, who: str, act: Callable[[Actor], Any], *, may: bool) -> Any:
        """Do it as somebody. Who may not is refused; whoever is refused has changed nothing."""
        self.is_night_over = False
        self.was = self.was or self.world()
        done, refused = None, ""
        try:
            with transaction.atomic():
                done = act(self.actor(who))
        except (DomainError, Http404) as error:
            refused = str(error) or "refused"
        assert may or refused, f"{who} was let through"
        if refused:
            assert self.world() == self.was
        else:
            self.was = []
        self.pass_time(1)
        return done

    def try_it(self, who: str, act: Callable[[Actor], Any], *, works: bool) -> Any:
        self.is_night_over = False
        return super().try_it(who, act, works=works)

    def pass_time(self, hours: int) -> None:
        super().pass_time(hours)
        self.leave_in_time()

    def leave_in_time(self) -> None:
        """Take those whose last day has passed out of what the oracle knows."""
        for who, last in list(self.leaving.items()):
            if last <= self.today:
                for names in (*self.teams.values(), *self.points.values()):
                    names.discard(who)
                self.leads.discard(who)
                self.actors[who] = self.scene().actor(who)
                self.is_night_over = False
                del self.leaving[who]

    def scene(self) -> Scene:
        return Scene(self.cast, self.at)

    def case_at(self, n: int) -> Case:
        case: Case = self.row(Case, self.cases[n % len(self.cases)])
        return case

    def works_at(self, case: Case) -> set[str]:
        return self.team(case.holder_team_id)

    # --- more that people do ----------------------------------------------------------------------

    @rule(
        n=nth, who=people, is_right=right, due=days,
        kind=st.sampled_from([HandoffKind.TRANSFER, HandoffKind.ESCALATE, HandoffKind.ESCALATE]),
        to=st.sampled_from(ALL_TEAMS), hurries=st.booleans(),
    )  # fmt: skip
    def ask_to_hold(
        self, n: int, who: str, is_right: bool, due: int, kind: HandoffKind, to: str, hurries: bool
    ) -> None:
        case = self.case_at(n)
        who = self.one_of(who, is_right, self.works_at(case))
        if kind == HandoffKind.ESCALATE and is_right:
            to = "core_team"
        draft = HandoffDraft(
            kind=kind, purpose="ここでは支えきれない", request="担当してほしい", tried="三度訪ねた",
            shared_summary="ひとり暮らし", due_on=self.today + timedelta(days=due),
            team=getattr(self.town, to), level=Level.FULL, legal_basis_id=BY_LAW,
            basis_reason="命にかかわるため", is_emergency=hurries,
        )  # fmt: skip
        handoff = self.dare(
            who,
            lambda actor: send_handoff(actor=actor, at=self.at, case=case, draft=draft),
            may=who in self.works_at(case) and due >= 0,
        )
        self.handoffs += [handoff.pk] if handoff else []

    @rule(n=nth, who=people)
    def ask_for_it(self, n: int, who: str) -> None:
        case = self.case_at(n)
        sees = self.level(who, case) >= Level.STATUS
        handoff = self.dare(
            who,
            lambda actor: ask_to_take_over(
                actor=actor, at=self.at, case=case, purpose="うちで支える", request="毎日会う"
            ),
            may=sees and who not in self.works_at(case),
        )
        self.handoffs += [handoff.pk] if handoff else []

    @rule(n=nth, who=people, is_right=right, basis=st.sampled_from([BY_LAW, BY_LAW, None]))
    def yield_it(self, n: int, who: str, is_right: bool, basis: str | None) -> None:
        asked = Handoff.objects.filter(kind=HandoffKind.PULL, state__in=UNANSWERED).order_by("pk")
        if not (pulls := list(asked)):
            return
        handoff = pulls[n % len(pulls)]
        who = self.one_of(who, is_right, self.team(handoff.to_team_id))
        agreed = handoff.approvals.filter(state="approved").exists()
        done = self.dare(
            who,
            lambda actor: accept_handoff(
                actor=actor,
                at=self.at,
                handoff=handoff,
                legal_basis_id=basis,
                basis_reason="毎日会える",
            ),
            may=who in self.team(handoff.to_team_id) and (basis is not None or agreed),
        )
        assert not done or agreed == (done.state == HandoffState.ACCEPTED), "one word is not enough"
        if done and done.state == HandoffState.ACCEPTED:
            case = Case.objects.get(pk=handoff.case_id)
            name = next(n for n, u in self.cast.everybody() if u.pk == handoff.from_user_id)
            there = name in self.team(handoff.from_team_id)
            self.holder[case.pk] = (handoff.from_team_id, handoff.from_user_id if there else None)

    @rule(n=nth, who=people, to=st.sampled_from(ALL_TEAMS), with_case=st.booleans())
    def ask_backup(self, n: int, who: str, to: str, with_case: bool) -> None:
        case = self.case_at(n)
        draft = HandoffDraft(
            kind=HandoffKind.BACKUP, purpose="関わり方がわからない", request="来てほしい",
            due_on=self.today + timedelta(days=3), team=getattr(self.town, to),
            level=Level.STATUS, backup_kind_id="BACKUP-02",
        )  # fmt: skip
        # Without a case every point asks the tiers above, and so does a 小地域 by its 委員 (R011).
        asks = self.partners | {"minsei"}
        handoff = self.dare(
            who,
            lambda actor: (
                send_handoff(actor=actor, at=self.at, case=case, draft=draft)
                if with_case
                else ask_for_backup(actor=actor, at=self.at, draft=draft)
            ),
            may=who in (self.works_at(case) if with_case else asks),
        )
        self.handoffs += [handoff.pk] if handoff else []

    @rule(n=nth, who=people, is_right=right, asks=st.booleans())
    def read_it(self, n: int, who: str, is_right: bool, asks: bool) -> None:
        handoff = self.row(Handoff, self.handoffs[n % len(self.handoffs)])
        team = self.team(handoff.to_team_id)
        who = self.one_of(who, is_right, team)
        self.dare(
            who,
            lambda actor: (
                weigh_handoff(actor=actor, at=self.at, handoff=handoff, question="？")
                if asks
                else receive_handoff(actor=actor, at=self.at, handoff=handoff)
            ),
            may=who in self.answering(handoff.to_team_id) and handoff.state in UNANSWERED,
        )

    @rule(n=nth, who=people, is_right=right, to=st.sampled_from(ALL_TEAMS))
    def ask_to_walk_beside(self, n: int, who: str, is_right: bool, to: str) -> None:
        case, team = self.case_at(n), getattr(self.town, to)
        who = self.one_of(who, is_right, self.works_at(case))
        chosen = min(self.team(team.pk), default=None)
        draft = HandoffDraft(
            kind=HandoffKind.COMPANION, purpose="近くで関わりがある", request="一緒に歩いてほしい",
            due_on=self.today + timedelta(days=3), team=team, level=Level.STATUS,
            user_id=getattr(self.cast, chosen).pk if chosen else None,
        )  # fmt: skip
        self.dare(
            who,
            lambda actor: send_handoff(actor=actor, at=self.at, case=case, draft=draft),
            may=who in self.works_at(case) and chosen is not None and team != case.holder_team,
        )

    @rule(n=nth, who=people, is_right=right)
    def agree_to_walk_beside(self, n: int, who: str, is_right: bool) -> None:
        """Nobody walks beside a case but who was asked and says yes."""
        asked = Handoff.objects.filter(kind=HandoffKind.COMPANION, state__in=UNANSWERED)
        if not (waiting := list(asked.order_by("pk"))):
            return
        handoff = waiting[n % len(waiting)]
        name = next(name for name, u in self.cast.everybody() if u.pk == handoff.to_user_id)
        who = name if is_right else who
        done = self.dare(
            who,
            lambda actor: accept_handoff(actor=actor, at=self.at, handoff=handoff),
            may=who == name and who in self.answering(handoff.to_team_id),
        )
        if done:
            case = Case.objects.get(pk=handoff.case_id)
            assert (case.companion_team_id, case.companion_user_id) == (
                handoff.to_team_id, handoff.to_user_id,
            )  # fmt: skip

    @rule(n=nth, who=people, is_right=right, named=st.booleans())
    def pass_companion_on(self, n: int, who: str, is_right: bool, named: bool) -> None:
        case = self.case_at(n)
        beside = self.team(case.companion_team_id) if case.companion_team_id else set()
        who = self.one_of(who, is_right, beside)
        chosen = min(beside, default=None) if named else None
        user = getattr(self.cast, chosen).pk if chosen else None
        core = case.companion_team_id == self.town.core_team.pk
        self.dare(
            who,
            lambda actor: change_companion(
                actor=actor, at=self.at, case=case, user=user, reason="近くにいる"
            ),
            may=chosen is not None and (who in beside or (core and who in POINTS["core_team"])),
        )

    @rule(n=nth, who=people, is_right=right, to=st.sampled_from(ALL_TEAMS))
    def refer_what_nobody_takes(self, n: int, who: str, is_right: bool, to: str) -> None:
        """対象外 after 対象外: the third is stopped unless somebody of another team walks beside it (I6)."""
        case, team = self.case_at(n), getattr(self.town, to)
        who = self.one_of(who, is_right, self.works_at(case))
        draft = HandoffDraft(
            purpose="手伝ってほしい", request="訪ねてほしい", shared_summary="ひとり暮らし",
            due_on=self.today + timedelta(days=3), team=team, level=Level.SUMMARY,
            legal_basis_id=BY_LAW, basis_reason="命にかかわるため",
        )  # fmt: skip
        handoff = self.dare(
            who,
            lambda actor: send_handoff(actor=actor, at=self.at, case=case, draft=draft),
            may=who in self.works_at(case) and not self.is_stopped(case),
        )
        desk = min(self.answering(team.pk), default=None)
        if handoff and desk:
            self.dare(
                desk,
                lambda actor: decline_handoff(
                    actor=actor, at=self.at, handoff=handoff, decline_reason_id=TOO_FULL,
                    answer="対象外です",
                ),
                may=True,
            )  # fmt: skip

    def is_stopped(self, case: Case) -> bool:
        """Say, from the rows alone, whether the last two answers were 対象外 and nobody has come since."""
        counted = Handoff.objects.filter(case=case, kind__in=("refer", "transfer", "escalate"))
        answered = counted.exclude(answered_at=None).order_by("-answered_at", "-pk")
        last = list(answered.values_list("decline_reason", "answered_at")[:2])
        began = counted.filter(state__in=(HandoffState.ACCEPTED, HandoffState.FINISHED))
        if [reason for reason, _ in last] != [TOO_FULL, TOO_FULL] or began.exists():
            return False
        beside = Participation.objects.filter(
            case=case, kind=ParticipationKind.COMPANION, until_at=None, since_at__gte=last[0][1]
        )
        is_there = case.companion_user_id is not None and beside.exists()
        return not (is_there and case.companion_team_id != case.holder_team_id)

    @rule(n=nth, m=nth, who=people, is_right=right)
    def merge(self, n: int, m: int, who: str, is_right: bool) -> None:
        kept, other = self.case_at(n), self.case_at(m)
        mine = self.works_at(kept) & self.works_at(other)
        who = self.one_of(who, is_right, mine)
        done = self.dare(
            who,
            lambda actor: merge_cases(
                actor=actor, at=self.at, kept=kept, merged=other, reason="同じ世帯"
            ),
            may=who in mine and kept.pk != other.pk,
        )
        if done:
            self.merges.append(done.pk)
            self.look_again()

    @precondition(lambda self: self.merges)
    @rule(n=nth, who=people, is_right=right)
    def part(self, n: int, who: str, is_right: bool) -> None:
        merge = CaseMerge.objects.get(pk=self.merges[n % len(self.merges)])
        mine = self.works_at(merge.kept)
        who = self.one_of(who, is_right, mine)
        done = self.dare(
            who, lambda actor: part_cases(actor=actor, at=self.at, merge=merge), may=who in mine
        )
        if done:
            self.look_again()

    @rule(n=nth, who=people, is_right=right, resumes=st.booleans())
    def keep_in_touch(self, n: int, who: str, is_right: bool, resumes: bool) -> None:
        case = self.case_at(n)
        who = self.one_of(who, is_right, self.works_at(case))
        self.dare(
            who,
            lambda actor: resume_support(
                actor=actor, at=self.at, case=case, reason="また困りごと",
                next_action="訪ねる", next_action_on=self.today,
            )
            if resumes
            else stand_by(
                actor=actor, at=self.at, case=case, version=case.version, contact_every_days=30
            ),
            may=who in self.works_at(case) and case.state in OPEN_STATES,
        )  # fmt: skip

    @rule(who=st.sampled_from(LEAVERS), ends=st.sampled_from([0, 2, 5]))
    def leave_the_post(self, who: str, ends: int) -> None:
        """The office ends somebody's post; what they hold is handed over first, or goes home at night."""
        posts = Assignment.objects.live(self.today).filter(user=getattr(self.cast, who))
        post = posts.first()
        if post is None or who in self.leaving:
            return
        last = self.today + timedelta(days=ends)
        done = self.dare(
            "admin",
            lambda actor: (
                end_post(
                    actor=actor, assignment=post, ends_on=last, version=post.version, at=self.at
                )
                or True
            ),
            may=True,
        )
        if done:
            self.leaving[who] = last
            self.leave_in_time()

    @rule(who=st.sampled_from(LEAVERS), deputy=people, length=st.sampled_from([1, 4]))
    def go_away(self, who: str, deputy: str, length: int) -> None:
        away = AbsenceDraft(
            starts_on=self.today, ends_on=self.today + timedelta(days=length),
            deputy=getattr(self.cast, deputy),
        )  # fmt: skip
        user = getattr(self.cast, who)
        self.dare(
            who,
            lambda actor: enter_absence(actor=actor, at=self.at, user=user, draft=away),
            may=True,
        )

    @rule(
        name=st.sampled_from(["west_team", "houkatsu_team", "hoiku_team"]),
        ends=st.sampled_from([0, 3]),
    )
    def close_a_team(self, name: str, ends: int) -> None:
        team = type(self.town.west_team).objects.get(pk=getattr(self.town, name).pk)
        self.dare(
            "manager",
            lambda actor: close_team(
                actor=actor, team=team, closes_on=self.today + timedelta(days=ends),
                version=team.version, at=self.at,
            ),
            may=True,
        )  # fmt: skip

    @rule()
    def night(self) -> None:
        """The house puts right what people left behind, and reminds those who are late."""
        self.pass_time(12)
        keep_held(at=self.at)
        lapse_sharings(at=self.at)
        remind_late_handoffs(at=self.at)
        refresh_all(at=self.at)
        self.was = []
        for case in Case.objects.filter(state__in=OPEN_STATES):
            team, user = self.holder[case.pk]
            name = next((n for n, u in self.cast.everybody() if u.pk == user), "")
            is_there = name in self.team(team) or name in self.points.get(self.team_name[team], ())
            if not is_there or not self.receives(case.holder_team) or case.holder_team_id != team:
                assert case.holder_user_id is None
                assert case.holder_team_id in (team, self.town.core_team.pk)
                self.holder[case.pk] = (case.holder_team_id, None)
        self.is_night_over = True

    def look_again(self) -> None:
        """Take over who holds what after cases were put together or parted: somebody always does."""
        for case in Case.objects.filter(state__in=OPEN_STATES):
            name = self.team_name[case.holder_team_id]
            assert name in ALL_TEAMS
            self.holder[case.pk] = (case.holder_team_id, case.holder_user_id)
        for case in Case.objects.exclude(state__in=OPEN_STATES):
            self.holder[case.pk] = (case.holder_team_id, case.holder_user_id)

    # --- more of the promise ----------------------------------------------------------------------

    @if_changed
    @invariant()
    def i5_whoever_climbed_walks_beside_it(self) -> None:
        for case in Case.objects.filter(is_escalated=True, state__in=OPEN_STATES):
            assert case.companion_team_id is not None
            doors = Participation.objects.filter(case=case, team=case.companion_team, until_at=None)
            assert doors.exists()
        beside = Participation.objects.filter(kind=ParticipationKind.COMPANION, until_at=None)
        assert all(door.team_id == door.case.companion_team_id for door in beside)

    @if_changed
    @invariant()
    def one_move_at_a_time(self) -> None:
        waiting = Handoff.objects.filter(state__in=WAITING).exclude(case=None)
        moved = [handoff.case_id for handoff in waiting if handoff.moves_holder]
        assert len(moved) == len(set(moved))

    @if_changed
    @invariant()
    def merged_cases_are_found_in_the_one_they_were_put_into(self) -> None:
        for case in Case.objects.filter(state=CaseState.MERGED):
            assert case.merged_into is not None
            assert not case.intakes.exists()
            assert not Handoff.objects.filter(case=case, state__in=WAITING).exists()

    @invariant()
    def after_a_night_the_doctor_finds_nothing(self) -> None:
        if self.is_night_over:
            broken = [
                place
                for check in doctor.checks()
                if check.name in PROMISES
                for place in check.examine(self.at)
            ]
            assert broken == []


@pytest.mark.django_db
def test_over_the_years_no_worry_is_ever_lost(cast: Cast, at: datetime) -> None:
    class Town(Years):
        pass

    Town.cast, Town.start = cast, at
    assert on_day(at) == date(2026, 11, 23)
    some = settings(max_examples=max(10, settings().max_examples // 2), stateful_step_count=40)
    run_state_machine_as_test(Town, settings=some)
