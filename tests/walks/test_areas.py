"""Walks of the areas: what residents say their town is (R002)."""

import pytest

from .walker import People
from .ways import area, today, turned_away


@pytest.mark.req("R002")
def test_residents_say_what_their_town_is_and_each_change_is_agreed(people: People) -> None:
    """Proposer, basis, landmarks, size; the filter; 番地; versions with who agreed.

    Left open: the link to the record of a 協議の場, whose room is not built; its name and number stay.
    """
    district, manager, csw = people("district"), people("manager"), people("csw")
    district.go("/areas/").follow("住民の提案を書きとめる")
    district.choose("区分け", "小地域").write("名前", "地蔵坂").write(
        "提案した人・集まり", "坂の会"
    )
    district.choose("よりどころ", "社会・文化的な要因").write("広さのめやす", "歩いて5分")
    district.write("町丁目", "暁通一丁目 1-20").write("いつから", today(-30))
    district.press("住民の提案を書きとめる", status=422).write("目じるし", "豆腐屋、坂の地蔵")
    district.press("住民の提案を書きとめる").reads(
        "坂の会", "社会・文化的な要因", "豆腐屋、坂の地蔵"
    )
    district.reads("歩いて5分", "1-20", "この版の範囲")
    ours = district.path
    area(manager, "地蔵坂").follow("区域を変える")
    manager.write("町丁目", "暁通一丁目 1-20\n暁通二丁目").write("いつから", today())
    manager.press("新しい版にする", status=422)
    manager.write("どこで合意したか", "暁通懇談会").write("合意の記録", "会議録12")
    manager.press("新しい版にする").reads("合意した場: 暁通懇談会", "会議録12")
    manager.reads("加わった町丁目: 暁通二丁目", "（いまの版）", "1-20")

    for origin, ours_there, city_there in (("住民提案", 1, 0), ("行政設定", 0, 1)):
        csw.go("/areas/").choose("設定のしかた", origin).press("さがす", within="区域")
        names = [words for words, _ in csw.links()]
        assert (names.count("地蔵坂"), names.count("帆影町")) == (ours_there, city_there)
    area(csw, "地蔵坂").reads("坂の会", "暁通懇談会")
    turned_away(people, f"{ours}change/", "csw", "minsei", "resident", "auditor", "houkatsu")
    turned_away(people, "/areas/propose/", "minsei", "resident", "auditor", "houkatsu")
