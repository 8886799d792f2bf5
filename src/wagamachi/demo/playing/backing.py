"""バックアップ依頼 of every kind, some answered, some still unheard (R011)."""

from datetime import timedelta

from wagamachi.casework.enums import HandoffKind, Level
from wagamachi.casework.services import (
    HandoffDraft,
    accept_handoff,
    ask_for_backup,
    decline_handoff,
    finish_handoff,
    receive_handoff,
    send_handoff,
)
from wagamachi.organizations.models import Team

from ..days import day_of, workday_after
from .board import Board

# Kind, how many days ago, what for, what is asked, and what was answered ("" means nothing yet).
_ASKS = (
    ("01", 34, "地区の高齢者の人数", "町丁目ごとの高齢者の数と、空き家の数を教えてください。",
     "表をお渡しします。空き家は去年の調べです。"),
    ("02", 12, "長く扉が開かない世帯の見立て", "訪問のしかたを、一緒にふり返っていただけませんか。",
     "来週の火曜に、地区へうかがいます。"),
    ("03", 9, "心理職の同行", "家族と会う日に、心理の専門職に同席してほしいです。", ""),
    ("04", 21, "役割を決める会議", "関係する機関が多く、会議の進め役をお願いしたいです。",
     "進め役を引き受けます。日程を三つ出してください。"),
    ("05", 5, "居場所の暖房費", "冬のあいだの光熱費に使える助成を探しています。", ""),
    ("06", 48, "傾聴ボランティアの講座", "地区で開く講座の講師を紹介してください。",
     "二人紹介できます。資料もお送りします。"),
    ("07", 3, "相談会のお知らせ", "市の広報に、月に一度の相談会をのせてください。", ""),
    ("08", 16, "つどいの場所", "夜に使える、鍵のかかる部屋を探しています。",
     "公民館の小部屋を、月二回おさえました。"),
    ("09", 60, "手続きの見直し", "同じ書類を三つの窓口に出しています。一つにできませんか。",
     "庁内の会議の議題にします。秋に結果をお知らせします。"),
    ("10", 7, "車いすの貸し出し", "急な通院のとき、車いすを一日借りられるところはありますか。", ""),
)  # fmt: skip


def play_backups(board: Board) -> None:
    """Each kind is asked once at large; two more are about one case."""
    for number, days, purpose, request, answer in _ASKS:
        asker = board.base[days % len(board.base)]
        _ask(board, asker, number, days, purpose, request, answer)
    home = board.team_of("csw")
    _ask(
        board,
        home,
        "02",
        2,
        "若い職員の訪問のふり返り",
        "同行していただき、あとで話す時間がほしいです。",
        "",
    )
    for days, case in zip((4, 28), board.take(2, of=home), strict=False):
        at = board.at(days, 16)
        draft = HandoffDraft(
            kind=HandoffKind.BACKUP, backup_kind_id="BACKUP-03", team=board.core,
            level=Level.STATUS, purpose="看護職の同行", due_on=workday_after(day_of(at), 5),
            request="足の傷の手当てについて、一度見ていただけませんか。",
        )  # fmt: skip
        handoff = send_handoff(
            actor=board.holder(case, at), at=at, case=case, draft=draft, id=board.id(at)
        )
        if days > 20:
            then = at + timedelta(days=2)
            accept_handoff(
                actor=board.worker(board.core, then), at=then, handoff=handoff,
                answer="保健師が木曜に同行します。",
            )  # fmt: skip


def _ask(
    board: Board, asker: Team, number: str, days: int, purpose: str, request: str, answer: str
) -> None:
    at = board.at(days, 10, 30)
    draft = HandoffDraft(
        kind=HandoffKind.BACKUP, backup_kind_id=f"BACKUP-{number}", team=board.core,
        level=Level.NONE, purpose=purpose, request=request, due_on=workday_after(day_of(at), 5),
    )  # fmt: skip
    actor = board.worker(asker, at)
    handoff = ask_for_backup(actor=actor, at=at, draft=draft, id=board.id(at))
    then = at + timedelta(days=1)
    if not answer:
        if days == 5:
            receive_handoff(actor=board.worker(board.core, then), at=then, handoff=handoff)
        return
    if number == "09":
        decline_handoff(
            actor=board.worker(board.core, then), at=then, handoff=handoff,
            decline_reason_id="HAZAMA-10", answer=answer,
        )  # fmt: skip
        return
    accept_handoff(actor=board.worker(board.core, then), at=then, handoff=handoff, answer=answer)
    if days > 30:
        later = then + timedelta(days=7)
        finish_handoff(
            actor=actor, at=later, handoff=handoff, result_id="TSUNAGI_KEKKA-01",
            result_note="助かりました。となりの地区にも伝えます。",
        )  # fmt: skip
