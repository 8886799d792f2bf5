"""Walks of going out: what is found becomes a worry (R025), where nobody goes is seen (R018)."""

import re

import pytest

from .walker import People, Walker
from .ways import turned_away

FOUND = "昼でも雨戸が閉まり、郵便受けがあふれている。"


@pytest.mark.req("R025")
def test_going_out_is_written_once_and_each_worry_found_is_taken_in(people: People) -> None:
    csw, lead = people("csw"), people("lead")
    csw.go("/").follow("アウトリーチ").follow("行けていない圏域").reads("90日のあいだ")
    assert "歌留多町" in unvisited(csw)
    before = this_year(csw, "歌留多町")

    csw.follow("アウトリーチ").follow("＋ アウトリーチを書く").write("会えた人数", "7")
    csw.tick("集合住宅をまわった").choose("所要時間", "1時間")
    csw.write("場所", "歌留多町1-3 団地3号棟").write("したこと", "3号棟をまわった").tick("綿倉")
    csw.write("わかったこと", "一部屋だけ返事がない").write("どんな様子ですか", FOUND)
    csw.press("もう1人書く").write("concern-1-situation", "廊下で座りこむ人。")
    csw.press("アウトリーチを書く").reads("集合住宅をまわった", "団地3号棟", "一部屋だけ返事がない")
    csw.reads("7人", "綿倉 奈々", "新しい相談（2件）")
    outing = csw.path
    lead.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").reads(
        FOUND[:9], "廊下で"
    )

    csw.go("/").follow("アウトリーチ").follow("行けていない圏域")
    assert "歌留多町" not in unvisited(csw)
    assert this_year(csw, "歌留多町") == before + 1
    outsiders = ("csw2", "minsei", "resident", "auditor", "houkatsu")
    turned_away(people, outing, *outsiders, words=(FOUND[:9], "一部屋だけ"))


@pytest.mark.req("R018")
def test_where_worries_may_leak_is_seen_and_somebody_is_asked_to_go(people: People) -> None:
    """Left open: activities of their own, whose room is not built; 社会資源 and 活動記録 stand for them."""
    admin, lead, csw = people("admin"), people("lead"), people("csw")
    counted = "圏域,世帯数,基準日,出典\n夕凪島,2000,令和8年4月1日,国勢調査\n".encode()
    admin.go("/areas/").follow("世帯数を取りこむ").attach("CSVのファイル", "a.csv", counted)
    admin.press("中身をたしかめる").reads("取りこめるのは 1行").press("取りこめる 1行を取りこむ")

    lead.go("/").follow("みる").follow("漏れている地域").reads("1,000世帯あたり", "真ん中の値")
    island = next(row for row in lead.rows() if row.startswith("夕凪島"))
    counted_as = re.search(r" (\d+) \d+ 2000 R8\.4\.1 国勢調査 ([\d.]+) ", island)
    assert counted_as is not None
    assert float(counted_as[2]) == int(counted_as[1]) / 2
    for lack in ("相談が、まわりの半分より少ない", "活動・資源の登録がない"):
        assert lack in island
    street = next(row for row in lead.rows() if row.startswith("星待駅前"))
    for lack in ("見守りがない", "民生委員がいない（欠員）"):
        assert lack in street
    lead.follow("アウトリーチを頼む（星待駅前すずらん通り）").choose(
        "team", "わがまち市社会福祉協議会 ほしまち"
    )
    lead.press("頼む").reads("民生委員がいない（欠員）")
    lead.go("/").follow("みる").follow("漏れている地域").reads("ほしまち地区チームに頼んであります")

    csw.go("/").follow("星待駅前すずらん通り").follow("出かけたことを書く")
    csw.tick("まちを歩いた").choose("所要時間", "1時間").write("会えた人数", "4")
    csw.write("したこと", "店をまわった").write("わかったこと", "夜だけ開く店がある")
    csw.press("アウトリーチを書く").go("/")
    assert "星待駅前すずらん通り" not in csw.text
    turned_away(people, "/insight/leaks/", "minsei", "resident", "houkatsu", "hoiku", "admin")
    turned_away(people, "/areas/households/", "csw", "minsei", "resident", "auditor")


def unvisited(somebody: Walker) -> list[str]:
    return [words for words, path in somebody.links() if path.startswith("/areas/")]


def this_year(somebody: Walker, name: str) -> int:
    """Return how often an area was gone to this 年度, as the table of months says."""
    rows = somebody.page.xpath("//main//tr[th[normalize-space()=$name]]", name=name)
    cells = [int(cell.text_content()) for cell in rows[0].iter("td")]
    assert len(cells) == 13
    assert cells[0] == sum(cells[1:])
    return cells[0]
