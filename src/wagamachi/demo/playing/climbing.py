"""Cases that climb, change hands or are asked for: 段階を上げる, 移管, 引き取り依頼, 伴走担当 (R010, R024, R026)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wagamachi.casework.enums import ApprovalState, HandoffKind, Level
from wagamachi.casework.models import Case, Handoff
from wagamachi.casework.services import (
    HandoffDraft,
    accept_handoff,
    approve_sharing,
    ask_to_take_over,
    change_companion,
    decline_handoff,
    explain_handoff,
    receive_handoff,
    send_handoff,
    weigh_handoff,
    withdraw_handoff,
)
from wagamachi.organizations.models import Team

from ..days import day_of, workday_after
from .board import Board

_MEETING = "KYOYU_KONKYO-05"
_WHY = "支援会議で、関係する機関といっしょに考えると決めたため。"
_CLIMBS = (
    (
        "市全体で住まいの確保を考える",
        "大家と保証会社へのお願いを三度。入居を断られ続けている。",
        "住まいの支援をしている団体との話し合いに入ってください。",
    ),
    (
        "複数の課にまたがる手続きをまとめる",
        "窓口ごとに付き添って説明したが、書類の順番が決まらず進まない。",
        "庁内の担当を集める場を開いてください。",
    ),
    (
        "医療と福祉の役割を決める",
        "受診をすすめる手紙を二度、訪問を五度。扉は少し開くようになった。",
        "専門職の訪問と、支援会議の場をお願いします。",
    ),
    (
        "遠くの家族と成年後見の相談",
        "家族に三度電話をしたが、だれが決めるかが決まらない。",
        "権利擁護の担当と一緒に、家族と会っていただけませんか。",
    ),
    (
        "市の外の機関との調整",
        "転居前の市の窓口に問い合わせたが、引き継ぎの形が合わない。",
        "市どうしの引き継ぎの窓口になってください。",
    ),
)


def play_climbs(board: Board) -> None:
    """Ask the core team to take cases up; each stands at another point of the way today.

    The first two still wait, one of them past its day.
    """
    ways: tuple[tuple[int, Callable[[Board, Handoff, int], None] | None], ...] = (
        (2, None), (6, None), (4, _received), (5, _asks), (7, _asks_and_hears),
        (40, _accepts), (75, _accepts), (120, _accepts), (55, _partly), (20, _accepts),
        (33, _declines), (18, _withdraws),
    )  # fmt: skip
    climbers = [*board.take(3, of=board.team_of("csw"), older=130), *board.take(9, older=130)]
    for (days, goes_on), case in zip(ways, climbers, strict=False):
        handoff = _climb(board, case, days)
        if goes_on is not None:
            goes_on(board, handoff, days)


def _climb(board: Board, case: Case, days: int) -> Handoff:
    purpose, tried, request = _CLIMBS[days % len(_CLIMBS)]
    return _ask(board, case, days, HandoffKind.ESCALATE, board.core, purpose, request, tried)


def _ask(
    board: Board, case: Case, days: int, kind: HandoffKind, team: Team, purpose: str,
    request: str, tried: str = "",
) -> Handoff:  # fmt: skip
    at = board.at(days, 11)
    draft = HandoffDraft(
        kind=kind, team=team, purpose=purpose, request=request, tried=tried, level=Level.FULL,
        shared_summary=case.summary or "くわしいことは、お会いして説明します。",
        due_on=workday_after(day_of(at), 3), legal_basis_id=_MEETING, basis_reason=_WHY,
    )  # fmt: skip
    actor = board.holder(case, at)
    handoff = send_handoff(actor=actor, at=at, case=case, draft=draft, id=board.id(at))
    return approved(board, handoff, at)


def approved(board: Board, handoff: Handoff, at: datetime) -> Handoff:
    """Let somebody who answers for the office approve what is told without consent (R102)."""
    for approval in handoff.approvals.filter(state=ApprovalState.WAITING):
        by = "lead" if approval.asked_by_id == board.user("manager").pk else "manager"
        approve_sharing(actor=board.actor(by, at), at=at, approval=approval)
    handoff.refresh_from_db()
    return handoff


def _received(board: Board, handoff: Handoff, days: int) -> None:
    at = board.at(days - 1, 9, after=handoff)
    receive_handoff(actor=board.worker(board.core, at), at=at, handoff=handoff)


def _asks(board: Board, handoff: Handoff, days: int) -> None:
    at = board.at(days - 2, 15, after=handoff)
    question = "ご家族は、会議に来られそうですか。日中と夜のどちらがよいでしょう。"
    weigh_handoff(actor=board.worker(board.core, at), at=at, handoff=handoff, question=question)


def _asks_and_hears(board: Board, handoff: Handoff, days: int) -> None:
    _asks(board, handoff, days)
    assert handoff.case is not None
    at = board.at(days - 3, 10, after=handoff)
    explain_handoff(
        actor=board.holder(handoff.case, at), at=at, handoff=handoff,
        explanation="長男が土曜の午前なら来られるとのこと。本人は「静かな部屋がいい」と話しています。",
    )  # fmt: skip


def _accepts(board: Board, handoff: Handoff, days: int) -> None:
    at = board.at(days - 3, 14, after=handoff)
    actor = board.worker(board.core, at)
    answer = "引き受けます。地区のみなさんには、これからも一緒に歩いていただきます。"
    accept_handoff(actor=actor, at=at, handoff=handoff, answer=answer)
    if days > 60:
        _companion_changes(board, handoff, days - 40)


def _partly(board: Board, handoff: Handoff, days: int) -> None:
    at = board.at(days - 3, 14, after=handoff)
    accept_handoff(
        actor=board.worker(board.core, at), at=at, handoff=handoff, is_partial=True,
        answer="市の外との調整を引き受けます。毎月の訪問は地区でお願いします。",
    )  # fmt: skip


def _companion_changes(board: Board, handoff: Handoff, days: int) -> None:
    """Within the team that walks beside it, somebody else goes on."""
    case = handoff.case
    assert case is not None
    case.refresh_from_db()
    team, at = case.companion_team, board.at(days, 9, 30, after=handoff)
    assert team is not None
    others = [u for u in board.on_duty(team, at) if u.pk != case.companion_user_id]
    if not others:
        return
    change_companion(
        actor=board.actor(others[0], at), at=at, case=case, user=others[0].pk,
        reason="本人と同じ集まりに通っていて、話しやすいとのことだったため。",
    )  # fmt: skip


def _declines(board: Board, handoff: Handoff, days: int) -> None:
    at = board.at(days - 2, 16, after=handoff)
    decline_handoff(
        actor=board.worker(board.core, at), at=at, handoff=handoff, decline_reason_id="HAZAMA-02",
        answer="地区の会議で役割を決めるところまで、もう一度お願いします。会議にはうかがいます。",
    )  # fmt: skip


def _withdraws(board: Board, handoff: Handoff, days: int) -> None:
    assert handoff.case is not None
    at = board.at(days - 1, 13, after=handoff)
    withdraw_handoff(
        actor=board.holder(handoff.case, at), at=at, handoff=handoff,
        reason="家族が来られることになり、地区の会議で話せるようになったため。",
    )  # fmt: skip


# --- 移管 -----------------------------------------------------------------------------------------

_MOVED = "引っ越しのあとも、同じ暮らしを続けられるように。"


def play_transfers(board: Board) -> None:
    """People who move house: their case goes to the team of the other area, or is still asked."""
    for days, case in zip((1, 3, 26, 48, 90, 15), board.take(6, older=110), strict=False):
        other = next(t for t in board.rng.sample(board.base, 2) if t != case.holder_team)
        handoff = _ask(
            board, case, days, HandoffKind.TRANSFER, other, "引っ越し先の地区で支援を続ける",
            f"となりの地区へ引っ越されました。{_MOVED}",
        )  # fmt: skip
        if days in (26, 48, 90):
            at = board.at(days - 2, 10, after=handoff)
            answer = "引き受けます。今週のうちに、一緒に訪ねさせてください。"
            accept_handoff(actor=board.worker(other, at), at=at, handoff=handoff, answer=answer)
        elif days == 15:
            at = board.at(days - 2, 10, after=handoff)
            decline_handoff(
                actor=board.worker(other, at), at=at, handoff=handoff,
                decline_reason_id="HAZAMA-02", answer="まだ住所が移っていないようです。移ってから、またお願いします。",
            )  # fmt: skip


# --- 引き取り依頼 ---------------------------------------------------------------------------------


def play_pulls(board: Board) -> None:
    """The core team offers to take cases over: one waits, one is agreed to, one is declined."""
    for days, case in zip((2, 31, 64), board.take(3, older=100), strict=False):
        at = board.at(days, 13)
        handoff = ask_to_take_over(
            actor=board.worker(board.core, at), at=at, case=case,
            purpose="市の会議で扱っている世帯とのつながり",
            request="同じ建物の三つの世帯を、まとめて受けもてます。担当をうかがってもよいでしょうか。",
            id=board.id(at),
        )  # fmt: skip
        then = at + timedelta(days=1)
        if days == 31:
            holder = board.holder(case, then)
            accept_handoff(
                actor=holder, at=then, handoff=handoff, legal_basis_id=_MEETING, basis_reason=_WHY
            )
            accept_handoff(
                actor=holder, at=then, handoff=approved(board, handoff, then),
                answer="お願いします。顔合わせには一緒に行きます。",
            )  # fmt: skip
        elif days == 64:
            decline_handoff(
                actor=board.holder(case, then), at=then, handoff=handoff,
                decline_reason_id="HAZAMA-04",
                answer="本人が、いまの担当と話し続けたいと望んでいます。困ったときは相談させてください。",
            )  # fmt: skip
