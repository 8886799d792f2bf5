"""Walks of the areas: the tree and what hangs on it (R001), addresses and overlaps (R003)."""

import re

import pytest

from .walker import People, Walker
from .ways import area, looked_up, today, turned_away

THEMES = {
    "わがまち市": "多機関協働・困難ケースの包括的相談・支援とバックアップ",
    "ほしまち地区": "住民と多機関の協働で受け止め・解決",
    "暁通": "住民主体による多様な地域活動の推進",
}
ATTACHED = ("受け持つチーム", "ここを受け持つ人", "社会資源", "活動記録", "相談", "ケース")
UNSEEN = "あなたが見られる範囲では、この中圏域には、{}がまだありません。"


@pytest.mark.req("R001")
def test_a_city_is_a_tree_of_areas_and_each_shows_what_hangs_on_it(people: People) -> None:
    """The tree, the tiers with their themes, and what is attached, by right.

    Left open: meetings and plans of an area itself, whose rooms are not built; of its cases the
    調整会議 to come and the 支援計画 in force are there.
    """
    admin, csw = people("admin"), people("csw")
    added(admin, "中圏域", "うみべ地区", parent="わがまち市")
    added(admin, "小地域", "うみべの路地", parent="うみべ地区").reads("上の圏域うみべ地区")
    area(admin, "うみべ地区").reads("上の圏域わがまち市", "下の圏域うみべの路地")
    turned_away(people, "/areas/new/", "csw", "minsei", "resident", "auditor", "houkatsu")

    for name, theme in THEMES.items():
        area(csw, name).reads(f"テーマ: {theme}", "上と下の圏域", *ATTACHED)
    plans, records = "動いている支援計画", "活動記録（今年度）"
    area(csw, "ほしまち地区").reads("これからの調整会議", plans)
    resources = re.search(r"社会資源 (\d+) ", csw.text)
    csw.follow("社会資源 ")
    rows = listed(csw)
    while csw.offers("次へ"):
        rows += listed(csw.follow("次へ"))
    assert resources is not None
    assert len(rows) == int(resources[1])
    for closed in ("minsei", "auditor"):
        area(people(closed), "ほしまち地区").reads(UNSEEN.format(plans))
        people(closed).reads(UNSEEN.format("これからの調整会議"))
    people("auditor").reads(UNSEEN.format(records))


@pytest.mark.req("R001")
def test_nothing_is_kept_without_an_area_and_the_unknown_ones_wait_for_one(people: People) -> None:
    """A record without 圏域 is refused, 「圏域不明」 is taken; both kinds are listed and can be placed."""
    core, csw, said = people("core"), people("csw"), "名乗らずに切れた電話。"
    core.go("/").follow("いま、だれと、なにを").write("だれと", "電話の人").write("内容", said)
    core.write("結果", "切れた。").choose("所要時間", "15分").choose("手段", "電話")
    core.choose("どの機能", "① 個別支援").choose("圏域", "えらんでください").press(
        "記録を保存する", status=422
    ).reads(said)
    core.choose("圏域", "圏域不明").press("記録を保存する").reads("圏域不明", said)

    core.go("/").press("相談を受ける").write("だれが気づきましたか", "通りがかりの人")
    core.write("どんな様子ですか", said).press("この相談を受ける", status=422)
    core.write("どこのことですか", "どこか遠く").press("この相談を受ける").reads("圏域不明")
    core.go("/areas/").follow("圏域不明").reads("電話（まるごと支援係").reads(said)
    core.follow(f"場所を入れる: {said}").write("わかった場所", "暁通一丁目")
    core.press("この場所にする").reads("ほしまち地区")
    core.go("/areas/").follow("圏域不明").reads_not(said)
    for other in ("csw", "minsei", "resident", "auditor"):
        people(other).go("/areas/").follow("圏域不明").reads_not(said)
    assert csw.heading == "圏域不明"


@pytest.mark.req("R003")
def test_an_address_lies_in_none_one_or_several_areas_and_counts_once(people: People) -> None:
    """Areas of an address with reasons; a straddling 小地域; one case once; what is 未設定."""
    csw, manager = people("csw"), people("manager")
    looked_up(csw, "暁通一丁目1").reads("小地域 暁通", "町丁目の一覧にあります")
    looked_up(csw, "星待四丁目1").reads("小地域 歌留多町", "小地域 星待駅前すずらん通り", "代表点")
    looked_up(csw, "朝顔町一丁目1").reads("にじはし地区", "小地域")
    assert "小地域 " not in csw.part("理由")
    looked_up(csw, "となり町1").reads("見つかりません")
    shares = re.findall(r"中圏域 (\S+地区) (\d+)%", area(csw, "川のりょうがわ").text)
    assert len(shares) == 2
    area(csw, "にじはし地区").reads("小地域が未設定（6町丁目）", "朝顔町一丁目")
    csw.go("/areas/").reads("小地域が未設定 6町丁目")

    cases = {name: held(csw, name) for name in BOTH}
    total = on_the_whole(manager)
    csw.go("/").press("相談を受ける").write("だれが気づきましたか", "商店会の人").tick("ごみ屋敷")
    csw.write("どんな様子ですか", "店先まで物があふれている。").write(
        "どこのことですか", "星待四丁目2"
    )
    csw.press("この相談を受ける")
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow("店先まで物が")
    csw.press("引き受ける").write("次にすること", "たずねる").write("いつまでに", today(3))
    csw.press("引き受ける")
    assert {name: held(csw, name) for name in BOTH} == {n: had + 1 for n, had in cases.items()}
    assert on_the_whole(manager) == total + 1


BOTH = ("歌留多町", "星待駅前すずらん通り", "ほしまち地区", "わがまち市")


def listed(somebody: Walker) -> list[str]:
    """Return the addresses of the rows behind a number of an area."""
    return [address for _, address in somebody.links() if address.startswith("/directory/0")]


def held(somebody: Walker, name: str) -> int:
    """Return how many cases an area's page says there are."""
    said = re.search(r"ケース (\d+) ", area(somebody, name).text)
    assert said, somebody.text
    return int(said[1])


def on_the_whole(manager: Walker) -> int:
    """Return the city's total of ごみ屋敷・ため込み, counted over the 小地域."""
    manager.go("/").follow("みる").follow("課題 × 圏域").choose("階層と区分け", "小地域（小地域）")
    manager.press("この条件で見る")
    row = next(row for row in manager.rows() if row.startswith("ごみ屋敷・ため込み"))
    cells = row.removeprefix("ごみ屋敷・ため込み")
    return int(re.match(r"\s*(\d+?)(?=非表示|\s|$)", cells)[1])  # type: ignore[index]


def added(admin: Walker, zoning: str, name: str, *, parent: str) -> Walker:
    admin.go("/areas/").follow("圏域を加える").choose("区分け", zoning).write("名前", name)
    admin.choose("上の圏域", parent)
    return admin.write("いつから", today(-1)).press("圏域を加える").reads(name, zoning)
