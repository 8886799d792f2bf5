"""Lists of towns as offices write them: everything they mean, and a question where they are vague."""

import pytest

from wagamachi.areas.addresses import TownBook, town_key
from wagamachi.areas.models import Town
from wagamachi.areas.town_words import BadTowns, read_town_words

NAMES = [f"荏原{n}丁目" for n in "一二三四五六七"] + [
    "小山台一丁目",
    "小山台二丁目",
    "港町",
    "旭町",
]
NAMES += ["旭町一丁目", "旭町二丁目"]


def read(text: str, lots: str = "") -> str:
    book = TownBook.of([Town(name=name, key=town_key(name)) for name in NAMES], "試験市")
    found = read_town_words(book, text, lots)
    return " ".join(f"{part.town.name}{part.lots and ':'}{part.lots}" for part in found.parts)


def ebara(*numbers: int) -> str:
    return " ".join(f"荏原{'一二三四五六七'[n - 1]}丁目" for n in numbers)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("荏原1～7丁目", ebara(1, 2, 3, 4, 5, 6, 7)),
        ("荏原１〜３丁目", ebara(1, 2, 3)),
        ("荏原1-3丁目", ebara(1, 2, 3)),
        ("荏原一丁目～三丁目", ebara(1, 2, 3)),
        ("荏原一～三丁目", ebara(1, 2, 3)),
        ("荏原1丁目から3丁目", ebara(1, 2, 3)),
        ("荏原1・3・5丁目", ebara(1, 3, 5)),
        ("荏原一・三丁目", ebara(1, 3)),
        ("試験市荏原1、3～5丁目", ebara(1, 3, 4, 5)),
        ("荏原全域", ebara(1, 2, 3, 4, 5, 6, 7)),
        ("荏原1～4丁目（3丁目を除く）", ebara(1, 2, 4)),
        ("荏原（2、3丁目を除く）", ebara(1, 4, 5, 6, 7)),
        ("荏原1丁目、小山台2丁目", "荏原一丁目 小山台二丁目"),
        ("荏原2丁目の一部", "荏原二丁目:一部"),
        ("荏原2丁目（一部）", "荏原二丁目:一部"),
        ("荏原2丁目の一部（1～20番）", "荏原二丁目:1-20"),
        ("荏原2丁目1～20番", "荏原二丁目:1-20"),
        ("荏原2丁目（5番を除く）", "荏原二丁目:一部"),
        ("荏原2丁目", "荏原二丁目"),
        ("荏原2", "荏原二丁目"),
        ("東京都試験市港町", "港町"),
        ("港町5～9番地", "港町:5-9"),
        ("旭町5番", "旭町:5"),
        ("旭町", "旭町"),
        ("旭町全域", "旭町 旭町一丁目 旭町二丁目"),
    ],
)
def test_towns_are_read_as_people_write_them(text: str, means: str) -> None:
    assert read(text) == means


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("荏原", "全部なら「荏原全域」"),
        ("荏原5～9丁目", "8丁目・9丁目は町丁目の一覧にありません"),
        ("荏原3～1丁目", "一覧にありません"),
        ("荏原2丁目1-10", "意味がわかりません"),
        ("荏原2丁目（旧三谷町）", "意味がわかりません"),
        ("荏原1～3丁目、5丁目を除く", "どこから除くのか"),
        ("どこか町", "一覧にない"),
        ("2丁目", "一覧にありません"),
    ],
)
def test_what_is_not_certain_is_asked(text: str, asks: str) -> None:
    with pytest.raises(BadTowns, match=asks):
        read(text)


def test_a_column_of_lots_narrows_one_town_only() -> None:
    assert read("荏原2丁目", "1-20, 35番地") == "荏原二丁目:1-20,35"
    assert read("荏原2丁目", "一部") == "荏原二丁目:一部"
    with pytest.raises(BadTowns, match="行を分けて"):
        read("荏原1～3丁目", "1-20")
