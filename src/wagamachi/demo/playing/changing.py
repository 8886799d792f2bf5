"""What the register taught becomes a change: proposals on their way to a scheme (R047)."""

from datetime import timedelta

from wagamachi.action.models import Proposal
from wagamachi.action.services import (
    AnswerDraft,
    OutcomeDraft,
    ProposalDraft,
    SubmissionDraft,
    answer_proposal,
    begin_proposal,
    note_outcome,
    submit_proposal,
)
from wagamachi.support.queries.gaps import public_gaps

from ..days import day_of
from .board import Board
from .letting_out import let_out

_FORUM = "わがまち市 地域共生のしくみづくり協議会"
_PLAN = "わがまち市地域福祉計画 基本目標2「とぎれない支え」"

# Title, reason, theme, what is missing, what was tried, what is asked for, how far it has come.
_PROPOSALS = (
    ("診断のない人の、家の片づけを手伝うしくみ", "HAZAMA-02", "",
     "受診を望まない人は、手帳も認定もなく、家事の手伝いを使えない。片づけが進まず、近所との間もこじれる。",
     "ボランティアと月に二回片づけた。半年で三軒が限りだった。",
     "診断によらず、地区チームの判断で使える家事の支えを、まず二つの中圏域で試す。", "realised"),
    ("夜と休みの日の見守り", "HAZAMA-06", "",
     "夜八時からあとに訪ねる事業所がない。退院した週の夜を、家族でない人が支えている。",
     "近所の三人と法人の当番で三か月試した。呼び出しは月に四回だった。",
     "三つの法人の輪番に市が費用を出し、夜の呼び出しを受ける。", "adopted"),
    ("保証人のいない人の住まい探し", "HAZAMA-09", "",
     "住まい探しをどの窓口が受けもつかが決まっていない。三つの窓口を回る人がいる。",
     "不動産会社二社と、見守りつきの入居を取り決めた。",
     "居住支援の窓口を一つに決め、保証会社との取り決めを市の名前で結ぶ。", "late"),
    ("六十五歳前の人が日中すごせる場", "HAZAMA-01", "",
     "からだの弱った五十代の人が、年齢の要件で通いの場に入れない。",
     "三つの事業所に頼み、年齢を理由に断られた。",
     "空いた教室で、年齢によらない通いの場を週に一度ひらく。", "rejected"),
    ("坂の上の地区の、買い物と通院の足", "HAZAMA-07", "KADAI_T-25",
     "坂の上には、送迎のある団体もバス停もない。", "", "法人の送迎車の空いた時間を、地区で使えるようにする。",
     "draft"),
)  # fmt: skip
_REFUSED = "来年度の予算に入っていない。対象の人数と、費用の見こみを示してほしい。"


def play_proposals(board: Board) -> None:
    """One became an item of the plan, one was adopted, one waits too long, one came back, one is new."""
    days = {"realised": 210, "adopted": 120, "late": 96, "rejected": 80, "draft": 6}
    for title, reason, theme, need, tried, ask, state in _PROPOSALS:
        at = board.at(days[state], 11)
        draft = ProposalDraft(
            title=title, need=need, tried=tried, ask=ask, reason_id=reason, theme_id=theme or None,
            team_id=board.core.pk,
        )  # fmt: skip
        proposal = begin_proposal(
            actor=board.worker(board.core, at), at=at, draft=draft, id=board.id(at)
        )
        # Rows are stamped by the database's clock; the board tells when it was.
        Proposal.objects.filter(pk=proposal.pk).update(created_at=at)
        _bundle(board, proposal)
        if state != "draft":
            let_out(board, "proposal", proposal.pk, at + timedelta(hours=2))
            _brought_on(board, proposal, state, days[state])


def _bundle(board: Board, proposal: Proposal) -> None:
    """Put the gaps of the register that say the same into the proposal."""
    same = public_gaps().filter(reason=proposal.reason_id)
    proposal.gaps.set(list(same.order_by("found_on", "id")[:6]))


def _brought_on(board: Board, proposal: Proposal, state: str, days: int) -> None:
    sent = board.at(days - 14, 15)
    draft = SubmissionDraft(receiver="forum", body=_FORUM, submitted_on=day_of(sent))
    submission = submit_proposal(
        actor=board.worker(board.core, sent), at=sent, proposal=proposal, draft=draft
    )  # fmt: skip
    let_out(board, "submission", submission.pk, sent + timedelta(hours=1))
    if state == "late":
        return
    then = board.at(days - 49, 16)
    verdict = "rejected" if state == "rejected" else "adopted"
    answer_proposal(
        actor=board.worker(board.core, then), at=then, proposal=proposal,
        draft=AnswerDraft(
            verdict=verdict, answered_on=day_of(then), answer=_REFUSED if verdict == "rejected" else "",
        ),
    )  # fmt: skip
    if verdict == "rejected":  # its words are looked through, as where it went was
        let_out(board, "submission", submission.pk, then + timedelta(hours=1))
    if state == "realised":
        made = board.at(days - 90, 14)
        outcome = note_outcome(
            actor=board.worker(board.core, made), at=made, proposal=proposal, id=board.id(made),
            draft=OutcomeDraft(
                kind="plan_item", title="診断によらない家事の支え（試行）", place=_PLAN,
                from_on=day_of(made) + timedelta(days=30),
            ),
        )  # fmt: skip
        let_out(board, "outcome", outcome.pk, made + timedelta(hours=1))
