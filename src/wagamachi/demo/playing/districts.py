"""What the 地区担当 take part in, and what they hear there (R143)."""

from wagamachi.access.models import Assignment
from wagamachi.access.roles import Role
from wagamachi.areas.models import Area, Tier
from wagamachi.casework.enums import IntakeAsk
from wagamachi.casework.services import (
    IntakeDraft,
    answer_intake,
    claim_intake,
    receive_intake,
    weigh_intake,
)
from wagamachi.records.services import RecordDraft, write_record

from ..days import day_of, workday_after
from .board import Board

_DONE = (
    (6, 90, "SHUDAN-13", "地区の協議の場", "見守りの当番表を、町会ごとに見なおすことになった。"),
    (19, 120, "SHUDAN-09", "地区の秋まつり", "受付を手伝い、集まった方と話した。"),
    (33, 60, "SHUDAN-09", "いきいきサロン", "体操のあと、買い物の話でもりあがった。"),
    (61, 90, "SHUDAN-13", "町会長の集まり", "回覧板のまわし方が、棟ごとに違うとわかった。"),
)
# How long ago, from whom, what, and what the coordinators did with it.
_HEARD = (
    (40, "サロンの世話人", "坂の上のバスがなくなって、買い物に行けないという方が三人いた。", "keep"),
    (26, "町会の方", "新しい棟の方が、だれも町会に入っていない。顔を知らないと話された。", "keep"),
    (12, "銭湯の番台", "毎日来ていた方が、この二週間見えない。入院かもしれないとのこと。", "claim"),
    (5, "まつりの実行委員", "手伝いの人が七十代ばかりで、来年は続けられないと言われた。", "weigh"),
    (1, "薬局の方", "近くの医院が閉まって、薬を取りに来られない方がふえている。", ""),
)  # fmt: skip
_KEPT = "知らせてくださって、ありがとうございます。来月の協議の場で、みなさんと話します。"


def play_districts(board: Board) -> None:
    """Everybody goes to a few things; from every third district somebody brings what they heard."""
    posts = Assignment.objects.live(board.today).filter(
        role=Role.DISTRICT_STAFF, areas__tier=Tier.MIDDLE
    )
    rows = posts.select_related("user").order_by("user__username", "pk").distinct()
    for n, post in enumerate(rows):
        for area in post.areas.order_by("pk"):
            for days, minutes, method, who, content in _DONE[n % 2 :: 2]:
                _took_part(board, post, area, days + n, minutes, method, who, content)
            if n % 3 == 0 or post.user.username == "district":
                for days, who, said, then in _HEARD:
                    _heard(board, post, area, days, who, said, then)


def _took_part(
    board: Board, post: Assignment, area: Area, days: int, minutes: int, method: str, who: str,
    content: str,
) -> None:  # fmt: skip
    assert post.team_id is not None
    at = board.at(days, 14)
    draft = RecordDraft(
        occurred_at=at, minutes=minutes, method_id=method, counterpart=who, shares=(0, 100, 0),
        tier=area.tier, area_id=area.pk, team_id=post.team_id, content=content,
        result="顔を覚えてもらった。", place=area.name, staff_ids=[post.user_id],
    )  # fmt: skip
    write_record(actor=board.actor(post.user, at), at=at, draft=draft, id=board.id(at))


def _heard(
    board: Board, post: Assignment, area: Area, days: int, who: str, said: str, then: str
) -> None:
    at = board.at(days, 15)
    draft = IntakeDraft(
        noticed_by=who, situation=said, place=area.name, area_id=area.pk, ask=IntakeAsk.HEARD,
        route_id="KEIRO_L-10",
    )  # fmt: skip
    actor = board.actor(post.user, at)
    intake = receive_intake(actor=actor, at=at, id=board.id(at), draft=draft)
    if not then:
        return
    later = board.at(max(days - 1, 0), 11, after=intake)
    worker = board.worker(intake.holder_team, later)
    if then == "weigh":
        weigh_intake(actor=worker, at=later, intake=intake)
    if then == "keep":
        answer_intake(actor=worker, at=later, intake=intake, answer=_KEPT)
    if then == "claim":
        claim_intake(
            actor=worker, at=later, intake=intake, next_action="番台の方と一緒にたずねる",
            next_action_on=max(board.day(4), workday_after(day_of(later), 1)),
        )  # fmt: skip
