"""Working together: who does what, 調整会議, staying in touch, two cases that are one (R013, R027, R110)."""

from contextlib import suppress
from datetime import time, timedelta

from wagamachi.casework.models import LIVE, Case
from wagamachi.casework.services import (
    MeetingDraft,
    RoleDraft,
    add_role,
    call_meeting,
    call_off_meeting,
    finish_role,
    hold_meeting,
    merge_cases,
    stand_by,
)
from wagamachi.core.errors import DomainError
from wagamachi.organizations.models import Organization

from ..days import day_of, workday_after
from ..going_along import TASKS
from .board import Board

_MEETING = "KYOYU_KONKYO-05"
_WHY = "支援会議で、関係する機関といっしょに考えると決めたため。"
_NEAR_TASKS = (("となりの家の方", "朝の雨戸を気にかける"), ("長女", "週末に電話をする"),
               ("本人", "通院の日を暦に書く"), ("居場所の世話役", "水曜の会にさそう"),
               ("大家さん", "家賃の遅れを早めに知らせる"), ("本人", "ごみの日の前の夜に玄関に出す"))  # fmt: skip
_PURPOSES = (
    "だれが中心になって関わるかを決める",
    "春からの暮らし方を、本人と一緒に決める",
    "対象外の返事が続いたので、どの制度で支えるかを決める",
    "退院したあとの一週間の支えを決める",
)
_OUTCOMES = (
    "中心になるのは地区チーム。包括は介護、病院は受診の調整を受けもつ。次は三か月後に集まる。",
    "本人は「今の部屋にいたい」。片づけは月に二回、ボランティアと一緒にする。費用は貸付を使う。",
    "制度の狭間だった夜の見守りは、まず三か月、近所の三人と法人の当番で試す。",
)


def play_roles(board: Board) -> None:
    """Write the 役割表 of cases in which several take part; some tasks are done, some overdue."""
    rng = board.rng
    cases = [*board.take(8, of=board.team_of("csw"), older=40), *board.take(28, older=40)]
    for case in cases:
        days = rng.randint(8, 35)
        at = board.at(days, 15)
        actor = board.holder(case, at)
        members = list(case.members.filter(left_on=None).order_by("-is_key", "id"))
        drafts = [
            RoleDraft(
                task=rng.choice(TASKS), organization_id=agency.pk,
                member=members[0] if members else None,
                due_on=board.day(rng.randint(-days + 7, 40)),
            )
            for agency in board.organizations(case)[:3]
            if agency.closes_on is None
        ]  # fmt: skip
        drafts += [
            RoleDraft(name=name, task=task, due_on=board.day(30) if rng.random() < 0.4 else None)
            for name, task in rng.sample(_NEAR_TASKS, 2)
        ]
        roles = [
            add_role(actor=actor, at=at, case=case, draft=draft, id=board.id(at))
            for draft in drafts
        ]
        if len(roles) > 2:
            then = board.at(2, 11)
            finish_role(actor=board.holder(case, then), at=then, role=roles[-1])


def play_meetings(board: Board) -> None:
    """Some were held with an outcome, some are planned, one was called off."""
    cases = [*board.take(4, of=board.team_of("csw"), older=45), *board.take(14, older=45)]
    plan = ((90, 83), (60, 50), (45, 38), (42, 30), (30, 24), (28, 21), (21, 14), (18, 10), (14, 7),
            (10, 3), (6, -2), (5, -6), (5, -9), (4, -13), (3, -1), (2, -20), (2, -8), (12, 4))  # fmt: skip
    for n, ((days, meets), case) in enumerate(zip(plan, cases, strict=False)):
        at, then = board.at(days, 10), board.at(meets, 16)
        actor, held_on = board.holder(case, at), day_of(then)
        hour = 9 + n % 7
        draft = MeetingDraft(
            from_time=time(hour, 30), until_time=time(hour + 1, 30),
            meets_on=held_on if meets > 0 else workday_after(board.day(-meets), 0), purpose=_PURPOSES[n % 4],
            place="地区の会議室" if n % 3 else "本人の家", others="本人、長女" if n % 2 else "大家さん",
            organization_ids=[agency.pk for agency in _around(board, case)],
        )  # fmt: skip
        meeting = call_meeting(actor=actor, at=at, case=case, draft=draft, id=board.id(at))
        if n == len(plan) - 1:
            call_off_meeting(
                actor=actor, at=at + timedelta(days=1), meeting=meeting, version=meeting.version,
                reason="本人が入院されたため。退院の日が決まったら、あらためて。",
            )  # fmt: skip
        elif meets > 0:
            hold_meeting(
                actor=board.holder(case, then), at=then, meeting=meeting, version=meeting.version,
                outcome=_OUTCOMES[n % 3], person_present=n % 3 != 1,
            )  # fmt: skip


def meet_next(board: Board, case: Case, days: int) -> None:
    """Call a meeting that comes in so many days, with the agencies around the case."""
    at = board.at(3, 10)
    draft = MeetingDraft(
        meets_on=workday_after(board.day(days), 0), from_time=time(14), until_time=time(15, 30),
        purpose=_PURPOSES[days % 4], place="地区の会議室",
        organization_ids=[agency.pk for agency in _around(board, case)],
    )  # fmt: skip
    call_meeting(actor=board.holder(case, at), at=at, case=case, draft=draft, id=board.id(at))


def _around(board: Board, case: Case) -> list[Organization]:
    known = [one for one in board.organizations(case) if one.closes_on is None]
    return known[:4] or [board.desk("01").organization]


def play_standing_by(board: Board) -> None:
    """寄り添い継続: everything is linked, and somebody goes on asking how things are."""
    cases = [*board.take(4, of=board.team_of("csw"), older=120), *board.take(22, older=150)]
    for n, case in enumerate(cases):
        days, every = board.rng.randint(5, 25), (14, 30, 30, 60, 90)[n % 5]
        case.refresh_from_db()
        at = board.at(days, 11, after=case)
        stand_by(
            actor=board.holder(case, at), at=at, case=case, version=case.version,
            contact_every_days=every, next_action="様子をたずねる電話をする",
        )  # fmt: skip


def play_merge(board: Board) -> None:
    """A father and a daughter came in by two doors; it was one household."""
    at = board.at(6, 17)
    for team in board.base:
        taken = board.take(5, of=team, older=20)
        for merged in taken[1:]:
            if merged.handoffs.filter(state__in=LIVE).exists():
                continue
            with suppress(DomainError):  # both have a plan, say: then another one
                merge_cases(
                    actor=board.holder(taken[0], at), at=at, kept=taken[0], merged=merged,
                    reason="訪問して、同じ世帯の方だと分かったため。",
                )  # fmt: skip
                return
