"""A team holds together: who carries too much is seen by those who lead."""

import pytest

from wagamachi.accounts.models import User

from .figures import claimed, day
from .walker import People

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
    people("manager").go("/").follow("返事のないつなぎ").reads(LOADS, "綿橋 慎吾郎")
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
    people("csw2").go("/cases/inbox/").reads_not(worry)
    csw.go(case).follow("主担当を決める").choose("副担当", "鞠倉 小春").press("主担当を決める")
    csw.reads("綿橋 慎吾郎", "鞠倉 小春")
    lead.go(case).reads(name, "鞠倉 小春")  # never only one coordinator's
    people("csw2").go(case, status=404).reads_not(name)
    lead.go("/stuck/").reads("どのチームのケースも、2人以上が見られます")

    lead.go("/").follow("わたしの不在").follow("引き継ぎ: 綿橋 慎吾郎").reads(
        "主担当のケース", "返事を待っているつなぎ", name
    )
    lead.follow("紙に出す").reads("綿橋 慎吾郎", name)
    lead.go("/").follow("わたしの不在").follow("引き継ぎ: 綿橋 慎吾郎").tick(name).choose(
        "だれに", "鞠倉 小春"
    )
    lead.press("選んだものを下見する").reads(name).press("引き継ぐ")
    lead.go(case).reads("鞠倉 小春")
    for outsider in ("csw2", "minsei", "resident", "houkatsu"):
        assert name not in people(outsider).client.get("/continuity/").content.decode()

    csw.go("/").follow("わたしの不在").follow("不在を書く")
    csw.write("休みはじめる日", day()).write("もどる日", day(2)).choose("代わりの人", "梢橋 湊")
    csw.press("不在を書く")
    people(login_of("梢橋 湊")).go("/").reads("綿橋 慎吾郎さんの代わり")


def login_of(name: str) -> str:
    """Return whom the duty table calls so, as they log in."""
    return str(User.objects.get(name=name).username)
