"""What is handed on and on, and what one agency carries alone: found, shown, and answered (R013, R014)."""

from typing import Any

import pytest
from django.conf import settings

from .walker import People, Walker
from .ways import HELPER, SAID, opened, today

NAME = "鳥居坂 はな"
NURSERY, CHILDREN = "ほたる保育園", "わがまち市子ども家庭支援センター"
WINDOW = {"houkatsu": HELPER, "hoiku": NURSERY}


def asking(csw: Walker, case: str, whom: str) -> Walker:
    """Fill in a つなぎ in an emergency; it is not sent yet."""
    csw.go(case).press("つなぐ").write("text", whom).press("さがす").press("ここにつなぐ")
    csw.write("purpose", "通院の付き添い").write("request", "月曜から").tick("緊急")
    csw.choose("legal_basis", "KYOYU_KONKYO-03")
    return csw.write("同意によらずに伝える理由", "命にかかわるため")


def sent_back(people: People, case: str, username: str) -> None:
    """Ask an agency, which says that it is out of its scope."""
    handoff = asking(people("csw"), case, WINDOW[username]).press("つなぐ").path
    agency = people(username).go(handoff).press("戻す").choose("戻す理由", "対象外")
    agency.write("くわしく", "年齢が合わない").press("戻す")


def number(csw: Walker, case: str) -> str:
    return str(csw.go(case).page.xpath("//dd[contains(@class,'figure')]/text()")[0])


@pytest.mark.req("R013")
def test_two_answers_out_of_scope_are_told_to_the_core_and_stop_the_next(people: People) -> None:
    """Until a 調整会議 with another agency is called; what was refused after it asks again."""
    csw, core = people("csw"), people("core")
    case = opened(csw, SAID, ご本人の名前か呼び名=NAME)
    sent_back(people, case, "houkatsu")
    csw.go(case).reads_not("たらいまわし注意")
    sent_back(people, case, "hoiku")
    csw.go(case).reads("たらいまわし注意", "「対象外」の返事が2回つづいています。")
    core.go("/").follow("ぜんぶ見る", within="区市町村内のたらいまわし・丸抱え")
    core.reads(number(csw, case)).reads_not(NAME, SAID)
    sign = core.link("2回つないで", within=number(csw, case))
    for wrong in ("csw2", "minsei", "resident", "auditor"):
        people(wrong).go(sign, status=404).reads_not(NAME)
        people(wrong).go("/").reads_not("区市町村内のたらいまわし")
    asking(csw, case, CHILDREN).press("つなぐ", status=422).reads("調整会議", "伴走担当")
    csw.go(case).follow("つなぎ").reads_not(CHILDREN)

    core.go(sign).press("調整会議を呼びかける").write("開く日", today(3)).write("はじまり", "10:00")
    core.write("おわり", "11:00").write("話し合うこと", "だれが始めるか").choose(
        "集まる機関", HELPER
    )
    core.press("調整会議を呼びかける")
    csw.go("/").reads("これからの調整会議").go(case).reads_not("たらいまわし注意")
    asking(csw, case, CHILDREN).press("つなぐ").reads("返事を待っています")
    core.go("/today/municipal/").reads_not(number(csw, case))


@pytest.mark.req("R013")
def test_three_that_nobody_began_stop_the_next_until_somebody_walks_beside(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How often is too often is a setting of the municipality."""
    csw, nursery = people("csw"), people("hoiku")
    case = opened(csw, SAID, ご本人の名前か呼び名=NAME)
    for whom in (HELPER, NURSERY, CHILDREN):
        csw.go(case).reads_not("たらいまわし注意")
        asking(csw, case, whom).press("つなぐ")
    csw.go(case).reads("たらいまわし注意", "3回つないで、まだどこも引き受けていません。")
    asking(csw, case, "くらし・しごと").press("つなぐ", status=422).reads("伴走担当")
    csw.go(case).follow("伴走をお願いする").choose("だれにお願いしますか", NURSERY)
    csw.write("この人にお願いする理由", "毎朝会う").write("お願いしたいこと", "そばにいて")
    asked = csw.press("伴走をお願いする").path
    asking(csw, case, "くらし・しごと").press("つなぐ", status=422)
    nursery.go(asked).press("引き受ける").press("引き受ける")
    csw.go(case).reads("伴走担当ほたる保育園").reads_not("たらいまわし注意")
    asking(csw, case, "くらし・しごと").press("つなぐ").reads("返事を待っています")

    monkeypatch.setitem(settings.WAGAMACHI, "PASSED_AROUND_TIMES", 2)
    other = opened(csw, SAID)
    asking(csw, other, HELPER).press("つなぐ")
    csw.go(other).reads_not("たらいまわし注意")
    asking(csw, other, NURSERY).press("つなぐ")
    csw.go(other).reads("2回つないで、まだどこも引き受けていません。")


@pytest.mark.req("R014")
def test_what_one_agency_carries_alone_is_found_ranked_and_shown_who_could_join(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A household of the city with five fields of worry and one agency's records of half a year."""
    csw, lead, agency = people("csw"), people("lead"), people("houkatsu")
    alone = "/cases/?whose=mine&flag=held_alone"
    case = csw.go("/").go(alone).follow("綿引 和江").path
    csw.reads("丸抱え注意", "5つの分野の課題があるのに、この60日、ひとつの機関だけが動いています。")
    sign = csw.follow("いっしょに動けるところを見る").path
    csw.reads("ヤングケアラー", "ひきこもり", CHILDREN, "教育").reads_not("渚", "なぎさ地区")
    offered = [at for words, at in csw.links("資源・場所") if "/directory/" in at]
    assert offered
    for place in offered:
        assert in_reach(csw.go(place).text), csw.where
    people("core").go("/today/municipal/").reads("丸抱え注意").go(sign).reads_not("綿引")
    for wrong in ("csw2", "minsei", "resident", "auditor"):
        people(wrong).go(sign, status=404).reads_not("綿引")
    before, ours = shares(lead), "わがまち市社会福祉協議会"
    percents = [percent for percent, *_ in before.values()]
    assert percents == sorted(percents, reverse=True)
    for percent, flagged, held in before.values():
        assert percent == round(100 * flagged / held)

    monkeypatch.setitem(settings.WAGAMACHI, "HELD_ALONE_DAYS", 30)
    handoff = asking(csw, case, HELPER).choose("level", "3").press("つなぐ").path
    agency.go(handoff).press("引き受ける").press("引き受ける")
    csw.go(case).reads("丸抱え注意", "この30日、ひとつの機関だけ")  # a promise is not contact
    agency.go(case).follow("記録する").write("内容", "家をたずねた").write("結果", "また行く")
    agency.press("記録する")
    csw.go(case).reads_not("丸抱え注意")
    assert before[ours][1] - shares(lead)[ours][1] == 1
    for wrong in ("csw", "minsei", "resident", "auditor"):
        people(wrong).go("/stuck/", status=404)


def in_reach(text: str) -> bool:
    """Say whether what a place's page says of where it serves is here or everywhere."""
    return "ほしまち" in text or "わがまち市全域" in text or "区市町村の全域" in text


def shares(lead: Walker) -> dict[str, Any]:
    """Return (percent, flagged, held) by agency, as the page ranks them."""
    lead.go("/").follow("返事のないつなぎ")
    rows = lead.page.xpath("//section[@id='alone']//tbody/tr")
    cells = [[cell.text_content().strip().rstrip("％") for cell in row] for row in rows]
    return {name: tuple(int(one.replace(",", "")) for one in more) for name, *more in cells}
