"""What the law wants at once: whom to call, who holds it, who reads no more of it (R017)."""

from collections.abc import Callable
from itertools import cycle

import pytest

from .walker import People, Walker
from .ways import SAID, brought, taken, tells, today, town_of

NAME = "鳥居坂 はな"
KINDS = {  # as it is ticked → its theme, its first telephone or body, a word of what to do
    "児童虐待": ("KADAI_T-16", "児童相談所", "きょうのうちに"),
    "高齢者虐待": ("KADAI_T-14", "地域包括支援センター", "きょうのうちに"),
    "障害者虐待": ("KADAI_T-15", "わがまち市障害者虐待防止センター", "きょうのうちに"),
    "DV": ("KADAI_T-17", "#8008", "安全に話せるときに"),
    "生活保護": ("KADAI_T-36", "わがまち市福祉事務所", "きょうのうちに"),
    "虐待": ("KADAI_N-23", "わがまち市子ども家庭支援センター", "まず伝えます"),
}
GUARDED = "虐待・DV・生活保護として届ける"


def by_theme(somebody: Walker, kind: str, place: str) -> None:
    tells(somebody, place, NAME + SAID).choose("themes", KINDS[kind][0])
    somebody.press("この相談を受ける")


def by_sign(somebody: Walker, kind: str, place: str) -> None:
    tells(somebody, place, NAME + SAID).choose("急ぎのしるし", kind).press("この相談を受ける")


def by_hand(somebody: Walker, kind: str, place: str) -> None:
    choose(tells(somebody, place, NAME + SAID), kind).press("この相談を受ける")


def by_marking_what_waits(somebody: Walker, kind: str, place: str) -> None:
    somebody.go(brought(somebody, place, NAME + SAID)).press(GUARDED).reads(KINDS[kind][1])
    choose(somebody, kind).press("急ぎで届ける")


def choose(somebody: Walker, kind: str) -> Walker:
    return somebody.choose("特別な取り扱い", "配偶者などからの暴力" if kind == "DV" else kind)


@pytest.mark.req("R017")
def test_a_worry_of_such_a_kind_goes_straight_to_the_municipal_tier(people: People) -> None:
    """The clause of the door: whoever tells of it, however it is ticked, for each kind."""
    csw, core = people("csw"), people("core")
    place = town_of(csw)
    ways = (by_theme, by_hand, by_marking_what_waits, by_theme, by_hand, by_sign)
    for kind, way, name in zip(KINDS, ways, cycle(["resident", "minsei", "hoiku"]), strict=False):
        bringer = people(name)
        way(bringer, kind, place)
        bringer.reads(*KINDS[kind][1:])
        bringer.go("/cases/intakes/").follow("R")
        intake = bringer.path
        bringer.reads("通報済み", "まるごと支援係").reads_not(NAME, SAID)
        bringer.go("/").reads_not(NAME, SAID)
        bringer.go(intake + "slip/", status=404).reads_not(NAME)
        core.go("/today/inbox/").follow("取り扱い注意の相談")
        core.go(intake).reads(NAME, *KINDS[kind][1:])
        csw.go("/search/").write("q", NAME).press("さがす").reads_not(intake)
        for wrong in {"csw", "csw2", "lead", "manager", "minsei", "resident", "houkatsu"} - {name}:
            assert NAME not in people(wrong).client.get(intake).content.decode(), wrong
        case = taken(core, intake)
        core.reads("取り扱い注意", NAME)
        bringer.go(intake).reads("通報済み", "対応しています").reads_not(NAME, SAID)
        assert NAME not in bringer.client.get(case).content.decode()
        for wrong in {"csw2", "houkatsu", "auditor"} - {name}:
            people(wrong).go(case, status=404).reads_not(NAME, SAID)


def by_marking(csw: Walker, case: str, code: str) -> None:
    csw.go(case).press("あらましを書く")
    choose(csw, next(kind for kind, said in KINDS.items() if said[0] == code))
    csw.press("あらましを書く")


def on_a_member(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("世帯と関係").follow("書きなおす", within="本人").choose("themes", code)
    csw.press("本人のことを書く")


def on_a_new_member(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("世帯と関係").press("世帯の人を加える").write("続柄・関係", "長男")
    csw.write("呼び名", "長男さん").choose("themes", code).press("世帯の人を加える")


def as_a_tag(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("課題タグをつける").choose("tags", code).press("課題タグをつける")


def in_a_role(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("だれがなにを").press("役割を加える").write("なにを", "見守る")
    csw.choose("どの課題について", code).write("だれが（機関のほか）", "長女")
    csw.press("役割を加える")


def in_a_gap(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("計画と評価").press("制度の狭間を書く").choose("課題", code)
    csw.write("検討した制度・サービス", "短期入所").choose("使えなかった理由", "HAZAMA-01")
    csw.press("制度の狭間を書く")


def in_a_goal(csw: Walker, case: str, code: str) -> None:
    csw.go(case).follow("計画と評価").press("計画をつくる").write("計画のはじめ", today())
    csw.press("計画をつくる").go(case).follow("計画と評価").follow("第1回の計画")
    csw.press("目標を加える").choose("課題", code).write("目標（行動で書く）", "夜に眠れる")
    csw.write("支援（まわりがすること）", "見守る").write("機関のほかに支える人", "長女")
    csw.press("目標を加える")


@pytest.mark.req("R017")
@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (by_marking, "DV"),
        (on_a_member, "児童虐待"),
        (on_a_new_member, "高齢者虐待"),
        (as_a_tag, "障害者虐待"),
        (in_a_role, "生活保護"),
        (in_a_gap, "虐待"),
        (in_a_goal, "高齢者虐待"),
    ],
)
def test_a_case_that_turns_out_to_be_of_such_a_kind_goes_there_too(
    people: People, place: Callable[[Walker, str, str], None], kind: str
) -> None:
    """The clause of the case: wherever it is ticked there; the bringer keeps 「通報済み」."""
    csw, bringer, core = people("csw"), people("resident"), people("core")
    intake = brought(bringer, town_of(csw), NAME + SAID, ご本人の名前か呼び名=NAME)
    case = taken(csw, intake)
    bringer.go(intake).reads(NAME)
    place(csw, case, KINDS[kind][0])
    csw.reads("通報済み", *KINDS[kind][1:])
    bringer.go(intake).reads("通報済み").reads_not(NAME, SAID)
    core.go(case).reads("取り扱い注意", NAME)
    for wrong in ("csw", "lead", "manager"):
        assert NAME not in people(wrong).client.get(case).content.decode(), wrong
    for wrong in ("csw2", "minsei", "resident", "houkatsu", "auditor"):
        people(wrong).go(case, status=404).reads_not(NAME, SAID)
