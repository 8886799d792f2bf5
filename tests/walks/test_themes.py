"""What cases are about: classified for the law, tagged, found in any spelling, and served by somebody."""

import pytest
from django.utils import timezone

from wagamachi.core.fiscal import fiscal_label, fiscal_year

from .figures import cases_of, cells, claimed, day, menu, number, own_town, short
from .walker import People

LAW = ("福祉", "介護（法の区分）", "介護予防", "保健医療", "住まい", "就労（法の区分）", "教育",
       "地域社会からの孤立", "あらゆる分野の活動への参加の機会")  # fmt: skip
THIS_YEAR = fiscal_year(timezone.localdate())
LOCAL = "ペットの世話ができない"


@pytest.mark.req("R021")
def test_a_theme_is_added_mapped_chosen_and_counted_by_area_and_year(people: People) -> None:
    admin, csw, manager = people("admin"), people("csw"), people("manager")
    for codes in ("課題（アセスメント・国様式系）", "地域生活課題・複合課題タグ"):
        menu(admin, "コード表").follow(codes)
        mapped = admin.page.xpath("//main//table//tbody/tr/td[last()-1]")
        assert len(mapped) > 25
        assert all(
            set(one.text_content().strip().split("、")) & {*LAW, "その他（法の区分）"}
            for one in mapped
        )
    admin.follow("この区市町村のことばを加える").write("名前", LOCAL).choose(
        "集計先", "騒音・ペット"
    )
    admin.press("このことばを加える").reads(LOCAL)
    csw.go("/access/codes/", status=404)

    menu(manager, "みる").follow("課題 × 圏域")
    before = cells(manager, "課題 × 中圏域")
    assert {*LAW} <= {*before}
    assert {"区市町村全体", "ほしまち地区", "なぎさ地区"} <= {*before["住まい"]}
    case = claimed(csw, "犬が五匹いて、入院できない。")
    csw.go(case).follow("世帯と関係").follow("書きなおす").choose(
        "この人の課題", LOCAL, "ひきこもり"
    )
    csw.press("本人のことを書く").reads(LOCAL, "ひきこもり")

    menu(manager, "みる").follow("課題 × 圏域")
    after = cells(manager, "課題 × 中圏域")
    for counted in ("ひきこもり", "住まい", "ケース（実数）"):
        assert number(after, counted) == number(before, counted) + 1, counted
    assert LOCAL in after
    assert (
        number(after, "ひきこもり", "ほしまち地区")
        == number(before, "ひきこもり", "ほしまち地区") + 1
    )
    manager.choose("列", "年度ごと").choose("圏域（年度ごとのとき）", "ほしまち地区")
    manager.press("この条件で見る")
    years = cells(manager, "課題 × 年度（ほしまち地区）")["ひきこもり"]
    assert years[fiscal_label(THIS_YEAR)] == after["ひきこもり"]["ほしまち地区"]
    assert fiscal_label(THIS_YEAR - 2) in years
    manager.reads_not("犬が五匹").follow("この表をCSVにする")
    assert f"ひきこもり,{','.join(list(years.values())[1:])}" in manager.body.decode("utf-8-sig")
    for outsider in ("minsei", "resident"):
        people(outsider).go("/insight/themes/", status=404)


@pytest.mark.req("R033")
def test_tags_are_chosen_found_in_any_spelling_and_counted(people: People) -> None:
    csw, manager, tag = people("csw"), people("manager"), "ごみ屋敷・ため込み"
    captions = ("課題タグ × 小地域", "課題タグ × 集合住宅", "課題タグ × 年度")
    menu(manager, "みる").follow("課題タグ")
    before = [cells(manager, caption) for caption in captions]
    house, name = f"{own_town(csw)}98番7号", "六階の絵かきさん"
    taken = [claimed(csw, "六つの階で、物が廊下まで。", place=house, name=name)]
    taken += [case for said, case in cases_of(csw) if f"{THIS_YEAR}-" in said]
    tagged = 0
    for case in taken:
        if tagged == 5 or tag in csw.go(case).follow("世帯と関係").text:
            continue
        csw.go(case).follow("場所を").write("わかった場所", house).press("この場所")
        csw.go(case).follow("課題タグをつける").choose("課題タグ", tag, "8050")
        csw.press("課題タグをつける").go(case).follow("世帯と関係").reads(tag, "8050")
        tagged += 1
    manager.go(taken[0]).reads("あらまし", tag, "8050").reads_not("物が廊下")
    for words in ("ゴミ屋敷", "ごみやしき", "ごみ屋敷", "８０５０問題"):
        csw.go("/search/").write("さがすことば", words).press("さがす").reads(name)
        people("csw2").go("/search/").write("さがすことば", words).press("さがす").reads_not(name)
    menu(csw, "相談・ケース").choose("課題タグ", tag).press("しぼりこむ").reads(name)
    csw.choose("課題タグ", "ダブルケア").press("しぼりこむ").reads_not(name)

    menu(manager, "みる").follow("課題タグ")
    areas, houses, years = (cells(manager, caption) for caption in captions)
    (key,) = {*houses[tag]} - {*before[1][tag]}
    assert (houses[tag][key], houses["8050"][key]) == ("5", "5")
    assert number(areas, tag) == number(before[0], tag) + 5
    assert {"暁通", "星待駅前すずらん通り"} <= {*areas[tag]}
    assert (
        number(years, tag, fiscal_label(THIS_YEAR))
        == number(before[2], tag, fiscal_label(THIS_YEAR)) + 5
    )
    manager.reads_not(name, "廊下まで")
    for outsider in ("minsei", "resident"):
        people(outsider).go("/insight/tags/", status=404)


@pytest.mark.req("R110")
def test_a_case_shows_who_does_what_what_nobody_does_and_what_two_do(people: People) -> None:
    csw, agency = people("csw"), people("houkatsu")
    case = claimed(csw, "借金の督促が玄関に貼られている。")
    csw.go(case).follow("課題タグをつける").choose("課題タグ", "（多重・過重）債務")
    csw.press("課題タグをつける").go(case).follow("だれがなにを").reads(
        "まだだれも担っていません（1）"
    )
    csw.follow("役割を加える: （多重・過重）債務")
    csw.choose("だれが（機関から選ぶ）", "くらし・しごと相談センター").write(
        "なにを", "返す計画をいっしょに立てる"
    )
    csw.write("いつまでに", day(14)).press("役割を加える").reads_not("まだだれも担っていません")
    csw.reads("返す計画をいっしょに立てる", short(14)).reads_not("も同じ課題を担っています")
    csw.follow("役割を加える").choose("だれが（機関から選ぶ）", "ほしまち地域包括支援センター")
    csw.choose("どの課題について", "（多重・過重）債務").write("なにを", "弁護士の相談につきそう")
    csw.press("役割を加える").reads("くらし・しごと相談センターも同じ課題を担っています")
    csw.reads("ほしまち地域包括支援センターも同じ課題を担っています")
    for wrong in (agency, people("csw2"), people("minsei"), people("resident"), people("auditor")):
        wrong.go(f"{case}roles/", status=404).reads_not("返す計画", "債務")

    csw.reads("高齢者の総合相談", "ほしまち包括圏域", "総合相談")
    menu(agency, "機関・チーム").write("名前", "ほしまち地域包括支援").press("さがす")
    agency.follow("ほしまち地域包括支援センター").reads("専門領域", "守備範囲", "連絡窓口")
    agency.reads("権利擁護", "ほしまち包括圏域", "総合相談").reads_not("返す計画")
