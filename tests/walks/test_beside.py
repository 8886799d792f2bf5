"""Nobody is lost from sight, whoever passes a case on stays beside it, and work is shared (R012)."""

import pytest

from .asking import ALONE, climbed, day, figures, opened, own_town, short
from .walker import People, Walker
from .ways import HELPER, SAID, brought, taken, town_of


@pytest.mark.req("R012")
def test_what_nobody_holds_or_moves_is_on_the_first_page_with_its_rows(people: People) -> None:
    """主担当なし, 更新なし: as many rows as the number; 次回予定なし is nought. Only those who lead see them."""
    lead = people("lead").go("/")
    for label in ("主担当なし", "更新なし"):
        link = next(words for words, _ in lead.links() if words.endswith(label))
        assert lead.page.xpath(
            f"//li[contains(@class, 'numbers__grave')]//a[contains(., '{label}')]"
        )
        lead.follow(link)
        assert found(lead) == int(link.split()[0])
        lead.go("/")
    assert not [words for words, _ in lead.links() if "次回予定なし" in words]
    lead.go("/cases/?whose=organization&flag=no_next")
    assert lead.rows() == []
    for other in ("csw", "houkatsu", "minsei", "resident", "auditor"):
        told = [words for words, _ in people(other).go("/").links()]
        assert not [words for words in told if words.endswith(("主担当なし", "更新なし"))]


@pytest.mark.req("R012")
def test_whoever_took_a_worry_in_always_sees_who_holds_it(people: People) -> None:
    """The nursery: the team, then the person, then the next team; of a confidential one no more than that."""
    nursery, csw, core = people("hoiku"), people("csw"), people("core")
    place = own_town(csw)
    nursery.go("/").press("相談を受ける").write("だれが気づきましたか", "送り迎えの職員")
    nursery.write("どんな様子ですか", ALONE).write("どこのことですか", place)
    nursery.press("この相談を受ける").go("/").follow(short())
    worry = nursery.path
    nursery.reads("ほしまち地区チーム", "未受領")
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(ALONE[:9])
    csw.press("引き受ける").write("次にすること", "電話する").write("いつまでに", day(1))
    case = csw.press("引き受ける").path
    nursery.go(worry).reads("ほしまち地区チーム・綿橋 慎吾郎", "受領")
    core.go(climbed(csw, case)).press("引き受ける").press("引き受ける")
    nursery.go("/").reads("まるごと支援係（中心機関）・蛍代 沙織")
    nursery.go(case).reads("蛍代 沙織").reads_not("三度たずねた", "手にあまる")
    for outsider in ("csw2", "minsei", "resident", "auditor"):
        people(outsider).go(worry, status=404).reads_not(ALONE[:9])


@pytest.mark.req("R012")
def test_of_a_confidential_worry_its_bringer_sees_the_holder_and_no_more(people: People) -> None:
    """What the law guards: 「通報済み」, who holds it and how it stands; not even one's own words."""
    nursery, csw = people("hoiku"), people("csw")
    place = own_town(csw)
    nursery.go("/").press("相談を受ける").write("だれが気づきましたか", "送り迎えの職員")
    nursery.write("どんな様子ですか", "腕に新しいあざがある。").write("どこのことですか", place)
    nursery.choose("特別な取り扱い", "児童虐待の疑い").press("この相談を受ける")
    nursery.go("/").follow(short()).reads("通報済み", "いまの担当").reads_not("新しいあざ")


@pytest.mark.req("R026")
def test_whoever_climbs_walks_beside_until_the_end(people: People) -> None:
    """伴走担当 of itself, among the people of the case, told of what happens until it is closed."""
    csw, core = people("csw"), people("core")
    case = opened(csw)
    core.go(climbed(csw, case)).press("引き受ける").press("引き受ける")
    csw.go(case).reads(BESIDE, "すべて（このケースに関与しているから）")
    told = csw.go("/notices/").text
    assert MOVED in told
    assert NAMED in told
    rows = csw.go(case).follow("同意").rows("いま見られる人")
    assert [row for row in rows if row.startswith(f"{OURS}・綿橋 慎吾郎")]
    assert not [row for row in rows if "前に関わった機関" in row]
    for outsider in ("csw2", "minsei", "hoiku", "auditor", "admin", "resident"):
        people(outsider).go(case, status=404).reads_not("手にあまる", "綿橋")
    number = csw.go(case).page.xpath("//dd[contains(@class,'figure')]/text()")[0]
    core.go(case).press("評価する").choose("achievement", "3")
    core.choose("changes", "HENKA-13").write("remaining", "なし").write("next_step", "包括が見守る")
    core.choose("aftercare", "other_agency").press("評価する")
    core.go(case).press("おわりにする").choose("close_reason", "SHUKETSU-03")
    core.press("おわりにする", status=422).press("本人と確かめたうえで終える")
    told = [words for words, _ in csw.go("/notices/").links() if number in words]
    assert sum(words.startswith(ENDED) for words in told) == 1


@pytest.mark.req("R026")
def test_a_companion_leaves_only_when_another_has_taken_the_place(people: People) -> None:
    """Nobody chosen is refused; somebody asked changes nothing; somebody who says yes does (R026)."""
    csw, core, nursery = people("csw"), people("core"), people("hoiku")
    case = opened(csw)
    core.go(climbed(csw, case)).press("引き受ける").press("引き受ける")
    core.go(case).follow("伴走をお願いする").press("伴走をお願いする", status=422)
    core.go(case).reads(BESIDE).follow("伴走をお願いする")
    core.choose("だれにお願いしますか", "ほたる保育園 福祉なんでも相談窓口")
    core.write("この人にお願いする理由", "毎朝会う").write("お願いしたいこと", "そばにいて")
    asked = core.press("伴走をお願いする").path
    csw.go(case).reads(BESIDE)
    for outsider in ("csw2", "minsei", "resident", "auditor"):
        people(outsider).go(asked, status=404).reads_not("毎朝会う")
    nursery.go("/").follow("毎朝会う").press("引き受ける").press("引き受ける")
    core.go(case).reads("伴走担当ほたる保育園").reads_not(BESIDE)
    assert ENDED_BESIDE in csw.go("/notices/").text
    nursery.go(case).follow("伴走担当をかえる").choose("伴走担当", "えらんでください")
    nursery.write("この人に決めた理由", "異動").press("伴走担当を代わる", status=422)
    nursery.reads("かわりに伴走する人を選んでください")
    nursery.go(case).reads("蛍代 沙織").reads_not("手にあまる", "三度たずねた")


@pytest.mark.req("R026")
def test_a_companion_who_is_away_for_good_hands_it_to_somebody_by_name(people: People) -> None:
    """The inbox of the team walks beside nobody: a handover names a person, and tells both."""
    csw, core, lead = people("csw"), people("core"), people("lead")
    case = opened(csw)
    core.go(climbed(csw, case)).press("引き受ける").press("引き受ける")
    number = csw.go(case).page.xpath("//dd[contains(@class,'figure')]/text()")[0]
    lead.go("/").follow("わたしの不在").follow("引き継ぎ: 綿橋 慎吾郎")
    checklist = lead.path
    lead.tick(number).choose("だれに", "チームの受信箱へ").press("選んだものを下見する")
    lead.reads("引き継げません", "かわりに伴走する人を選んでください")
    core.go(case).reads(BESIDE)
    lead.go(checklist).tick(number).choose("だれに", "鞠倉 小春").press("選んだものを下見する")
    lead.press("この内容で引き継ぐ")
    core.go(case).reads(f"伴走担当{OURS}・鞠倉 小春")
    assert ENDED_BESIDE in csw.go("/notices/").text
    assert NAMED in people("sc").go("/notices/").text
    for outsider in ("csw2", "minsei", "hoiku", "resident", "auditor", "district"):
        people(outsider).go(checklist, status=404).reads_not(number)


@pytest.mark.req("R027")
def test_who_links_stays_in_touch_as_well_and_the_two_are_counted_apart(people: People) -> None:
    """A cycle of contact, a question before つないで終了, figures by 民生委員, 班 and coordinator."""
    minsei, csw, agency = people("minsei"), people("csw"), people("houkatsu")
    before, before_manager = company(csw), company(people("manager"))
    groups = [row for name, row in before.items() if name.endswith("班")]
    assert any(row[0] for row in groups)
    assert any(row[4] for row in groups), "委員 link and stay in touch"
    for way in ("寄り添いを続ける", "本人と確かめたうえで終える"):
        case = taken(csw, brought(minsei, town_of(csw)))
        csw.go(case).press("つなぐ").write("text", HELPER).press("さがす").press("ここにつなぐ")
        csw.write("purpose", "介護の相談").write("request", "訪ねて").tick("緊急")
        csw.choose("legal_basis", "KYOYU_KONKYO-03")
        csw.write("同意によらずに伝える理由", "命にかかわるため").press("つなぐ")
        agency.go(csw.path).press("引き受ける").press("引き受ける")
        csw.go(case).press("評価する").choose("achievement", "2").choose("changes", "HENKA-13")
        csw.write("remaining", "夜が長い").write("next_step", "包括が見守る")
        csw.choose("aftercare", "other_agency").press("評価する").go(case).press("おわりにする")
        csw.choose("close_reason", "SHUKETSU-03").press("おわりにする", status=422)
        csw.reads("つないで終わりで、だいじょうぶですか").press(way)
        if way == "寄り添いを続ける":  # an intention answers nothing
            csw.press("寄り添いを続ける").go(case).press("おわりにする")
            csw.choose("close_reason", "SHUKETSU-03").press("おわりにする", status=422)
            csw.reads("だいじょうぶですか").press("連絡を記録する").choose("手段", "電話")
            csw.write("内容", SAID).write("結果", "元気").press("記録する").go(case)
            csw.press("おわりにする").choose("close_reason", "SHUKETSU-03")
            csw.press("おわりにする", status=422).press("本人と確かめたうえで終える")
        csw.go(case).reads("終了")
    worry = brought(minsei, town_of(csw))
    case = taken(csw, worry)
    minsei.go(worry).follow("つないだあとの様子を書く").write("内容", "夜は眠れている")
    minsei.write("だれと", "本人").press("記録を保存する")
    csw.go(case).reads("夜は眠れている").follow("寄り添いを続ける").choose(
        "どのくらいの間隔で", "2週に1回"
    )
    csw.press("寄り添いを続ける").reads("寄り添い継続", "14日ごとに連絡", day(14))
    for outsider in ("csw2", "resident", "hoiku", "auditor"):
        people(outsider).go(case + "stand-by/", status=404)
    csw.go(case).follow("記録する").write("内容", SAID).write("結果", "元気").press("記録する")
    csw.go(case).reads("様子をたずねる", f"{day(14)}（")

    after, after_manager = company(csw), company(people("manager"))
    for row, more in (
        ("第二地区民児協（民生児童委員協議会） 1班", [3, 0, 0, 0, 1]),
        ("綿橋 慎吾郎", [0, 2, 2, 2, 2]),
        ("わがまち市社会福祉協議会", [0, 2, 2, 2, 2]),
    ):
        assert [b - a for a, b in zip(before[row], after[row], strict=True)] == more, row
    ours, theirs = before_manager["雛川 浩"], after_manager["雛川 浩"]
    assert [b - a for a, b in zip(ours, theirs, strict=True)] == [3, 0, 0, 0, 1]
    for other in ("csw", "csw2", "district", "auditor"):  # one's own, and nobody else's
        people(other).go("/insight/standing/").reads_not("雛川 浩")
    csw.go(next(where for _, where in csw.links() if "file=person" in where))
    lines = csw.body.decode("utf-8-sig").splitlines()
    [mine] = [line.split(",")[1:] for line in lines if line.startswith("綿橋 慎吾郎")]
    assert [int(cell) for cell in mine] == after["綿橋 慎吾郎"], "the file says what the page says"
    for outsider in ("minsei", "resident", "hoiku"):
        people(outsider).go("/insight/standing/", status=404)


def company(csw: Walker) -> dict[str, list[int]]:
    """Return this year's figures of つなぎ and 寄り添い by 班・機関 and by the person's name."""
    csw.go("/").follow("みる").follow("つなぎと寄り添い").reads("いま寄り添い継続")
    found = figures(csw, "つなぎと寄り添い（班") | figures(csw, "つなぎと寄り添い（民生委員")
    return {
        name.split("（")[0] if name.endswith(("委員）", "ター）")) else name: [
            int(cell.replace(",", "")) for cell in cells
        ]
        for name, cells in found.items()
        if cells[0].replace(",", "").isdigit()
    }


@pytest.mark.req("R172")
def test_a_commissioner_hands_work_to_an_agency_and_to_a_helper_who_accept(people: People) -> None:
    """委員 → agency, 委員 → 協力員 of the same 班: theirs once they said yes, nobody else's business."""
    minsei, agency, helper = people("minsei"), people("houkatsu"), people("kyoryoku05")
    minsei.go("/").follow("委員の仕事").follow("ひとり暮らし高齢者")
    task = minsei.path
    minsei.follow("ほかへ頼む").reads_not("同じ班の協力員")  # 公的責任 is never a resident's
    minsei.choose("だれに頼むか", f"{AGENCY} 総合相談").press("頼む")
    minsei.reads("返事を待っています", f"いまの担い手: {COMMISSIONER}")
    agency.go("/").follow("ひとり暮らし高齢者").press("引き受ける").press("引き受ける")
    minsei.go(task).reads(f"いまの担い手: {AGENCY} 総合相談")
    for outsider in ("csw2", "hoiku", "resident", "auditor", "kyoryoku05"):
        people(outsider).go(task, status=404).reads_not("実態調査")

    written(minsei, "防災訓練の受付").follow("ほかへ頼む")
    task = minsei.path.removesuffix("offer/")
    [name] = minsei.page.xpath("//p[.='同じ班の協力員']/following-sibling::label[1]/span/text()")
    minsei.choose("だれに頼むか", name).press("頼む").reads(f"{name}の返事を待っています")
    helper.go("/").reads("委員の仕事に返事をする").follow("防災訓練の受付").press("引き受ける")
    helper.press("引き受ける").reads(f"いまの担い手: {name}")
    minsei.go(task).reads(f"いまの担い手: {name}", f"{name}さんが引き受けました")
    for outsider in ("houkatsu", "csw2", "resident", "auditor", "kyoryoku06"):
        people(outsider).go(task, status=404).reads_not("防災訓練", name)


@pytest.mark.req("R172")
def test_the_office_sees_the_load_and_writes_down_what_is_taken_off(people: People) -> None:
    """Hours, visits, meetings, requests of 行政, by 委員 and by 班; 「軽減」 with its reason."""
    minsei, core = people("minsei"), people("core")
    group = "第二地区民児協（民生児童委員協議会） 1班"
    core.go("/").follow("委員の仕事と軽減").follow("負担のようす")
    names = figures(core, "委員ごとの負担")["委員"]
    by_name, by_group = (figures(core, f"{one}ごとの負担") for one in ("委員", "班"))
    before, ours = by_name[COMMISSIONER], by_group[group]
    for column in (
        "活動（時間）",
        "訪問・同行・見守り（件）",
        "会議（件）",
        "行政からの依頼（件）",
    ):
        told = {row[names.index(column)] for one, row in by_name.items() if "班" not in one}
        assert len(told - {column, "0", "0.0"}) > 1, column
    written(minsei, "回覧の名簿づくり")
    core.go("/workforce/load/")
    at = names.index("行政からの依頼（件）")
    assert int(figures(core, "委員ごとの負担")[COMMISSIONER][at]) - int(before[at]) == 1
    assert figures(core, "班ごとの負担")[group] != ours

    core.follow("軽減の判断を書く").choose("どの種類", "配布物").choose("判断", "やめる")
    core.write("わけ", "手が足りない").write("どこで決めたか", "会長会").write("決めた日", day())
    core.write("いつから", day(30)).press("判断を書く").reads("配布物（この種類ぜんぶ）: やめる")
    core.go("/").follow("委員の仕事と軽減").follow("軽減の判断").reads("会長会")
    minsei.go("/").follow("委員の仕事と軽減").follow("軽減の判断").reads("会長会")
    minsei.go("/workforce/tasks/new/").write("どんな仕事か", "防災の紙を配る").choose(
        "種類", "配布物"
    )
    minsei.choose("だれからの依頼か", "行政").choose("担い手の性格", "住民の任意").write(
        "月にかかる", "60"
    )
    minsei.press("仕事を書く", status=422).reads("「やめる」と決めました", day())
    minsei.write("やめると決めた仕事を", "もう配り終えた").press("仕事を書く").reads(
        "もう配り終えた"
    )
    core.go("/").follow("防災の紙を配る").follow(day()).reads(
        "会長会", "行政から1件", "もう配り終えた"
    )
    for outsider in ("houkatsu", "csw2", "auditor", "resident", "kyoryoku05"):
        people(outsider).go("/workforce/load/", status=404).reads_not(COMMISSIONER)


AGENCY, COMMISSIONER = "ほしまち地域包括支援センター", "雛川 浩"


def written(minsei: Walker, title: str) -> Walker:
    """Write down a piece of work that 行政 asked for and residents may take; its page is open."""
    minsei.go("/").follow("委員の仕事").follow("仕事を書く").write("どんな仕事か", title)
    minsei.choose("種類", "募金・行事").choose("だれからの依頼か", "行政").write(
        "頼まれた日", day()
    )
    minsei.choose("担い手の性格", "住民の任意").write("月にかかる", "60")
    return minsei.press("仕事を書く")


OURS = "わがまち市社会福祉協議会 ほしまち地区チーム"
BESIDE = f"伴走担当{OURS}・綿橋 慎吾郎"
NAMED = "伴走担当になりました"
ENDED_BESIDE = "あなたの伴走がおわりました"
MOVED = "伴走しているケースに動きがありました"
ENDED = "ケースがおわりになりました"


def found(somebody: Walker) -> int:
    """Count the rows of a list, page by page."""
    count = len(somebody.rows())
    while somebody.offers("次へ"):
        count += len(somebody.follow("次へ").rows())
    return count
