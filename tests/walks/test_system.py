"""From what no scheme covers, over the register that names nobody, to the scheme that was made of it."""

import pytest
from django.utils import timezone

from wagamachi.core.fiscal import fiscal_label, fiscal_year

from .figures import cells, claimed, day, menu, number
from .walker import People, Walker

WHY = ("対象外", "要件の確認ができない", "定員・待機", "本人の拒否", "費用負担", "地域に資源がない")
SAID, NAME = "夜の呼び出しに応じる事業所がない。", "湊川 ゆき子"


@pytest.mark.req("R023")
def test_a_gap_is_kept_as_evidence_and_stands_in_the_register_without_names(people: People) -> None:
    csw, manager = people("csw"), people("manager")
    before, year = register(manager), fiscal_label(fiscal_year(timezone.localdate()))
    # The most frequent kind: a small figure may be hidden, and another one with it.
    shown = {row: int(cells[year]) for row, cells in before.items() if cells[year].isdecimal()}
    why = max(shown.keys() - {"合計"}, key=lambda row: shown[row])
    case = claimed(csw, "夜中に何度も転ぶという。", name=NAME)
    csw.go(case).follow("計画と評価").follow("制度の狭間を書く").reads(*WHY)
    csw.press("制度の狭間を書く", status=422).reads("検討した制度・サービス")
    gap_of(csw, f"{NAME}さんの家に夜行ける人がいない。", why, status=422)
    csw.go(case).follow("計画と評価").follow("制度の狭間を書く")
    gap_of(csw, SAID, why).reads("訪問介護の夜間対応型", why)
    after = register(manager)
    for row in (why, "合計"):
        assert number(after, row, year) == number(before, row, year) + 1
    manager.reads_not(SAID, NAME)
    let_out(people("lead"), SAID)
    for reader in (manager, people("core"), people("auditor"), people("csw2")):
        register(reader)
        assert SAID in listed(reader)
        reader.reads_not(NAME, case)
    for outsider in ("minsei", "resident", "houkatsu", "hoiku", "admin"):
        people(outsider).go("/support/gaps/", status=404).reads_not(SAID)
        people(outsider).go(case, status=404)


@pytest.mark.req("R047")
def test_gaps_become_a_proposal_an_answer_and_a_resource(people: People) -> None:
    csw, core, title = people("csw"), people("core"), "夜の呼び出しに応じる当番"
    case = claimed(csw, "夜中に何度も転ぶという。", name=NAME)
    for said, why in ((SAID, "夜間・休日"), ("当番の費用を出すところがない。", "費用負担")):
        csw.go(case).follow("計画と評価").follow("制度の狭間を書く")
        gap_of(csw, said, why)
        let_out(people("lead"), said)
    register(core)
    bundled(core, SAID, "当番の費用を出すところがない。").press("えらんだものを束ねて")
    core.reads(SAID, "当番の費用を出すところがない。").write("何を変えたいか", title)
    core.write("足りないもの・困っていること", "夜に応じる人がいない。").write(
        "これまでに試したこと", "法人の当番。"
    )
    core.write("提案すること", "三つの法人の輪番に費用を出す。").choose(
        "まとめるチーム", "わがまち市社会福祉協議会 まるごと"
    )
    core.press("提案をまとめる").reads("束ねた制度の狭間は2件", SAID, "まとめている")
    page = core.path
    core.reads_not(NAME, case)
    people("auditor").go(page, status=404)
    for outsider in ("minsei", "resident", "houkatsu", "admin"):
        people(outsider).go(page, status=404).reads_not(title)

    core.follow("提案を出す").reads(
        "協議の場・会議体", "区市町村の行政", "東京都・国", "計画の策定委員会"
    )
    handed_in(core, "計画の策定委員会", day(), status=422)
    let_out(people("manager"), title)
    handed_in(core.go(page).follow("提案を出す"), "協議の場・会議体", day(-61)).reads("返事待ち")
    menu(core, "しくみづくり").follow("返事のない提案が").reads(title)
    core.go("/").reads("返事のない提案", title)
    core.go(page).follow("返事を書く").choose("返事", "見送る").write("返事の日", day(-3))
    core.press("返事を書く", status=422).write("返事の中身", "来年度の予算で考える。").press(
        "返事を書く"
    )
    core.reads("見送", "来年度の予算で考える。")
    menu(core, "しくみづくり").choose("どれを", "返事のないもの").press("この条件").reads_not(title)
    handed_in(core.go(page).follow("提案を出す"), "計画の策定委員会", day(-2)).follow("返事を書く")
    core.choose("返事", "採用する").write("返事の日", day()).press("返事を書く").follow(
        "できたしくみを書く"
    )
    core.choose("何になったか", "新しい資源・場所").write("名前", "夜の当番").write(
        "いつから", day(30)
    )
    core.write("どの計画・どこの事業か", "地域福祉計画 基本目標2").write(
        "できた社会資源の名前", "暁通学習室"
    )
    core.press("できたしくみを書く").reads("しくみになった", "夜の当番", "地域福祉計画 基本目標2")
    core.reads(day(-61), day(-3), day(-2), day(), "まとめはじめた", "提案を出した")
    core.follow("社会資源のページ").reads("暁通学習室")
    auditor = people("auditor").go(page).reads("しくみになった", "採用する")
    auditor.reads_not(NAME, case, "来年度の予算で考える。", "夜の当番", "しくみづくり協議会")
    for said in ("来年度の予算で考える。", "夜の当番"):
        let_out(people("manager"), said)
    auditor.go(page).reads("見送る", "来年度の予算で考える。", "夜の当番").reads_not(NAME, case)


def register(person: Walker) -> dict[str, dict[str, str]]:
    menu(person, "制度の狭間・支援のまとめ").follow("制度の狭間")
    return cells(person, "制度の狭間（区市町村全体）")


def gap_of(csw: Walker, said: str, why: str, *, status: int = 200) -> Walker:
    csw.write("検討した制度・サービス", "訪問介護の夜間対応型").choose("使えなかった理由", why)
    csw.choose("課題", "病気").write("わかった日", day()).write("台帳にのせる一文", said)
    return csw.press("制度の狭間を書く", status=status)


def let_out(second: Walker, said: str) -> None:
    """Find what waits for a second person on 今日, and say that it may leave."""
    second.go("/").follow("ぜんぶ見る", within="外に出す文を確かめる")
    waiting = [address for words, address in second.links() if "/texts/" in address]
    for address in reversed(waiting):
        if said in second.go(address).text:
            second.choose("どうしますか", "外に出してよい").press("この答えにする")
            return
    raise AssertionError(f"{second.where}: nothing to check says 「{said}」")


def listed(person: Walker) -> str:
    """Return the words of the register, all its pages."""
    found = person.text
    while person.offers("次へ"):
        found += person.follow("次へ").text
    return found


def bundled(person: Walker, *sentences: str) -> Walker:
    for said in sentences:
        box = person.page.xpath("//main//tr[contains(., $said)]//input[@name='gap']", said=said)[0]
        box.set("checked", "checked")
    return person


def handed_in(person: Walker, where: str, on: str, *, status: int = 200) -> Walker:
    person.choose("どこへ", where).write("会議や部署の名前", "しくみづくり協議会").write(
        "出した日", on
    )
    return person.press("提案を出す", status=status)
