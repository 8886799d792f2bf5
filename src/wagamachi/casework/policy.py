"""Who may see a worry, and how much of it.

The holding team sees all of a case. Everybody else comes in by a live participation, which says how
much and why. The leads of the holding organisation see the outline. There is no other door.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.models.assignment import AssignmentQuerySet
from wagamachi.access.perms import Perm
from wagamachi.access.policy import Clause, can, own, rule_for, scope, visible_to
from wagamachi.access.roles import Role
from wagamachi.core import clock
from wagamachi.people.models import Consent, Person
from wagamachi.records.models import ActivityRecord, RecordLink

from .enums import (
    ApprovalState,
    FlagKind,
    HandoffKind,
    HandoffState,
    IntakeAsk,
    Level,
    ParticipationKind,
)
from .models import (
    ASKED,
    Approval,
    Case,
    CaseFlag,
    CaseMeeting,
    CaseMember,
    Handoff,
    Intake,
    Participation,
)
from .models.approval import open_at

# What a participation must at least show for a permission to follow from it.
LEVEL_FOR: dict[Perm, Level] = {
    Perm.CASE_READ_STATUS: Level.STATUS,
    Perm.CASE_READ_SUMMARY: Level.SUMMARY,
    Perm.CASE_READ_FULL: Level.FULL,
    Perm.CASE_RECORD: Level.FULL,
}


# Who lives among those concerned: kept away when the person wishes so (R016), never burdened with
# what the law asks of a public body (R017).
NEIGHBOURS = frozenset({Role.MINSEI_IIN, Role.RESIDENT})
OPEN_TO_LEADS = Q(restriction="")
# Then a receiver who is not taking part no longer reads what it was once shown.
GIVEN_BACK = (HandoffState.DECLINED, HandoffState.WITHDRAWN)


@rule_for(Case)
def case_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Case: holding team, live participation of the needed level, leads of the organisation.

    Of a restricted case (R017) leads who are not on the team see that it exists, and no more.
    """
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("担当チームの一員だから", Q(holder_team__in=teams))
    if perm in LEVEL_FOR and _may_take_part(actor, perm):
        yield Clause("このケースに関与しているから", Q(pk__in=_taking_part(actor, perm)))
    if organizations := actor.organizations_with(perm, Scope.ORGANIZATION):
        theirs = Q(holder_team__organization__in=organizations)
        yield Clause(
            "担当チームのある機関の責任者だから",
            theirs if perm == Perm.CASE_READ_STATUS else theirs & OPEN_TO_LEADS,
        )


def _may_take_part(actor: Actor, perm: Perm) -> bool:
    return bool(actor.scopes(perm) & {Scope.NAMED, Scope.PARTICIPANT})


def _taking_part(actor: Actor, perm: Perm) -> "QuerySet[Any, Any]":
    live = open_doors(actor.on).filter(_mine(actor, perm), level__gte=LEVEL_FOR[perm])
    if actor.roles & NEIGHBOURS:
        live = live.filter(_neighbours_may_know())
    return live.values("case")


def _mine(actor: Actor, perm: Perm) -> Q:
    """Match the doors of one's teams, one's own while one is in the team one was named in, and I4's."""
    brought = Q(user=actor.user_id, kind=ParticipationKind.FIRST_RECEIVER, level=Level.STATUS)
    ours = Q(team__in=actor.teams_with(perm, Scope.PARTICIPANT))
    return ours | own(actor, person="user", team="user_team") | brought


CLIMBED = Q(
    kind=ParticipationKind.COMPANION,
    handoff__kind=HandoffKind.ESCALATE,
    approval__state=ApprovalState.APPROVED,
)


def open_doors(on: date) -> "QuerySet[Participation]":
    """Return the participations that open something that day: not ended, run out or unapproved.

    The period of an approval is the receiver's: who climbed walks beside the case to its end (R026).
    """
    until = "consent__valid_until"
    not_run_out = Q(consent=None) | Q((until, None)) | Q((f"{until}__gt", on))
    approved = Q(approval=None) | open_at(clock.now(), "approval__") | CLIMBED
    return Participation.objects.filter(not_run_out, approved, until_at=None)


def _neighbours_may_know() -> Q:
    """Return what is left to somebody who lives near: unguarded cases, and what they brought (I4)."""
    unguarded = Q(case__keeps_from_neighbours=False, case__restriction="")
    return unguarded | Q(kind=ParticipationKind.FIRST_RECEIVER, level=Level.STATUS)


@rule_for(Intake)
def intake_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Intake: who took it in, who holds it, and whoever may see the case it became.

    Who holds it is asked of the case as soon as there is one. Whoever took it in keeps who holds it
    and how it stands, wherever they work later (I4); what it says they read while they are at the
    window it came in by, and never of a restricted one (R017).
    What a 地区担当 heard in a district is read by who wrote it, not by colleagues of other ones (R143).
    """
    scopes = actor.scopes(perm)
    open_to_bringers = Q() if perm == Perm.INTAKE_STATUS else Q(restriction="")
    open_to_window = open_to_bringers
    if perm != Perm.INTAKE_STATUS:
        open_to_window &= ~Q(ask=IntakeAsk.HEARD)
    if Scope.OWN in scopes:
        brought = Q(received_by=actor.user_id)
        if perm != Perm.INTAKE_STATUS:
            brought = own(actor, person="received_by", team="received_team")
        yield Clause("自分が受けた相談だから", brought & open_to_bringers)
    if teams := actor.teams_with(perm, Scope.TEAM):
        yield Clause("担当チームの一員だから", _held(holder_team__in=teams))
        if perm != Perm.INTAKE_CLAIM:
            yield Clause("受けた窓口の一員だから", Q(received_team__in=teams) & open_to_window)
    if _may_take_part(actor, perm):
        needed = Perm.CASE_READ_FULL if perm == Perm.INTAKE_READ else Perm.CASE_READ_STATUS
        yield Clause(
            "この相談からできたケースに関わっているから",
            Q(case__in=Case.objects.filter(scope(actor, Case, needed)).values("pk")),
        )
    if organizations := actor.organizations_with(perm, Scope.ORGANIZATION):
        theirs = _held(holder_team__organization__in=organizations)
        yield Clause("担当チームのある機関の責任者だから", theirs)


def _held(**by: Any) -> Q:
    """Match worries held so, once they are on a case those whose case is: it may have moved on since."""
    return Q(case=None, **by) | Q(case__in=Case.objects.filter(**by).values("pk"))


@rule_for(Handoff)
def handoff_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """つなぎ: the receiver answers, the sender withdraws, both read and finish.

    Before an approver has let it go (R102) the receiver does not know of it.
    """
    if perm == Perm.SHARING_APPROVE:
        mine = Approval.objects.filter(scope(actor, Approval, perm)).values("handoff")
        yield Clause("同意によらずに伝えることを承認するから", Q(pk__in=mine))
    if teams := actor.teams_with(perm, Scope.TEAM):
        if perm in (Perm.HANDOFF_ANSWER, Perm.HANDOFF_READ, Perm.HANDOFF_FINISH):
            yield Clause("つなぎ先の一員だから", Q(to_team__in=teams) & ~_never_sent())
        if perm in (Perm.HANDOFF_WITHDRAW, Perm.HANDOFF_READ, Perm.HANDOFF_FINISH):
            yield Clause("つないだチームの一員だから", Q(from_team__in=teams))
        if perm in (Perm.HANDOFF_WITHDRAW, Perm.HANDOFF_READ, Perm.HANDOFF_FINISH):
            # Who asks to take over is not called back by the holder: the holder answers.
            asked = ~Q(kind=HandoffKind.PULL) if perm == Perm.HANDOFF_WITHDRAW else Q()
            yield Clause("担当チームの一員だから", asked & Q(case__holder_team__in=teams))
    if Scope.OWN in actor.scopes(perm):
        yield Clause("自分が頼んだバックアップだから", own_backups(actor))
    if _may_take_part(actor, perm):
        cases = Case.objects.filter(scope(actor, Case, Perm.CASE_READ_FULL)).values("pk")
        yield Clause("このケースに関与しているから", Q(case__in=cases))


def own_backups(actor: Actor) -> Q:
    """Match what somebody of a 小地域, who holds no case, asked the tiers above for (R011)."""
    return own(actor, person="from_user", team="from_team") & Q(kind=HandoffKind.BACKUP, case=None)


def _never_sent() -> Q:
    """Match what waits for its approval, or was taken back before anybody was asked."""
    asked = Approval.objects.filter(handoff=OuterRef("pk"), is_emergency=False)
    unapproved = Exists(asked.exclude(state=ApprovalState.APPROVED))
    taken_back = Q(unapproved, state=HandoffState.WITHDRAWN, received_at=None)
    return Q(state=HandoffState.UNAPPROVED) | taken_back


@rule_for(Approval)
def approval_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """承認: leads of the organisation that tells; the 中心機関 where nobody else there could.

    Never one's own request, and never one that oneself could answer.
    An approver reads the grounds and to whom; the case itself only by a door of their own.
    """
    if perm != Perm.SHARING_APPROVE:
        return
    answering = actor.teams_with(Perm.HANDOFF_ANSWER, Scope.TEAM)
    theirs = Handoff.objects.filter(to_team__in=answering).values("pk")
    somebody_elses = ~Q(asked_by=actor.user_id) & ~Q(handoff__in=theirs)
    if organizations := actor.organizations_with(perm, Scope.ORGANIZATION):
        yield Clause(
            "伝える機関の責任者だから", Q(team__organization__in=organizations) & somebody_elses
        )
    if Scope.EVERYTHING in actor.scopes(perm):
        leads = leads_of(OuterRef("team__organization"), actor.on)
        receiving = Handoff.objects.filter(
            pk=OuterRef(OuterRef("handoff")), to_team=OuterRef("team")
        )
        answers = Q(Exists(receiving), role__in=roles_with(Perm.HANDOFF_ANSWER, Scope.TEAM))
        nobody = ~Exists(leads.exclude(user=OuterRef("asked_by")).exclude(answers))
        yield Clause("伝える機関に、ほかに承認できる人がいないから", nobody & somebody_elses)


def leads_of(organization: Any, on: date) -> AssignmentQuerySet:
    """Return the posts that approve what an organisation tells without consent."""
    roles = roles_with(Perm.SHARING_APPROVE, Scope.ORGANIZATION)
    posts = Assignment.objects.live(on).filter(role__in=roles, user__is_active=True)
    return posts.filter(organization=organization)


def reads_request(actor: Actor, handoff: Handoff) -> bool:
    """Say whether the actor reads what a つなぎ tells, not only that it was asked and how it stands."""
    return bool(told_of(actor, [handoff]))


def told_of(actor: Actor, handoffs: Sequence[Handoff]) -> set[UUID]:
    """Return those of the つなぎ whose words the actor reads; two queries, however many they are.

    Purpose, request, questions, answers, reasons, results and the names of those who wrote them: all or
    nothing. Who sees the outline of the case reads them; others by ``_told``.
    """
    seen: set[UUID | None] = set(
        visible_to(actor, Case, Perm.CASE_READ_SUMMARY)
        .filter(pk__in={one.case_id for one in handoffs if one.case_id})
        .values_list("pk", flat=True)
    )
    seen.add(None)  # what is about no case tells of nobody
    found = {one.pk for one in handoffs if one.case_id in seen}
    rest = {one.pk for one in handoffs if one.state not in GIVEN_BACK} - found
    if not rest:
        return found
    told = Handoff.objects.filter(_told(actor), pk__in=rest).order_by()
    return found | set(told.values_list("pk", flat=True))


def _told(actor: Actor) -> Q:
    """Match the つなぎ whose words are read by one who does not see the case.

    By the receiver while its answer is awaited and while the door it came by stands open: never longer
    than the consent or the approval (R102). The sender keeps their own words, except about a case that
    the law closes to them (R017).
    """
    teams = actor.teams_with(Perm.HANDOFF_READ, Scope.TEAM)
    consents = Consent.objects.live(actor.on).filter(pk=OuterRef("consent"))
    approvals = Approval.objects.filter(handoff=OuterRef("pk"))
    by_consent = Q(consent=None) | Q(Exists(consents))
    by_law = Q(~Exists(approvals)) | Q(Exists(approvals.filter(open_at(clock.now()))))
    doors = open_doors(actor.on).filter(handoff=OuterRef("pk"))
    awaited = Q(state__in=ASKED)
    received = (awaited & by_consent & by_law) | (~awaited & Q(Exists(doors)))
    return Q(from_team__in=teams, case__restriction="") | (Q(to_team__in=teams) & received)


@rule_for(CaseFlag)
def flag_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """しるし: with its case; of たらいまわし and 丸抱え the 中心機関 is told wherever they are (R013).

    What 丸抱え and 同じ建物 say is about the people; of a restricted case (R017) they are read with the
    outline only. That it is late or passed around leads see: somebody must stop that.
    """
    if perm == Perm.CASE_READ_STATUS and Role.CORE_BODY in actor.roles:
        # First, for it is the cheap one: where it holds, nobody looks through the cases.
        alone = Q(kind=FlagKind.HELD_ALONE, case__restriction="")
        told = alone | Q(kind=FlagKind.PASSED_AROUND)
        yield Clause("中心機関だから", told & Q(cleared_at=None))
    cases = Case.objects.filter(scope(actor, Case, perm)).values("pk")
    seen = Q(case__in=cases)
    if perm == Perm.CASE_READ_STATUS:
        outlines = Case.objects.filter(scope(actor, Case, Perm.CASE_READ_SUMMARY)).values("pk")
        guarded = ~Q(case__restriction="") & Q(kind__in=(FlagKind.HELD_ALONE, FlagKind.CLUSTER))
        seen = (Q(case__in=cases) & ~guarded) | Q(case__in=outlines)
    yield Clause("このケースを見られるから", seen)


@rule_for(CaseMeeting)
def meeting_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """調整会議: when and where, for those who see the outline of the case, and those who are to come."""
    cases = Case.objects.filter(scope(actor, Case, Perm.CASE_READ_SUMMARY)).values("pk")
    yield Clause("このケースのあらましを見られるから", Q(case__in=cases))
    # Of a restricted case only those who are to come and those who see the outline (R017).
    yield Clause("呼びかけた人だから", Q(called_by=actor.user_id, case__restriction=""))
    beside = Q(case__companion_team__in=actor.teams_with(perm, Scope.TEAM))
    yield Clause("伴走しているチームの一員だから", beside)
    offices = actor.organizations_with(perm, Scope.TEAM)
    comes = CaseMeeting.organizations.through._default_manager.filter(organization__in=offices)
    yield Clause("呼ばれた機関の一員だから", Q(pk__in=comes.values("casemeeting")))


@rule_for(Person)
def person_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Person: only through a case of which one sees everything."""
    members = CaseMember.objects.filter(case__in=_full_cases(actor)).values("person")
    yield Clause("すべてを見られるケースの世帯の人だから", Q(pk__in=members))


@rule_for(Consent)
def consent_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Consent: with the person it speaks of."""
    members = CaseMember.objects.filter(case__in=_full_cases(actor)).values("person")
    yield Clause("すべてを見られるケースの世帯の人の同意だから", Q(person__in=members))


@rule_for(ActivityRecord)
def record_rule(actor: Actor, perm: Perm) -> Iterable[Clause]:
    """Record: one's own, one's team's, and those about a case of which one sees everything."""
    scopes = actor.scopes(perm)
    about = RecordLink.objects.filter(target_kind="case", target_id__in=_full_cases(actor))
    seen_fully = Q(pk__in=about.values("record"))
    if Scope.OWN in scopes:
        mine = own(actor, person="written_by", team="team")
        yield Clause("自分が書いた記録だから", mine & ~_of_restricted_case())
        if perm == Perm.RECORD_WRITE:
            yield Clause("すべてを見られるケースに、自分が書いた記録だから", mine & seen_fully)
    if teams := actor.teams_with(perm, Scope.TEAM):
        restricted = _of_restricted_case() | _of_restricted_intake()
        yield Clause("自分のチームの記録だから", Q(team__in=teams) & ~restricted)
    if _may_take_part(actor, perm):
        yield Clause("すべてを見られるケースの記録だから", seen_fully)


def _of_restricted_case() -> Q:
    """Match records about a restricted case: only who sees all of that case reads them (R017)."""
    restricted = Case.objects.filter(pk=OuterRef("target_id")).exclude(restriction="")
    links = RecordLink.objects.filter(record=OuterRef("pk"), target_kind="case")
    return Q(Exists(links.filter(Exists(restricted))))


def _of_restricted_intake() -> Q:
    """Match records in which a restricted worry was found, or from which it was raised (R017)."""
    restricted = Intake.objects.exclude(restriction="").order_by()
    links = RecordLink.objects.filter(record=OuterRef("pk"), target_kind="intake")
    found = links.filter(Exists(restricted.filter(pk=OuterRef("target_id"))))
    return Q(Exists(found)) | Q(Exists(restricted.filter(raised_from=OuterRef("pk"))))


def _full_cases(actor: Actor) -> "QuerySet[Any, Any]":
    return Case.objects.filter(scope(actor, Case, Perm.CASE_READ_FULL)).values("pk")


def level_of(actor: Actor, case: Case) -> Level:
    """Return how much of the case the actor sees; at most three small queries."""
    for perm, level in (
        (Perm.CASE_READ_FULL, Level.FULL),
        (Perm.CASE_READ_SUMMARY, Level.SUMMARY),
        (Perm.CASE_READ_STATUS, Level.STATUS),
    ):
        if can(actor, perm, case):
            return level
    return Level.NONE


def may_say_yes(actor: Actor, handoff: Handoff) -> bool:
    """Say whether a yes is the actor's to give.

    A case is given away only by who holds it, and only who was asked walks beside one.
    """
    if handoff.kind == HandoffKind.COMPANION:
        return handoff.to_user_id == actor.user_id
    if handoff.kind != HandoffKind.PULL or handoff.case is None:
        return True
    return can(actor, Perm.CASE_EDIT, handoff.case)


def walks_beside(actor: Actor, case: Case) -> bool:
    """Say whether the actor may speak for the team beside the case: 関与 opens cases to their post there.

    Somebody who only leads that team, or sees figures, does not; who walks beside it in person does.
    """
    if case.companion_team_id in actor.teams_with(Perm.CASE_READ_STATUS, Scope.PARTICIPANT):
        return True
    return case.companion_user_id == actor.user_id and case.companion_team_id in actor.team_ids
