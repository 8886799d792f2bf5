"""Whoever is known is found, however it is spelled; and what names nobody passes."""

import time
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagamachi.core import wareki
from wagamachi.core.identifying import NOBODY, Known, find, pieces

ON = date(2026, 11, 23)
KNOWN = Known(
    names=("山本　正", "高橋花子", "12階のBさん", "Nguyễn Thị Lan", "김철수", "林"),
    readings=("やまもと　ただし", "たかはしはなこ"),
    addresses=("暁町3-5-1 コーポ暁202", "東京都八王子市元横山町二丁目14番3号"),
    phones=("042-624-0000",),
    births=(date(1944, 3, 5),),
    words=("2026-0042",),
)
WITHOUT = (
    "介護保険と障害福祉のどちらでも対象外とされ、1回2,000円の自費しかない。",
    "離職から2年を過ぎると使えない", "80代のひとり暮らしの方", "65歳以上でないと使えない",
    "六十五歳前で、からだの弱った人が日中すごせる場がない。", "中野区の制度が使えない",
    "平成30年から令和8年3月31日までの事業", "月3-4回、1-2時間の見守り", "ただしい制度がない。ただし、",
    "担当ケアマネさん、訪問ヘルパーさん、学生ボランティアさん",
    "お母さんと娘さん、職員さん、利用者さん、管理人さん、お隣さん", "18歳未満の子どもと、20歳代の親",
    "高橋町の分譲マンションの役員", "別荘地のビラ配布", "コーポラティブハウスの見学", "古いアパートと団地",
    "このコーポと、古いハイツ",
    "手帳のない人の家の片づけ", "家族会と家庭の間、家計のこと", "森林や林業の手伝い", "半年で三軒が限りだった",
    "2025年生活困窮の相談が月30生活費の", "令和7年生活保護の手引き",
)  # fmt: skip


HERE = Known(
    addresses=("暁町3-5-1 さざなみハイツ203", "東町2-4-6 第二潮風荘", "東町1-1-1 すずかけ荘"),
    phones=("042-624-7153",),
    births=(date(1944, 3, 5), date(1969, 1, 2)), names=("凪代 麻衣", "凪代 勝彦"),
    readings=("なぎしろ まい", "なぎしろ かつひこ"), words=("2026-0598",),
    pairs=(("凪代 麻衣", "なぎしろ まい"), ("凪代 勝彦", "なぎしろ かつひこ")),
)  # fmt: skip


def certain(text: str, known: Known = KNOWN) -> list[str]:
    return [one.words for one in find(text, known, ON) if one.is_certain]


def wide(text: str) -> str:
    """Return the text in full-width letters, as some keyboards write."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def katakana(text: str) -> str:
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text)


def halfwidth(text: str) -> str:
    table = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}
    return "".join(table.get(c, c) for c in unicodedata.normalize("NFD", katakana(text))).replace(
        "\u3099", "ﾞ"
    )


NUMERALS = "〇一二三四五六七八九"


def in_kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{NUMERALS[tens]}十")
    return head + (NUMERALS[ones] if ones or not tens else "")


def one_by_one(text: str) -> str:
    return "".join(NUMERALS[int(c)] if c.isdigit() else c for c in text)


SAME: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str, wide])
AROUND = st.tuples(
    st.sampled_from(["", "きのう、", "この方、"]), st.sampled_from(["が使えない", "。", "とのこと"])
)
CALLED = st.sampled_from(["さん", "様", "氏", "さんの家族", "さん（本人）", "君", "ちゃん", "宅"])


@given(
    name=st.sampled_from(
        ["山本", "正", "山本正", "山本 正", "山本　正", "やまもと", "ヤマモト", "やまもとただし", "ヤマモト・タダシ",
         "高橋", "髙橋", "髙橋花子", "高橋 花子", "たかはし", "タカハシハナコ", "林", "김철수"]
    ),
    called=CALLED, around=AROUND,
)  # fmt: skip
def test_a_known_name_with_a_title_is_always_found(
    name: str, called: str, around: tuple[str, str]
) -> None:
    assert certain(f"{around[0]}{name}{called}{around[1]}")


@given(
    name=st.sampled_from(
        ["山本正", "髙橋花子", "ヤマモトタダシ", "たかはし はなこ", "Yamamoto Tadashi", "TADASHI YAMAMOTO",
         "Takahashi Hanako", "Nguyễn Thị Lan", "nguyen thi lan", "Lan Nguyen", "12階のＢさん", "十二階のBさん",
         "김철수", "2026-0042", "２０２６－００４２"]
    ),
    around=AROUND,
)  # fmt: skip
def test_a_whole_name_is_found_without_one(name: str, around: tuple[str, str]) -> None:
    assert certain(f"{around[0]}{name}{around[1]}")


def test_half_width_katakana_is_no_hiding_place() -> None:
    assert certain(f"{halfwidth('たかはしはなこ')}の件")


@given(
    parts=st.sampled_from([("暁町", 3, 5, 1), ("元横山町", 2, 14, 3)]),
    chome=st.sampled_from(["丁目", "-", "ー", "−", "の", "‐"]),
    ban=st.sampled_from(["番", "番地", "-", "−", "の", "番地の"]),
    go=st.sampled_from(["号", "", "号室"]),
    digits=st.sampled_from([str, in_kanji]), shape=SAME, space=st.sampled_from(["", " ", "　"]),
    city=st.sampled_from(["", "八王子市", "東京都八王子市"]),
)  # fmt: skip
def test_a_known_address_is_found_however_it_is_written(
    parts: tuple[str, int, int, int], chome: str, ban: str, go: str, digits: Callable[[int], str],
    shape: Callable[[str], str], space: str, city: str,
) -> None:  # fmt: skip
    town, *lots = parts
    a, b, c = (digits(one) for one in lots)
    assert certain(shape(f"{city}{town}{space}{a}{chome}{b}{ban}{c}{go}") + "の近く")


@given(
    text=st.sampled_from(
        ["042-624-0000", "0426240000", "042(624)0000", "(042)624-0000", "042 624 0000", "+81-42-624-0000",
         "624-0000", "042・624・0000"]
    ),
    shape=st.sampled_from([str, wide, one_by_one]),
)  # fmt: skip
def test_a_known_phone_is_found_however_it_is_written(
    text: str, shape: Callable[[str], str]
) -> None:
    assert certain(f"電話は{shape(text)}です")


@given(born=st.dates(date(1926, 12, 25), date(2020, 1, 1)), shape=st.sampled_from([str, wide]))
def test_a_known_birthday_and_age_are_found(born: date, shape: Callable[[str], str]) -> None:
    known = Known(births=(born,))
    age = ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day))
    for text in (
        wareki.format_wareki(born, weekday=False), wareki.format_wareki_short(born),
        f"{born:%Y-%m-%d}", f"{born:%Y/%m/%d}", f"{born:%Y%m%d}", f"{age}歳", f"{age}才", f"{age} さい",
    ):  # fmt: skip
        assert certain(f"({shape(text)})の方", known), text
    assert certain(f"{in_kanji(age)}歳の方", known) or age > 99


@pytest.mark.parametrize("text", WITHOUT)
def test_what_names_nobody_passes(text: str) -> None:
    assert find(text, KNOWN, ON) == []
    assert find(text, NOBODY, ON) == []


@pytest.mark.parametrize(
    "text",
    ["佐藤さんが言うには", "鈴木一郎の家", "〒や元八王子町3-2-1のあたり", "090-1234-5678へ", "mail@example.jp",
     "77歳の方", "昭和20年生まれ", "本町四丁目12番", "305号室",
     "鈴木が困っている", "渡辺、山田とも相談した", "第二さくら荘の2階", "メゾン暁の方", "さくらハイツの方",
     "サンハイツに住む",
     "3号棟の方", "霧島ゾフィアさんのごみ出し"],
)  # fmt: skip
def test_what_looks_like_somebody_is_found_without_knowing_anybody(text: str) -> None:
    assert find(text, NOBODY, ON)


@given(st.text("山本正さんヤマモト0123456789-丁目番号歳 　ﾔﾏﾓﾄﾞか\u3099Ａa\n", max_size=80))
def test_every_finding_stands_where_it_says(text: str) -> None:
    found = find(text, KNOWN, ON)
    assert [text[one.start : one.end] for one in found] == [one.words for one in found]
    assert "".join(piece.text for piece in pieces(text, found)) == text


def test_a_text_takes_a_moment_only() -> None:
    """Not a budget (see ``bench/``): only that nothing in it grows out of hand with the text."""
    text = "山本さん（82歳）は暁町三丁目5番1号のコーポ暁に住む。使える制度がない。" * 6
    find(text, KNOWN, ON)
    began = time.process_time()
    find(text, KNOWN, ON)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "words",
    ["さざなみ・ハイツ", "さざ波ハイツ", "さざ波 ハイツ", "ｻｻﾞﾅﾐ-ﾊｲﾂ", "第二しおかぜ荘", "第２汐風荘",
     "五十七さい", "五七歳", "57さい", "母82", "娘は57", "624-715", "247153", "下4桁は7153", "電話7153",
     "042の624の7153", "下四けた7153", "八十二になる母", "82の父", "S44生まれ", "1969生まれ", "69年生まれ",
     "20260598の件",
     "父かつひこ", "母の麻衣", "麻衣", "娘のまい", "凪・代さん", "ＮＡＧＩＳＨＩＲＯ",
     "なぎ代さん", "凪しろさん", "ナギ代の母", "麻いちゃん", "ごじゅうななさい", "ハチジュウニ才", "ごじゅう七歳",
     "八じゅう二歳", "はちじゅうにになる母", "さゞなみハイツ", "すゞかけ荘", "さヾなみハイツ"],
)  # fmt: skip
def test_what_somebody_made_shorter_or_spelled_anew_is_found(words: str) -> None:
    """Buildings by their reading, ages beside a relation, a phone in part."""
    assert "".join(certain(f"この家は、{words}、とのこと。", HERE)) in words
    assert certain(f"この家は、{words}、とのこと。", HERE)


BELLS = Known(
    addresses=("星待2-2-19 みぎわ荘 201",), phones=("090-1234-5678",), births=(date(1973, 5, 1),),
    names=("鈴掛 文夫",), readings=("すずかけ ふみお",), pairs=(("鈴掛 文夫", "すずかけ ふみお"),),
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["すず掛ふみ夫", "すゞ掛ふみ夫", "鈴かけ文お", "鈴掛ふみお", "すずかけ文夫", "スズ掛　フミ夫", "鈴かけ・文お",
     "鈴掛文夫"],
)  # fmt: skip
def test_a_whole_name_is_certain_in_any_mixture_of_kanji_and_kana(words: str) -> None:
    assert certain(f"この家は{words}の家です", BELLS) == [words]


@pytest.mark.parametrize("words", ["鈴掛", "文お", "ふみ夫"])
def test_a_part_of_a_name_alone_is_asked_about(words: str) -> None:
    found = find(f"きのう、{words}が来た", BELLS, ON)
    assert [(one.words, one.is_certain) for one in found] == [(words, False)]


@pytest.mark.parametrize(
    "words",
    ["ゼロキュウゼロイチニサンヨンゴロクナナハチ", "ぜろきゅうぜろの一二三四の五六七八", "いちにさんよんごろくななはち",
     "みぎわの201", "みぎハ荘", "ほし待の二の二の一九", "五十三の男性", "53になる人", "ごじゅうさんになる人",
     "齢五十三", "S48年の生まれ"],
)  # fmt: skip
def test_numbers_places_and_ages_said_aloud_are_theirs(words: str) -> None:
    assert certain(f"この家は、{words}、とのこと。", BELLS)


@pytest.mark.parametrize("words", ["ほしまち2丁目", "ほし待の二の二", "みぎわの305"])
def test_a_town_or_building_by_its_sound_before_a_number_is_asked_about(words: str) -> None:
    assert [one.is_certain for one in find(f"この家は、{words}、とのこと。", BELLS, ON)] == [False]


@pytest.mark.parametrize(
    "words",
    ["みぎわの道", "ほしまちの店", "健二の母", "53になる事業", "一二三に四", "水ぎわの花が305本"],
)
def test_what_only_sounds_like_theirs_passes(words: str) -> None:
    assert certain(f"この家は、{words}、とのこと。", BELLS) == []


@pytest.mark.parametrize("words", ["作文おくり", "文をおくる", "すずのかけ夫", "鈴の文お守り"])
def test_letters_of_a_name_out_of_order_are_none(words: str) -> None:
    assert certain(words, BELLS) == []


@pytest.mark.parametrize(
    "words",
    ["本人が82回通った", "娘12人", "電話は2026年に止まった", "母と8時に会う", "さざ波の会", "潮風の道", "042-624の地域",
     "番号の7153年", "82台のバス", "妻57-1", "母のまいにち", "小学2年生", "82の事業", "子の麻の服", "父のかつら",
     "麻の衣"],
)  # fmt: skip
def test_what_only_looks_alike_passes(words: str) -> None:
    assert certain(f"この家は、{words}、とのこと。", HERE) == []
