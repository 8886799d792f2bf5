"""The same word, address or phone is the same, however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.core.text import (
    address_key,
    fold,
    normal_forms,
    phone_key,
    reading,
    spellings,
    words,
)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("髙橋　ﾊﾅｺ", "高橋 はなこ"),
        ("山﨑", "山崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("齋藤", "斉藤"),
        ("斎藤", "斉藤"),
        ("小澤廣國", "小沢広国"),
        ("中嶋", "中島"),
        ("辻\U000e0100", "辻"),
        ("ゴミ屋敷", "ごみ屋敷"),
        ("Ｒ８", "r8"),
        ("3ー5−1", "3-5-1"),
        ("サービス", "さーびす"),
        ("ｻｰﾋﾞｽ", "さーびす"),
        ("３ヶ月", "3か月"),
        ("3カ月", "3か月"),
        ("霞ケ関", "霞が関"),
        ("霞ヶ関", "霞が関"),
        ("80才", "80歳"),
        ("暁町三丁目", "暁町3丁目"),
        ("二十三番地", "23番地"),
        ("八王子", "八王子"),
        ("三番町", "三番町"),
        ("本人が病院", "本人が病院"),
        (" 空\u3000\t白\n ", "空 白"),
        ("", ""),
    ],
)
def test_spellings_fold_into_one(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more_for_plain_japanese(text: str) -> None:
    plain = "".join(c for c in text if "ぁ" <= c <= "ん" or "一" <= c <= "龠")
    assert fold(fold(plain)) == fold(plain)


@given(st.text(max_size=60))
def test_no_text_breaks_folding_or_addresses(text: str) -> None:
    fold(text)
    assert isinstance(address_key(text).household_key, str)


SAME_HOUSE = [
    "東京都八王子市暁町3-5-1",
    "八王子市暁町三丁目5番1号",
    "暁町３丁目５番地の１",
    "暁町３ー５ー１",
    "暁町三-五-1",
    "〒192-0043 八王子市 暁町 3丁目5の1",
    "暁町三丁目5番1号 コーポ202",
    "暁町3-5-1-202",
    "暁町3-5-1 コーポ暁202号室",
]


@pytest.mark.parametrize("typed", SAME_HOUSE)
def test_one_house_has_one_key(typed: str) -> None:
    assert address_key(typed).building_key == "暁町 3-5-1"
    assert address_key(typed).is_exact


@pytest.mark.parametrize(
    ("typed", "town", "lots", "room"),
    [
        ("暁町三丁目5番1号 コーポ202", "暁町", (3, 5, 1), "202"),
        ("暁町3-5-1-202", "暁町", (3, 5, 1), "202"),
        ("暁町3-5-1 202", "暁町", (3, 5, 1), "202"),
        ("都営アパート3-5-1 5号棟203", "都営あぱーと", (3, 5, 1), "203"),
        ("暁町3-5-1 2階", "暁町", (3, 5, 1), ""),
        ("わがまち市みどり町2-1", "みどり町", (2, 1), ""),
        ("東京都武蔵村山市本町1-1-1", "本町", (1, 1, 1), ""),
        ("町田市原町田4-9-8", "原町田", (4, 9, 8), ""),
        ("千代田区六番町5", "六番町", (5,), ""),
        ("千代田区霞ヶ関1-2", "霞が関", (1, 2), ""),
        ("西多摩郡日の出町大字平井2780", "平井", (2780,), ""),
        ("八王子市四谷町1928番地 1", "四谷町", (1928, 1), ""),
        ("暁町", "暁町", (), ""),
        ("", "", (), ""),
    ],
)
def test_an_address_is_taken_apart(typed: str, town: str, lots: tuple[int, ...], room: str) -> None:
    found = address_key(typed)
    assert (found.town, found.lots, found.room) == (town, lots, room)


def test_neighbours_are_not_the_same_house() -> None:
    keys = {
        address_key(a).building_key for a in ("暁町3-5-1", "暁町3-5-2", "暁町3-51", "元町3-5-1")
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "typed",
    [
        "042-624-0000",
        "０４２−６２４−００００",
        "(042)624 0000",
        "+81 42 624 0000",
        "+81 (0)42-624-0000",
    ],
)
def test_one_phone_has_one_key(typed: str) -> None:
    assert phone_key(typed) == "0426240000"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引きこもり", "ひきこもり"),
        ("子供", "子ども"),
        ("ゴミ屋敷", "ごみ屋敷"),
        ("一人暮らし", "ひとり暮らし"),
        ("障害", "障がい"),
        ("見守り", "みまもり"),
    ],
)
def test_spellings_of_a_word_share_a_form(one: str, other: str) -> None:
    assert set(normal_forms(one)) & set(normal_forms(other))


def test_words_carry_their_reading_and_spelling() -> None:
    assert [word.normal for word in words("ひきこもりの子ども") if word.is_content] == [
        "引き籠もり",
        "子供",
    ]
    assert reading("田中花子") == "たなかはなこ"
    assert spellings("田中さんは認知症です") == set()
    assert spellings("娘がひきこもりで") == {"引き籠もり"}


def test_a_very_long_text_is_analysed_too() -> None:
    assert spellings("物忘れが進む。" * 20_000 + "ひきこもり") >= {"引き籠もり"}
