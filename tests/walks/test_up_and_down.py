"""From a 小地域 up to the 中圏域, a question answered, and help from the wider tiers down (R010, R011, R174)."""

import pytest
from django.utils import timezone

from wagamachi.core import nights

from .asking import ALONE, a_visit, changed, climbed, day, figures, opened, short
from .walker import People

ASKS = {
    "つなぐ理由": ALONE,
    "試したこと": "三度たずねた。",
    "求めること": "医療の見立てがほしい。",
}


@pytest.mark.req("R010")
def test_a_small_area_raises_what_it_cannot_carry_and_sees_it_weighed(people: People) -> None:
    """三つを書いて上げる → 未受領 → 検討中 → 対応中; a team's name stands there from the first moment."""
    minsei, csw = people("minsei"), people("csw")
    a_visit(minsei).press("中圏域へつなぐ")
    for left_out in ASKS:
        for label, said in ASKS.items():
            minsei.write(label, "" if label == left_out else said)
        minsei.press("中圏域へつなぐ", status=422).reads(left_out)
    for label, said in ASKS.items():
        minsei.write(label, said)
    minsei.press("中圏域へつなぐ").reads("ほしまち地区チームが受けとめます", day(0)[:8])
    assert "未受領" in minsei.go("/cases/intakes/").part(ALONE[:9])
    worry = minsei.link(short(), within=ALONE[:9])

    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(ALONE[:9])
    csw.reads("未受領", "中圏域へつなぐ", *ASKS.values()).press("検討中")
    minsei.go(worry).reads("検討中").reads_not("引き受ける</")
    for outsider in ("csw2", "houkatsu", "resident", "auditor", "district"):
        people(outsider).go(worry, status=404).reads_not(*ASKS.values())
    people("manager").go(worry).reads("検討中").reads_not(*ASKS.values())
    csw.press("引き受ける").write("次にすること", "電話する").write("いつまでに", day())
    csw.press("引き受ける")
    minsei.go(worry).reads("対応中", "ほしまち地区チーム・綿橋 慎吾郎")
    minsei.go("/").reads("対応中")


@pytest.mark.req("R010")
def test_a_case_climbs_on_to_a_named_team_and_comes_back_with_a_reason(people: People) -> None:
    """未受領 → 受領 → 検討中 → 戻し / 対応中 → 完了, each read by the sender; team and people are named."""
    csw, core = people("csw"), people("core")
    for answer in ("戻す", "引き受ける"):
        handoff = climbed(csw, opened(csw))
        csw.reads("未受領", "まるごと支援係")
        core.go("/").follow("ぜんぶ見る", within="力を貸してほしい").reads("手にあまる")
        core.go(handoff).press("受け取ったと伝える").press("受け取ったと伝える")
        csw.go(handoff).reads("受け取った")
        core.go(handoff).press("検討する").press("検討")
        csw.go(handoff).reads("検討中")
        core.go(handoff).press(answer)
        if answer == "戻す":
            core.choose("戻す理由", "定員").write("くわしく", "東で続けて。").press("戻す")
            csw.go("/").reads("戻ってきた").go(handoff).reads("東で続けて。", "定員")
            continue
        core.press("引き受ける").press("結果を書く").choose("結果", "つながった").press(
            "結果を書く"
        )
        csw.go(handoff).reads("結果を確かめた", "つながった", "蛍代 沙織")


@pytest.mark.req("R010")
def test_what_nobody_receives_in_three_working_days_is_told_to_both_sides(people: People) -> None:
    """The city's oldest worry in the inbox, brought by a resident; the operator's rounds tell both."""
    resident, csw = people("resident"), people("csw")
    late = "相談の受けとめが遅れています"
    assert late not in resident.go("/notices/").text + csw.go("/notices/").text
    nights.run_nightly(timezone.now())
    resident.go("/notices/").follow(late).reads("未受領", "すぎ）")
    csw.go("/notices/").follow(late).reads("引き受ける")
    people("csw2").go("/notices/").reads_not(resident.path)


@pytest.mark.req("R174")
def test_a_commissioner_asks_for_help_and_reads_the_answer(people: People) -> None:
    """相談したい from a visit → the coordinator answers → the median is on the report."""
    minsei, csw, manager = people("minsei"), people("csw"), people("manager")
    where = "「相談したい」に応じるまで"
    before = figures(manager.go("/insight/").follow("応じるまで"), where)["合計"]
    a_visit(minsei).press("相談したい").write("相談したいこと", ALONE).press("相談する")
    minsei.reads("ほしまち地区チーム")
    minsei.go("/cases/intakes/")
    question = minsei.link(short(), within=ALONE[:9])
    for outsider in ("csw2", "houkatsu", "resident", "auditor"):
        people(outsider).go(question, status=404).reads_not(ALONE[:9])
    people("core").go(question).reads("相談したい").reads_not(ALONE[:9])
    waiting = figures(manager.go("/insight/responses/"), where)["合計"]
    assert int(waiting[0]) == int(before[0]) + 1
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(ALONE[:9])
    csw.reads("相談したい").press("お答えして終える")
    csw.write("answer", "あすの午後、いっしょに訪ねましょう。").press("終える")
    minsei.go("/cases/intakes/").reads("お返事があります")
    minsei.go(question).reads("あすの午後、いっしょに訪ねましょう。")
    after = figures(manager.go("/insight/responses/"), where)["合計"]
    asked, answered, still = (int(one) for one in after[:3])
    assert (asked, answered, still) == (int(before[0]) + 1, int(before[1]) + 1, int(before[2]))
    assert float(after[4]) > 0
    people("minsei").go("/insight/responses/", status=404)


@pytest.mark.req("R011")
@pytest.mark.parametrize("asker", ["minsei", "csw", "district"])
def test_a_lower_tier_asks_and_the_upper_one_answers(people: People, asker: str) -> None:
    """情報／SV／専門職派遣／財源／研修／広報 → answered; counted by kind, with those nobody answered listed."""
    lower, core, manager = people(asker), people("core"), people("manager")
    count, waits = "バックアップの種別ごと", "まだ応じていない"
    before = figures(manager.go("/insight/").follow("バックアップ"), count)
    lower.go("/").go("/cases/handoffs/").press("バックアップを頼む")
    for kind in ("情報", "スーパービジョン", "専門職派遣", "研修", "広報", "財源"):
        lower.choose("どんなバックアップ", *[o for o in BACKUPS if kind in o])
    lower.choose("だれに頼みますか", "わがまち市社会福祉協議会 まるごと支援係")
    lower.write("なにに困っているか", "つどいの暖房").write("お願いしたいこと", "助成を探して")
    lower.press("バックアップを頼む").reads("返事待ち（未受領）")
    request = lower.path
    core.go("/").follow("ぜんぶ見る", within="力を貸してほしい").follow("つどいの暖房")
    core.press("受け取ったと伝える").press("受け取ったと伝える")
    for outsider in ("csw2", "houkatsu", "resident", "auditor"):
        people(outsider).go(request, status=404).reads_not("つどいの暖房")
    asked = figures(manager.go("/insight/backups/"), count)
    assert changed(before["財源"], asked["財源"]) == [1, 0, 1]
    assert "受け取った" in figures(manager, waits)["財源"]
    lower.go(request).reads("受け取った")
    core.go(request).press("引き受ける").write("answer", "赤い羽根の助成があります。")
    core.press("引き受ける")
    lower.go(request).reads("赤い羽根の助成があります。")
    answered = figures(manager.go("/insight/backups/"), count)
    assert changed(before["財源"], answered["財源"]) == [1, 1, 0]
    assert float(answered["財源"][4]) >= 0
    manager.reads_not("つどいの暖房")


BACKUPS = (
    "基礎的な地域情報・データ",
    "スーパービジョン",
    "専門職派遣",
    "研修・講師",
    "広報",
    "財源",
)
