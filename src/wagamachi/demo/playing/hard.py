"""What one agency cannot carry alone, and what no scheme covers (R023, R028)."""

from datetime import datetime, timedelta

from wagamachi.casework.enums import HandoffState
from wagamachi.casework.models import Handoff
from wagamachi.support.enums import Criterion
from wagamachi.support.models import Gap
from wagamachi.support.services import GapDraft, lift_mark, mark_difficult, note_gap

from ..days import day_of
from .board import Board
from .letting_out import let_out, send_back
from .together import meet_next

_HARD = (
    ((Criterion.MANIFOLD, Criterion.DISAGREE),
     "介護・借金・住まいが重なり、窓口ごとに話が止まっている。だれが先に動くかが決まらない。"),
    ((Criterion.REFUSES, Criterion.DANGER),
     "本人は「放っておいて」と言うが、夏と冬は命にかかわる。扉越しの話は続いている。"),
    ((Criterion.NO_SCHEME,), "年齢も手帳も要件に合わず、通える場がない。本人は働きたいと話している。"),
    ((Criterion.NEIGHBOURS, Criterion.LONG),
     "においと音をめぐって、となり近所との話し合いが一年続いている。"),
    ((Criterion.NO_FAMILY,), "入院の話が出ているが、決める人も荷物を運ぶ人もいない。"),
)  # fmt: skip
_LIFTED = "会議で中心になる機関が決まり、三か月つづけて動いているため。"

# Scheme, reason, theme, what happened, and the sentence for the register.
_GAPS = (
    ("通所の介護", "HAZAMA-01", "KADAI_T-08", "五十代で、年齢の要件に合わなかった。",
     "六十五歳前で、からだの弱った人が日中すごせる場がない。"),
    ("障害福祉の居宅介護", "HAZAMA-02", "KADAI_T-04", "受診を望まれず、手帳が取れない。",
     "診断のない人の、家の片づけを手伝うしくみがない。"),
    ("一時預かり", "HAZAMA-03", "KADAI_T-02", "二か月待ち。介護の日と重なって間に合わない。",
     "親の介護の日に合わせて、急に子を預けられるところが足りない。"),
    ("夜間の見守り", "HAZAMA-06", "KADAI_T-08", "夜八時からあとの訪問を受ける事業所がなかった。",
     "夜と休みの日に、ようすを見に行ける人がいない。"),
    ("通院の付き添い", "HAZAMA-05", "KADAI_T-24", "自費の付き添いは、一回の費用が年金の一割になる。",
     "要介護の認定がない人の、通院の付き添いが高い。"),
    ("移動の支援", "HAZAMA-07", "KADAI_T-25", "坂の上には、送迎のある団体がない。",
     "坂の上の地区に、買い物と通院の足がない。"),
    ("学習支援", "HAZAMA-01", "KADAI_T-03", "高校生は対象の外だった。",
     "家族の世話をする高校生が、夜に学べる場がない。"),
    ("住まいの確保", "HAZAMA-09", "KADAI_T-07", "三つの窓口が、たがいに担当と考えていた。",
     "保証人のいない人の住まい探しを、どこが受けもつかが決まっていない。"),
)  # fmt: skip


def play_hard_cases(board: Board) -> None:
    """Mark cases as 困難事例; some marks have been lifted since, for most the next meeting is called."""
    cases = [*board.take(3, of=board.team_of("csw"), older=80), *board.take(11, older=90)]
    for n, case in enumerate(cases):
        criteria, reason = _HARD[n % len(_HARD)]
        days = board.rng.randint(10, 75)
        at = board.at(days, 14)
        mark = mark_difficult(
            actor=board.holder(case, at), at=at, case=case, criteria=criteria, reason=reason,
            id=board.id(at),
        )  # fmt: skip
        if n % 4 == 3:
            then = board.at(days // 3, 16)
            lift_mark(actor=board.holder(case, then), at=then, mark=mark, reason=_LIFTED)
        elif n % 4:
            meet_next(board, case, 3 + 2 * n)


def play_gaps(board: Board) -> None:
    """Write down what no scheme covered, some of it from a つなぎ that came back."""
    cases = [*board.take(5, of=board.team_of("csw"), older=30), *board.take(19, older=30)]
    for n, case in enumerate(cases):
        scheme, reason, theme, note, public = _GAPS[n % len(_GAPS)]
        at = board.at(board.rng.randint(1, 25), 16)
        draft = GapDraft(
            scheme=scheme, reason_id=reason, theme_id=theme, found_on=day_of(at), note=note,
            public_note=public,
        )  # fmt: skip
        gap = note_gap(actor=board.holder(case, at), at=at, case=case, draft=draft, id=board.id(at))
        _look_through(board, gap, n, at)
    for n, handoff in enumerate(_came_back(board)[:14]):
        assert handoff.case is not None
        case = handoff.case
        at = board.at(board.rng.randint(1, 5), 17, after=handoff)
        scheme, _, theme, note, public = _GAPS[board.rng.randrange(len(_GAPS))]
        draft = GapDraft(
            scheme=scheme, reason_id=str(handoff.decline_reason_id), theme_id=theme,
            found_on=day_of(at), note=note, public_note=public,
        )  # fmt: skip
        gap = note_gap(
            actor=board.holder(case, at), at=at, case=case, draft=draft, id=board.id(at),
            handoff=handoff,
        )  # fmt: skip
        _look_through(board, gap, n + 1, at)


def _look_through(board: Board, gap: Gap, n: int, at: datetime) -> None:
    """Have a colleague answer a little later: one in six still waits, one comes back."""
    then = at + timedelta(minutes=45)
    if n == 4:
        send_back(board, "gap", gap.pk, then)
    elif n % 6 != 2:
        let_out(board, "gap", gap.pk, then)


def _came_back(board: Board) -> list[Handoff]:
    open_cases = board.cases(older=20, calm=False).values("pk")
    rows = Handoff.objects.filter(state=HandoffState.DECLINED, case__in=open_cases, kind="refer")
    return list(
        rows.select_related("case__holder_team__organization", "case__holder_user")
        .order_by("-answered_at", "id")[:40:2]
    )  # fmt: skip
