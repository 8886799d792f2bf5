"""A need is linked to what is there, formal and informal, and the result is confirmed and counted."""

import csv
import io

import pytest

from .figures import cells, menu, number
from .walker import People, Walker
from .ways import SAID, area, opened, today, turned_away

RESULTS = ("つながった", "本人辞退", "先方対象外", "満員・待機", "保留")
TRIED = (("買い物困難", 0), ("買い物困難", 2), ("8050", 2), ("8050", 5), ("ひきこもり", 5))
TOLD = ("食事を届ける", "鳥居坂")


@pytest.mark.req("R024")
def test_a_need_is_linked_to_a_resource_and_the_result_is_known(people: People) -> None:
    csw = people("csw")
    home = {str(one) for one in area(csw, "ほしまち地区").page.xpath("//main//a/text()")}
    case = opened(csw, SAID, ご本人の名前か呼び名="鳥居坂 はな")
    fitting = searched(csw, case, home | {"ほしまち地区"})
    menu(csw, "資源").write("ことば", fitting).press("さがす")
    kind = csw.go(csw.link(fitting)).page.xpath("string(//main//p[@class='cluster']/*[1])").strip()
    before = counted(csw, kind)
    for result in RESULTS:
        case = opened(csw, f"{SAID}{result}", ご本人の名前か呼び名="鳥居坂 はな")
        csw.go(case).press("つなぐ").write("名前・ことば", fitting).press("さがす")
        csw.press("ここにつなぐ", within=fitting).write("purpose", "食事を届ける")
        csw.write("request", "月曜から").choose("legal_basis", "KYOYU_KONKYO-04").tick("緊急")
        csw.write("同意によらずに伝える理由", "命にかかわるため").press("つなぐ")
        handoff = csw.path
        csw.press("結果を書く").choose("結果", result).write("説明", "電話で確かめた")
        csw.write("そのあとを確かめる日", today(-1)).press("結果を書く", status=422)
        csw.write("そのあとを確かめる日", today(14)).press("結果を書く")
        csw.go(handoff).reads("食事を届ける", result, "電話で確かめた", today(14))
        csw.go(case).follow("つなぎ").reads("食事を届ける", result)
    who = ("csw2", "minsei", "resident", "houkatsu", "hoiku", "auditor", "manager")
    turned_away(people, handoff, *who, words=TOLD)

    after = counted(csw, kind)
    assert number(after, kind, "つないだ") == number(before, kind, "つないだ") + len(RESULTS)
    assert number(after, kind, "うち つながった") == number(before, kind, "うち つながった") + 1
    known = number(after, kind, "結果を確かめた") + number(after, kind, "戻ってきた")
    share = 100 * number(after, kind, "うち つながった") / known
    assert float(after[kind]["つながった率（％）"]) == pytest.approx(share, abs=0.06)
    files = [at for words, at in people("manager").go(csw.path).links() if "CSV" in words]
    filed = people("manager").go(files[-1]).body.decode("utf-8-sig")
    assert not [one for one in TOLD if one in filed]
    assert [one.replace("－", "") for one in after[kind].values()] in list(
        csv.reader(io.StringIO(filed))
    )
    turned_away(people, "/insight/handoffs/", "minsei", "resident")


def searched(csw: Walker, case: str, near: set[str]) -> str:
    """Search by theme, area, weekday and cost; return one that fits all, as its card and page say."""
    for theme, weekday in TRIED:
        csw.go(case).press("つなぐ").choose("課題", theme).choose("曜日", str(weekday))
        csw.write("費用", "500").tick("このケースの圏域にかぎる").press("さがす")
        found = [one for one in csw.links("地域の活動・サービス") if "/directory/" in one[1]]
        cards = {words: csw.part(words) for words, _ in found}
        for words, address in found:
            assert "円" in cards[words] or "無料" in cards[words]
            csw.go(address).reads(theme)
            assert runs(csw.page.xpath("string(//dt[.='いつ']/../dd)"), "月火水木金土日"[weekday])
            places = {str(one) for one in csw.page.xpath("//dt[.='使える圏域']/..//a/text()")}
            assert not places or places & near, places
        if found:
            return found[0][0]
    raise AssertionError("the city has nothing that fits")


def runs(said: str, day: str) -> bool:
    """Say whether 月〜金, 毎日 or 月・水 takes in a day of the week."""
    days = said.split()[0]
    first, _, last = days.partition("〜")
    week = "月火水木金土日"
    return (
        day in days
        or days == "毎日"
        or (bool(last) and week.find(first) <= week.find(day) <= week.find(last))
    )


def counted(csw: Walker, kind: str) -> dict[str, dict[str, str]]:
    """Return the table by kind of resource, with a row of noughts for a kind not there yet."""
    menu(csw, "みる").follow("つなぎの結果")
    table = cells(csw, "つなぎ先の資源の種別")
    return {kind: dict.fromkeys(next(iter(table.values())), "0")} | table
