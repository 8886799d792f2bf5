"""Worries that need care at the door: by law, kept quiet, raised, asked about (R010, R016, R017)."""

from wagamachi.casework.enums import IntakeAsk, Restriction
from wagamachi.casework.models import Intake
from wagamachi.casework.services import (
    IntakeDraft,
    answer_intake,
    claim_intake,
    receive_intake,
)

from ..days import day_of, workday_after
from .board import Board

_BY_LAW = (
    (Restriction.CHILD_ABUSE, "hoiku", 8, "保育園の先生",
     "着がえのとき、背中にあざが続いている。お迎えの父の声が荒い日が増えた。"),
    (Restriction.ELDER_ABUSE, "houkatsu", 15, "通いの介護の職員",
     "「たたかれる」と小さな声で話された。薬を飲ませてもらえない日もあるとのこと。"),
    (Restriction.DISABLED_ABUSE, "csw", 27, "作業所の職員",
     "年金の通帳を見せてもらえず、昼食を抜いている。帰りたくないと言われた。"),
    (Restriction.DV, "csw", 4, "本人",
     "夫が帰る前に家を出たい。子どもの学校を知られたくないとのこと。"),
    (Restriction.PUBLIC_ASSISTANCE, "core", 11, "本人",
     "手持ちが三百円。今夜泊まるところがない。生活保護の申請をしたいとのこと。"),
)  # fmt: skip
_QUIET = (
    ("csw", 19, "本人", "近所に知られたくないので、地元の委員さんには言わないでほしいと言われた。夫の借金の相談。"),
    ("houkatsu", 44, "長女", "母のもの忘れが進んだが、町会の人には黙っていてほしいとのこと。"),
    ("csw", 3, "本人", "息子が学校に行っていない。となりの人には知られたくないと話された。"),
    ("csw2", 9, "姉", "弟が家から出られない。地元の委員は同級生なので、知らせないでほしいとのこと。"),
)  # fmt: skip
_RAISED = (
    (31, "空き家の庭に人が寝泊まりしている。", "声をかけ、温かい飲みものを渡した。名前は言われなかった。",
     "一緒に訪ねて、泊まる場所のことを話してほしい。", "claim"),
    (17, "団地の集まりに来ていた三人が、そろって来なくなった。", "電話を二度。一人は「気まずい」とだけ。",
     "間に入って、話を聞いてもらえないか。", "answer"),
    (6, "夜中に何度も救急車を呼ぶ方がいる。", "昼に訪ねて話を聞いた。眠れないとのこと。",
     "医療の相談につなぐ方法を一緒に考えてほしい。", "claim"),
    (2, "引っ越してきた家族が、ごみの出し方でもめている。", "絵の入った表を渡した。",
     "通訳の人と一緒に行ってもらえないか。", ""),
)  # fmt: skip
_ADVICE = (
    (24, "訪問しても返事のない家に、どのくらい通ってよいか迷っている。",
     "月に二度、同じ曜日に手紙を。三か月会えなければ、私たちが一緒にうかがいます。"),
    (13, "相談された方の病名を、ほかの委員に話してよいか。",
     "本人の了解がないかぎり、話さないでください。了解をたずねる言い方を紙にまとめました。"),
    (1, "見守りの当番が高齢になり、続けられるか心配。", ""),
)  # fmt: skip


def play_doors(board: Board) -> None:
    """Bring in every kind of worry that is handled with care, each as far as it has got."""
    for restriction, username, days, noticed_by, situation in _BY_LAW:
        intake = _heard(
            board, username, days, noticed_by=noticed_by, situation=situation,
            restriction=restriction, urgency=("abuse",) if "abuse" in restriction else (),
        )  # fmt: skip
        if days > 5:
            _claimed(board, intake, days, "決められた窓口と、安全の確かめ方を決める")
    for username, days, noticed_by, situation in _QUIET:
        intake = _heard(
            board, username, days, noticed_by=noticed_by, situation=situation,
            keeps_from_neighbours=True,
        )  # fmt: skip
        if days > 5:
            _claimed(board, intake, days, "本人の都合のよい日に、外で会う")
    for days, situation, tried, asked, then in _RAISED:
        intake = _heard(
            board, "minsei", days, noticed_by="民生委員（自分）", situation=situation, tried=tried,
            asked=asked, ask=IntakeAsk.RAISE,
        )  # fmt: skip
        if then == "claim":
            _claimed(board, intake, days, "委員さんと一緒にたずねる")
        elif then:
            _answered(
                board,
                intake,
                days,
                "三人それぞれに会いました。来月から、場所を替えて集まるそうです。",
            )
    for days, situation, answer in _ADVICE:
        intake = _heard(
            board, "minsei", days, noticed_by="民生委員（自分）", situation=situation,
            ask=IntakeAsk.ADVICE,
        )  # fmt: skip
        if answer:
            _answered(board, intake, days, answer)


def _heard(board: Board, username: str, days: int, **said: object) -> Intake:
    at = board.at(days, 15, days % 50)
    draft = IntakeDraft(place=board.place(days), **said)  # type: ignore[arg-type]  # by name
    return receive_intake(actor=board.actor(username, at), at=at, id=board.id(at), draft=draft)


def _claimed(board: Board, intake: Intake, days: int, next_action: str) -> None:
    at = board.at(days - 1, 9, 40, after=intake)
    claim_intake(
        actor=board.worker(intake.holder_team, at), at=at, intake=intake, next_action=next_action,
        next_action_on=max(board.day(board.rng.randint(1, 9)), workday_after(day_of(at), 1)),
    )  # fmt: skip


def _answered(board: Board, intake: Intake, days: int, answer: str) -> None:
    at = board.at(days - 1, 16, after=intake)
    answer_intake(
        actor=board.worker(intake.holder_team, at), at=at, intake=intake, answer=answer,
    )  # fmt: skip
