"""The lists of 委員の仕事, and to whom a piece of work can be handed on."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wagamachi.access.actor import Actor
from wagamachi.access.matrix import Scope, roles_with
from wagamachi.access.models import Assignment
from wagamachi.access.perms import Perm
from wagamachi.access.policy import visible_to
from wagamachi.access.roles import Role
from wagamachi.accounts.models import User
from wagamachi.areas.models import Area, AreaOverlap, Tier
from wagamachi.core import codes
from wagamachi.directory.queries import related_area_ids
from wagamachi.organizations.models import Team

from ..enums import ASKED, AT_REST, OPEN, WITH_COMMISSIONER, Bearer, TaskState
from ..models import CommissionerTask, TaskOffer

Tasks = QuerySet[CommissionerTask]

ROW = CommissionerTask.objects.select_related(
    "commissioner",
    "team__organization",
    "area",
    "to_team__organization",
    "to_user",
    "entered_by",
    "against",
)

# What is due first, then what was there first.
DUE_ORDER = (F("due_on").asc(nulls_last=True), "created_at", "id")

# The shared codes of TSUNAGISAKI that are residents and their groups: 民生委員, 民児協, 福祉協力員,
# 町会・自治会, 管理組合, 老人クラブ, 居場所, NPO, ボランティア, 家族会.
RESIDENTS = frozenset(
    f"TSUNAGISAKI-{number}"
    for number in ("38", "39", "40", "41", "42", "43", "44", "46", "47", "48")
)


def resident_kinds() -> set[str]:
    """Return the codes of residents' organisations, local ones too."""
    return {
        code.pk
        for code in codes.all_of("TSUNAGISAKI")
        if RESIDENTS & set(codes.roll_up({code.pk: 1}, "TSUNAGISAKI"))
    }


def possible_teams(task: CommissionerTask, on: date) -> QuerySet[Team]:
    """Return the teams that can be asked: somebody there answers, and it is not the own 班.

    What is 公的責任 is never asked of residents' organisations (R210).
    """
    answering = Assignment.objects.able(Perm.TASK_ANSWER, on).filter(team=OuterRef("pk"))
    found = Team.objects.live(on).filter(Exists(answering)).exclude(pk=task.team_id)
    if task.bearer == Bearer.PUBLIC:
        found = found.exclude(organization__kind__in=resident_kinds())
    return found.select_related("organization").order_by("organization__kana", "name", "id")


def near_first(teams: QuerySet[Team], task: CommissionerTask) -> QuerySet[Team]:
    """Return the teams, those first that look after the task's area or the 委員's, or what lies over it."""
    posts = Assignment.objects.filter(user=task.commissioner_id, team=task.team_id)
    own = [task.area_id] if task.area_id else list(posts.values_list("areas", flat=True))
    ids = [area for area in own if area]
    over = AreaOverlap.objects.filter(area__in=ids).values_list("other", flat=True)
    close = Area.objects.filter(pk__in={*related_area_ids(ids), *over})
    near = Team.areas.through._default_manager.filter(
        team=OuterRef("pk"), area__in=close.exclude(tier=Tier.MUNICIPALITY)
    )
    order = ("-is_near", "-is_base", "organization__kana", "name", "id")
    return teams.annotate(is_near=Exists(near)).order_by(*order)


def possible_people(task: CommissionerTask, on: date) -> QuerySet[User]:
    """Return the 協力員 and other 委員 of the same 班; nobody for what is 公的責任 (R210)."""
    if task.bearer == Bearer.PUBLIC:
        return User.objects.none()
    posts = Assignment.objects.live(on).filter(
        team=task.team_id, role__in=roles_with(Perm.TASK_ANSWER, Scope.OWN)
    )
    found = User.objects.filter(is_active=True, pk__in=posts.values("user"))
    return found.exclude(pk=task.commissioner_id).order_by("kana", "name", "id")


def possible_helpers(task: CommissionerTask, on: date) -> QuerySet[User]:
    """Return the 協力員 among the possible people: those who are no 委員 of the 班 themselves."""
    colleagues = Assignment.objects.live(on).filter(team=task.team_id, role=Role.MINSEI_IIN)
    return possible_people(task, on).exclude(pk__in=colleagues.values("user"))


def commissioner_posts(actor: Actor, on: date) -> QuerySet[Assignment]:
    """Return the posts whose tasks the actor may write: a 委員's own, for the 事務局 everybody's."""
    posts = Assignment.objects.live(on).filter(
        role=Role.MINSEI_IIN, team__isnull=False, user__is_active=True
    )
    if Scope.EVERYTHING not in actor.scopes(Perm.TASK_EDIT):
        posts = posts.filter(user=actor.user_id)
    return posts.select_related("user", "team__organization").order_by(
        "team__name", "user__kana", "user__name", "id"
    )


def held_by(actor: Actor) -> Tasks:
    """Return the tasks that are the actor's own as a 委員, wherever they are."""
    return ROW.filter(commissioner=actor.user_id)


def asked_of(actor: Actor) -> Tasks:
    """Return the tasks asked of the actor, or of a team of theirs."""
    teams = actor.teams_with(Perm.TASK_ANSWER, Scope.TEAM)
    return ROW.filter(Q(to_user=actor.user_id) | Q(to_team__in=teams))


def waiting_for(actor: Actor) -> Tasks:
    """Return the tasks on which the actor has not yet said yes or no, what is due first."""
    return asked_of(actor).filter(state=TaskState.OFFERED).order_by(*DUE_ORDER)


def came_back(actor: Actor) -> Tasks:
    """Return the actor's own tasks that nobody took, what is due first."""
    return held_by(actor).filter(state=TaskState.GIVEN_BACK).order_by(*DUE_ORDER)


def to_do(actor: Actor) -> Tasks:
    """Return what is the actor's to do or to look after: their own until somebody took it, and what
    they or their team took; what is due first. What came back to them is a list of its own."""
    mine = Q(commissioner=actor.user_id, state__in=(TaskState.MINE, TaskState.OFFERED))
    taken = asked_of(actor).filter(state=TaskState.TAKEN).order_by()
    return ROW.filter(mine | Q(pk__in=taken.values("pk"))).order_by(*DUE_ORDER)


def everyones(actor: Actor) -> Tasks:
    """Return every task the actor may see."""
    return visible_to(actor, ROW, Perm.TASK_READ)


def narrowed(tasks: Tasks, *, which: str, team: Team | None, on: date) -> Tasks:
    """Keep what a list is narrowed to: a 班; ``done``, ``public_late``, ``left_behind``, ``against`` or all open."""
    if team is not None:
        tasks = tasks.filter(team=team)
    if which == "done":
        return tasks.exclude(state__in=OPEN)
    tasks = tasks.filter(state__in=OPEN)
    if which == "public_late":
        tasks = tasks.filter(bearer=Bearer.PUBLIC, due_on__lt=on)
    if which == "left_behind":
        tasks = left_behind(tasks, on)
    if which == "against":
        tasks = tasks.filter(against__isnull=False)
    return tasks


def left_behind(tasks: Tasks, on: date) -> Tasks:
    """Keep what lies with somebody who is no longer there: a 委員, a helper, or a team (R141)."""
    posts = Assignment.objects.live(on).filter(user__is_active=True)
    own = posts.filter(user=OuterRef("commissioner"), role=Role.MINSEI_IIN)
    helper = posts.filter(
        user=OuterRef("to_user"), role__in=roles_with(Perm.TASK_ANSWER, Scope.OWN)
    )
    team = posts.filter(team=OuterRef("to_team"), role__in=roles_with(Perm.TASK_ANSWER))
    return tasks.filter(
        Q(state__in=WITH_COMMISSIONER) & ~Exists(own)
        | Q(state__in=ASKED) & Q(to_user__isnull=False) & ~Exists(helper)
        | Q(state__in=ASKED) & Q(to_team__isnull=False) & ~Exists(team)
    )


def commissioner_teams() -> QuerySet[Team]:
    """Return the 班 that have tasks."""
    having = CommissionerTask.objects.filter(team=OuterRef("pk"))
    return Team.objects.filter(Exists(having)).select_related("organization").order_by("name", "id")


def offers_of(task: CommissionerTask) -> Iterable[TaskOffer]:
    """Return every time the task was asked of somebody, oldest first."""
    return task.offers.select_related(
        "to_team__organization", "to_user", "offered_by", "taken_by", "ended_by"
    )


def is_at_rest(task: CommissionerTask) -> bool:
    """Say whether nobody is asked at the moment, so that the task can be rewritten."""
    return task.state in AT_REST
