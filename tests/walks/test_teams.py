"""A team holds together: who carries too much is seen, nobody is alone with a case or gone with one."""

import pytest

from .asking import figures
from .figures import claimed, day
from .walker import People

THEIRS = "灯岡 未希"  # of なぎさ地区
LOADS, OVERLADEN = "ひとりひとりの持ち数", "分けあう時期です"


@pytest.mark.req("R115")
def test_who_carries_too_much_is_seen_by_those_who_lead_and_by_nobody_else(people: People) -> None:
    lead = people("lead").go("/").follow("返事のないつなぎ")
    part = lead.part(LOADS)
    assert all(said in part for said in ("ケース", "期日すぎ", "対応した時間", OVERLADEN, "時間"))
    mine = next(row for row in lead.rows(LOADS) if "綿橋 慎吾郎" in row)
    claimed(people("csw"), "薬をのみわすれる。")
    after = next(row for row in lead.go("/stuck/").rows(LOADS) if "綿橋 慎吾郎" in row)
    assert mine != after
    manager = people("manager").go("/").follow("返事のないつなぎ")
    teams = {
        who: {row[0] for row in figures(who, "主担当ごと").values()} for who in (lead, manager)
    }
    assert len(teams[lead]) == 2, "the heading, and the team that is led"
    assert teams[lead] < teams[manager]
    manager.reads(LOADS, "綿橋 慎吾郎", THEIRS)
    for who in (lead, manager):
        heavy = sum(OVERLADEN in row for row in who.rows(LOADS))
        who.reads(f"持ちすぎている人: {heavy}人").go("/").reads(f"{heavy} 持ちすぎている人")
    lead.go("/stuck/").reads_not(THEIRS)
    for asked in ("", "&file=time"):
        lead.go(f"/insight/functions/?by=person{asked}")
        told = lead.body.decode("utf-8-sig")
        assert "綿橋 慎吾郎" in told
        assert THEIRS not in told
    crossed = {"lead": 422, "csw2": 422, "district": 422, "auditor": 422, "manager": 200}
    for who, status in crossed.items():
        one = people(who).go("/").follow("みる").follow("３つの機能")
        one.choose("役割", "リーダー").choose("圏域", "ほしまち地区")
        one.press("この条件で見る", status=status)
        assert ("どれかひとつだけを選び" in one.page.text_content()) == (status == 422)
    people("core").go("/stuck/").reads_not(LOADS)
    for other in (
        "csw",
        "csw2",
        "sc",
        "district",
        "houkatsu",
        "minsei",
        "resident",
        "auditor",
        "admin",
    ):
        people(other).go("/stuck/", status=404).reads_not(LOADS, OVERLADEN)
        people(other).go("/").reads_not(LOADS, OVERLADEN)


@pytest.mark.req("R141")
def test_a_team_shares_its_inbox_stands_in_and_hands_over(people: People) -> None:
    csw, lead = people("csw"), people("lead")
    said, name = "薬をのみわすれる。", "柿の木の家の方"
    case = claimed(csw, said, name=name)
    worry = "夜になっても灯りがつかない"
    for mate in (csw, lead):
        mate.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").reads(worry)
    other = people("csw2").go("/cases/inbox/").reads("わたしのチームに").reads_not(worry)
    other.go("/").follow("わたしの不在").follow("不在を書く").reads("代わりの人")
    csw.go(case).follow("主担当を決める").choose("副担当", "鞠倉 小春").press("主担当を決める")
    csw.reads("チーム・綿橋 慎吾郎", "副担当鞠倉 小春")
    lead.go(case).reads(name, "鞠倉 小春")
    people("csw2").go(case, status=404).reads_not(name)
    lead.go("/stuck/").reads("どのチームのケースも、2人以上が見られます")

    csw.go(case).follow("主担当を決める").reads("引き継ぐときに確かめること", "次にすること")
    csw.choose("主担当", "鞠倉 小春").choose("副担当", "綿橋 慎吾郎")
    csw.press("主担当を決める", status=422).reads("新しい主担当の人と確かめて")
    csw.tick("新しい主担当の人と、上の一覧を").press("主担当を決める").reads("チーム・鞠倉 小春")
    people("lead").go(case).follow("主担当を決める").choose("主担当", "綿橋 慎吾郎")
    people("lead").choose("副担当", "鞠倉 小春").tick("新しい主担当の人と").press("主担当を決める")
    lead.go("/").follow("わたしの不在").follow("引き継ぎ: 綿橋 慎吾郎")
    checklist = lead.path
    lead.reads("主担当のケース", "返事を待っているつなぎ", name)
    lead.follow("紙に出す").reads("綿橋 慎吾郎", name)
    lead.go(checklist).tick(name).choose("だれに", "鞠倉 小春")
    lead.press("選んだものを下見する").reads(name).press("引き継ぐ")
    lead.go(case).reads("チーム・鞠倉 小春")
    for outsider in ("csw2", "minsei", "resident", "houkatsu", "auditor"):
        people(outsider).go(checklist, status=404).reads_not(name)

    csw.go("/").follow("わたしの不在").follow("不在を書く")
    csw.write("休みはじめる日", day()).write("もどる日", day(2)).choose("代わりの人", "梢橋 湊")
    csw.press("不在を書く").reads("代わり: 梢橋 湊")
    section = next(h for h in lead.go("/").page.xpath("//h2") if "さんの代わり" in h.text_content())
    assert "綿橋 慎吾郎さん" in section.text_content()
    rows = lead.part("綿橋 慎吾郎さんは")
    assert all(said in rows for said in ("代わりをするケース", "綿橋 慎吾郎 不在", "つなぎ"))
    lead.follow(lead.rows("綿橋 慎吾郎さんは")[0].split(" 2")[0]).reads("次にすることを変える")
    for outsider in ("csw2", "houkatsu", "minsei", "resident", "auditor"):
        people(outsider).go("/").reads_not("綿橋 慎吾郎さん")
