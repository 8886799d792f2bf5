"""地区担当: somebody of the 社協 holds a district beside their section, brings what they hear, and is seen (R143)."""

import pytest
from django.utils import timezone

from wagamachi.core.fiscal import month_label

from .figures import cells, day, menu
from .walker import People, Walker
from .ways import turned_away

NAME, DISTRICT = "糸崎 凛", "ほしまち地区"
SAID, WORRY = "坂の上の三軒が、ごみを出しに行けない。", "郵便受けがあふれている家がある。"
KEPT = "来週の集まりで、当番を話し合います。"


@pytest.mark.req("R143")
def test_a_district_beside_ones_section_from_its_first_day_to_the_report(people: People) -> None:
    staff, csw, manager = people("madoguchi01"), people("csw"), people("manager")
    staff.go("/").reads_not("わたしの地区", "聞いた話")
    given(people("admin"))
    manager.go("/").follow("機関・チーム").follow("地区担当")
    assert NAME in next(row for row in manager.rows() if row.startswith(DISTRICT))

    staff.go("/").reads("わたしの地区", DISTRICT, "ほしまち地区チーム", "綿橋 慎吾郎")
    staff.reads(f"{NAME}さんが、地区担当職員として受け持ちます")
    kept, taken = told(staff, csw, SAID), told(staff, csw, WORRY)
    assert "まだ読まれていません" in row_of(staff, SAID)
    csw.go(kept).reads("聞いた話", SAID, NAME).press("読んだと伝える")
    assert "読みました" in row_of(staff, SAID)
    csw.go(kept).press("地区のようすとして残す").write("残すこと", KEPT).press("残す")
    assert KEPT in row_of(staff, SAID)
    csw.go(taken).press("引き受ける").write("次にすること", "たずねる").write("いつまでに", day(1))
    csw.press("引き受ける")
    row = row_of(staff, WORRY)
    assert "相談として引き受けました" in row
    assert "ほしまち地区チーム・綿橋 慎吾郎" in row
    turned_away(
        people, kept, "csw2", "houkatsu", "minsei", "resident", "auditor", "district",
        words=(SAID, NAME),
    )  # fmt: skip
    for who in ("manager", "madoguchi02"):  # how it stands, and not a word of it
        people(who).go(kept).reads_not(SAID, KEPT)
    turned_away(people, "/cases/intakes/heard/", "csw", "minsei", "resident", "auditor", "manager")

    staff.go("/").follow("いま、だれと、なにを").choose("所要時間", "30分").choose("手段", "立ち話")
    staff.tick("② 地域支援").write("だれと", "町会の方").choose("圏域", DISTRICT)
    staff.write("内容", "集まりに出た").write("結果", "また来る").press("記録を保存する")
    figures = {"活動（件）": "1", "活動（分）": "30", "うち地域支援をふくむ（件）": "1",
               "聞いた話（件）": "2", "うち相談になった（件）": "1"}  # fmt: skip
    menu(manager, "みる").follow("地区担当の参加")
    manager.choose("いつの分", month_label(timezone.localdate())).press("この条件で見る")
    row = cells(manager, "地区担当の参加 職員ごと")[f"{NAME}（{DISTRICT}）"]
    assert figures.items() <= row.items()
    assert DISTRICT in "".join(cells(manager, "地区担当の参加 地区ごと"))
    page = manager.path
    manager.follow("この表をCSVにする")
    lines = manager.body.decode("utf-8-sig").splitlines()
    assert ",".join(["職員（地区）", *figures]) == lines[0]
    assert ",".join([f"{NAME}（{DISTRICT}）", *figures.values()]) in lines
    for who in ("csw", "auditor", "district"):
        people(who).go(page).reads_not(NAME)
    for who in (
        "csw",
        "auditor",
    ):  # none that they may see, and not a word on whether there are any
        people(who).go(page).reads("あなたが見られる範囲では、この期間の地区担当はいません")
    turned_away(people, page, "minsei", "resident", "houkatsu", words=(NAME,))


def given(admin: Walker) -> None:
    """Give somebody of the 権利擁護センター a district until the end of the next month."""
    admin.go("/").follow("利用者と配置").write("名前・ふりがな", NAME)
    admin.press("さがす", within="すべての役割").follow(NAME).follow("配置を加える")
    [team] = admin.page.xpath(
        "//optgroup[@label='わがまち市社会福祉協議会']/option[normalize-space()='地区担当']/@value"
    )
    admin.choose("役割", "地区担当職員").choose("機関とチーム", team)
    admin.choose("担当圏域", DISTRICT).write("fte", "0.10").write("starts_on", day())
    admin.write("ends_on", day(60)).press("この配置に決める")


def told(staff: Walker, csw: Walker, said: str) -> str:
    """Bring what one heard; return the page on which the coordinators read it."""
    staff.go("/").follow("聞いた話を書く").write("聞いた話", said)
    staff.write("だれから聞きましたか", "町会の方").press("届ける").reads("聞いた話を届けました")
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(said[:9])
    return csw.path


def row_of(staff: Walker, said: str) -> str:
    return staff.go("/").part(said)
