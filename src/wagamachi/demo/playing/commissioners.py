"""What 民生委員 are asked to do besides cases, to whom it was handed on, what is taken off them (R172, R027)."""

from datetime import timedelta
from uuid import UUID

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.areas.models import Tier
from wagamachi.casework.enums import IntakeState
from wagamachi.casework.models import Intake
from wagamachi.casework.services import look_in_again
from wagamachi.organizations.models import Team
from wagamachi.records.services import RecordDraft
from wagamachi.workforce.models import CommissionerTask
from wagamachi.workforce.queries.tasks import possible_helpers, possible_teams
from wagamachi.workforce.services import (
    DecisionDraft,
    TaskDraft,
    complete_task,
    decide_relief,
    enter_task,
    finish_task,
    give_back_task,
    offer_task,
    take_task,
)

from ..days import day_of
from .board import Board

# Title, kind, who asked, whose work it is, minutes a month.
_TASKS = (
    ("ひとり暮らし高齢者の実態調査", "survey", "government", "public", 240),
    ("避難行動要支援者の名簿の確かめ", "survey", "government", "shared", 90),
    ("敬老のお祝いの案内くばり", "delivery", "government", "voluntary", 60),
    ("市の広報紙のまとめ受け取り", "delivery", "government", "public", 45),
    ("赤い羽根の街頭募金", "event", "shakyo", "voluntary", 80),
    ("学校運営協議会への出席", "meeting", "school", "voluntary", 120),
    ("青少年育成委員会（充て職）", "meeting", "government", "voluntary", 100),
    ("登下校の見守り", "survey", "school", "shared", 300),
    ("証明書の発行（就学援助）", "paper", "government", "public", 60),
    ("配食を受けとる方への声かけ", "company", "shakyo", "shared", 150),
    ("防災訓練の受付", "event", "neighbourhood", "voluntary", 40),
    ("詐欺に気をつけるチラシくばり", "delivery", "police_fire", "voluntary", 50),
)
_EVERY = 8
_TOO_MUCH = "いまの人数では、月に一度も回れません。"


def play_commissioners(board: Board) -> None:
    """委員 of every 班 write down what they have; some of it is asked of others; three decisions are made."""
    posts = Assignment.objects.live(board.today).filter(
        role=Role.MINSEI_IIN, team__isnull=False, starts_on__lt=board.day(-80)
    )
    rows = list(posts.select_related("user", "team__organization").order_by("user__username"))
    known = [post for post in rows if post.user.username == "minsei"]
    others = [post for post in rows if post not in known]
    for n, post in enumerate([*known, *others[:7], *others[7 :: 2 * _EVERY]]):
        for step in range(4 + n % 3):
            _hand_on(board, _entered(board, post, (n * 5 + step) % len(_TASKS)), (n + step) % 7)
    _decide(board)
    _stay_in_touch(board)


def _stay_in_touch(board: Board) -> None:
    """寄り添い: some look in again on those whose worry they brought and another team took on (R027)."""
    since, until = board.until - timedelta(days=400), board.until - timedelta(days=60)
    brought = Intake.objects.filter(
        received_at__gt=since, responded_at__lt=until, state=IntakeState.TAKEN, restriction="",
        received_by__assignments__in=Assignment.objects.live(board.today).filter(role=Role.MINSEI_IIN),
    ).select_related("received_by")  # fmt: skip
    rows = list(brought.order_by("received_at", "pk").distinct())
    shown = [one for one in rows if one.received_by.username == "minsei"]
    for n, intake in enumerate([*rows[::_EVERY], *shown[:5]], start=1):
        ago = (board.until - (intake.responded_at or intake.received_at)).days
        for step in range(n % 4):
            at = board.at(ago - ago * (step + 1) // 5, 16)
            actor = board.actor(intake.received_by, at)
            team_id = next(post.team_id for post in actor.posts if post.team_id)
            draft = RecordDraft(
                occurred_at=at, minutes=30, method_id=("SHUDAN-03", "SHUDAN-16")[step % 2],
                counterpart="本人", shares=(100, 0, 0), tier=Tier.SMALL, area_id=intake.area_id,
                team_id=team_id, content="つないだあとの様子をたずねた。",
                result=("変わりないとのこと。", "窓口の方が来てくれて助かったと話された。")[n % 2],
            )  # fmt: skip
            look_in_again(actor=actor, at=at, intake=intake, draft=draft, id=board.id(at))


def _entered(board: Board, post: Assignment, which: int) -> CommissionerTask:
    at = board.at(50 + which, 19)
    title, kind, asker, bearer, minutes = _TASKS[which]
    draft = TaskDraft(
        post=post, title=title, kind=kind, asker=asker, bearer=bearer, minutes_per_month=minutes,
        asked_on=day_of(at) - timedelta(days=20), due_on=board.day(12) if which % 3 == 0 else None,
    )  # fmt: skip
    actor = board.actor(post.user, at)
    return enter_task(actor=actor, at=at, draft=draft, id=board.id(at))


def _hand_on(board: Board, task: CommissionerTask, what: int) -> None:
    """Leave it with the 委員, or ask somebody: still waiting, taken, given back, done."""
    at, then = board.at(25, 20), board.at(20, 11)
    own = board.actor(task.commissioner, at)
    if what == 1:
        finish_task(actor=own, at=then, task=task)
    if what in (2, 3, 4):
        team = _team_for(board, task)
        offer_task(
            actor=own, at=at, task=task, team=team, note="こちらでお願いできないでしょうか。"
        )
        who = board.worker(team, then)
        if what == 3:
            take_task(actor=who, at=then, task=task)
        if what == 4:
            give_back_task(actor=who, at=then, task=task, reason=_TOO_MUCH)
    if what == 5:
        person = possible_helpers(task, board.today).first()
        if person is not None:
            offer_task(
                actor=own, at=at, task=task, user=person, note="月に一度、半分ずつどうでしょう。"
            )
            take_task(actor=board.actor(person, then), at=then, task=task)
            complete_task(actor=board.actor(person, board.at(3)), at=board.at(3), task=task)


def _team_for(board: Board, task: CommissionerTask) -> Team:
    """Return the team of the area, or the 中心機関 where there is none."""
    near = possible_teams(task, board.today).filter(is_base=True, areas__in=_areas(task))
    return near.first() or board.core


def _areas(task: CommissionerTask) -> list[UUID]:
    posts = Assignment.objects.filter(user=task.commissioner_id, role=Role.MINSEI_IIN)
    above = posts.values_list("areas__parent", "areas")
    return [area for pair in above for area in pair if area]


def _decide(board: Board) -> None:
    at = board.at(15, 15)
    actor = board.worker(board.core, at)
    for kind, verdict, reason, ahead in (
        ("delivery", "stop", "くばりものは、町会の回覧と市の発送に分ければ足りる。", -10),
        ("survey", "lessen", "同じ世帯を、三つの調査が別々にたずねている。年に一度にまとめる。", 60),
        ("paper", "move", "証明は、市の窓口が書類で確かめられる。", 120),
    ):  # fmt: skip
        draft = DecisionDraft(
            kind=kind, verdict=verdict, reason=reason, body="市民児協 役員会と市の担当課",
            decided_on=day_of(at), from_on=max(day_of(at), board.day(ahead)),
        )  # fmt: skip
        decide_relief(actor=actor, at=at, draft=draft, id=board.id(at))
