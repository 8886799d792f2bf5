"""What kind of work it was: every record says so, and the month, the person and the area add up."""

import pytest

from .figures import cells, claimed, day, menu, number
from .walker import People, Walker

TIME = ("合計（分）", "① 個別支援（分）", "② 地域支援（分）", "③ しくみづくり（分）")


@pytest.mark.req("R045")
def test_every_record_says_its_function_and_the_time_adds_up(people: People) -> None:
    """Of work with no case and of work on one; none without a function, and time that is split."""
    csw, manager = people("csw"), people("manager")
    before = figures(manager)
    menu(csw, "活動の記録").follow("記録を書く")
    told(csw, "商店会と見守りの相談。", "2時間").press("記録を保存する", status=422)
    csw.reads("どの機能の仕事ですか: ").choose("どの機能の仕事ですか", "いくつかにまたがる")
    csw.write("② 地域支援（％）", "75").write("③ しくみづくり（％）", "20")
    csw.press("記録を保存する", status=422).reads("100")
    csw.write("③ しくみづくり（％）", "25").press("記録を保存する").reads("② 地域支援", "75")
    case = claimed(csw, "鍵をなくして家に入れない。")
    csw.go(case).follow("記録する")
    csw.choose("どの機能の仕事ですか", "① 個別支援")
    told(csw, "鍵の業者に来てもらう。", "1時間").write("次にすること", "電話する").write(
        "いつまでに", day(1)
    )
    csw.press("記録する").follow("電話").reads("① 個別支援")

    after = figures(manager)
    for by in before:
        assert grown(before[by], after[by]) == [180, 60, 90, 30], (by, grown(before[by], after[by]))
    manager.go("/insight/functions/").reads("時間の割合", "① 個別支援")  # the pie's words
    assert manager.page.xpath("//main//svg")
    manager.follow("この表をCSVにする")
    assert "合計（分）" in manager.body.decode("utf-8-sig")
    for outsider in ("minsei", "resident", "admin", "houkatsu"):
        people(outsider).go("/insight/functions/", status=404)
    people("auditor").go("/insight/functions/").reads_not("綿橋 慎吾郎")


def told(csw: Walker, said: str, took: str) -> Walker:
    csw.write("内容", said).write("結果", "話がついた。").choose("手段", "電話").choose(
        "所要時間", took
    )
    return csw.write("だれと（対象）", "商店会").choose("圏域", "にじはし地区")


def figures(manager: Walker) -> dict[str, dict[str, dict[str, str]]]:
    """Return the time by month, person, area and year, in the four tables of the page."""
    found = {}
    for by in ("月ごと", "担当者ごと", "圏域ごと", "年度ごと"):
        menu(manager, "みる").follow("３つの機能").choose("分け方", by).press("この条件で見る")
        found[by] = cells(manager, f"{by}の時間")
    return found


def grown(before: dict[str, dict[str, str]], after: dict[str, dict[str, str]]) -> list[int]:
    """Return by how much the one row that changed has grown."""
    changed = [row for row in after if after[row] != before.get(row) and row != "合計"]
    assert len(changed) == 1, changed
    return [number(after, changed[0], one) - number(before, changed[0], one) for one in TIME]
