"""Whatever people type comes out on paper as they typed it, on any machine."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wagamachi.exchange.lettering import GETA, printable
from wagamachi.exchange.parts import (
    Blank,
    Cell,
    Choices,
    Fields,
    Form,
    Grid,
    Heading,
    Note,
    Option,
    Part,
    Prose,
    Sheet,
    Signature,
)
from wagamachi.exchange.typesetting import TEMPLATES, _fonts, typeset

from .reading import fonts_of, lowest, pages, plain, text_of

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FORM = Form("trial", 9, "ためしの紙", "")

MARKUP = st.sampled_from(
    ["#", "$", "\\", '"', "`", "'", "*", "_", "@", "<x>", "[", "]", "{", "}", "//", "/*", "~", "=",
     "#let x = 1", "#panic()", "#read(\"/etc/passwd\")", "$x^2$", "\\u{1F600}", "- ", "+ ", "```"]
)  # fmt: skip
LETTERS = st.text("あいう漢字アイAaZz09 　。、（）髙﨑𠮷辻葛😀🏠\n\t<>&%{}\\#$\"'`", max_size=60)
WORDS = st.sampled_from(["あ" * 300, "w" * 300, "http://example.jp/" + "a" * 200, "1" * 90, ""])
ANY_TEXT = st.lists(MARKUP | LETTERS | WORDS | st.text(max_size=30), max_size=6).map("".join)


def paper(*parts: Part, number: str = "") -> bytes:
    return typeset(Sheet(FORM, number, [Cell("機関", "")], parts), city="", mark="", foot="", at=AT)


def everywhere(text: str) -> list[Part]:
    """Return every kind of part with the text wherever text can stand."""
    return [
        Heading(text),
        Fields([[Cell("名", text), Cell(text, "")], [Cell("長", text)]]),
        Prose("様子", text, 3),
        Choices("課題", [Option(text, True), Option("ほか")]),
        Grid(["a", "b"], [1, 3], [[text, text]], 3),
        Signature(text, [[Blank("氏名", text, 2)]]),
        Note(text),
    ]


@given(ANY_TEXT)
@example('#let x = [1] $y$ \\ " ` <a> @b *c* _d_ // e /* f */')
@example("か\u3099き\u3099 と \u202e逆\u202c と 👨‍👩‍👧 と 葛\U000e0100城市")
@example("한국어 ไทย العربية")
@example("Nguyễn Thị Lan Trần Đức Ỗ Ẽ ǕǓ 张伟")
@example("\x00\x07\ud7ff\ufffd\U0010ffff")
def test_any_text_is_printed_and_can_be_read_back(text: str) -> None:
    """Markup is never read as markup, nothing is lost, and nothing stops the press."""
    read = text_of(paper(Heading("はじめ"), Prose("様子", text, 2), Heading("おわり")))
    assert plain(f"様子{printable(text)}おわり") in read.replace("ためしの紙", "")


@given(ANY_TEXT)
def test_any_text_may_stand_anywhere(text: str) -> None:
    assert text_of(paper(*everywhere(text), number=text)).count(plain(printable(text))) >= 9


def test_a_letter_no_font_has_is_shown_as_missing() -> None:
    read = text_of(paper(Prose("名", "ไทย さん", 1)))
    assert (f"{GETA}{GETA}{GETA}さん" in read, "この用紙の文字にない字です" in read) == (True, True)


def test_letters_of_names_stay_as_they_are() -> None:
    """A name is not tidied up: an old form of 神 stays one, and invisible letters are left out."""
    assert printable("髙﨑　\ufa19\U000e0100\u200b田\u202e\x07") == "髙﨑　\ufa19田"
    assert printable("🇯🇵") == "JP"
    assert printable("か\u3099\r\nb\x0bc") == "が\nb\nc"


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_long_text_flows_over_pages(between: str) -> None:
    """Nothing is cut off at the foot, be it long in letters or in lines, in wide boxes or narrow."""
    text = between.join(f"{n}番目の文です。" for n in range(400))
    body = paper(Prose("様子", text), Grid(["a", "b"], [1, 9], [[text, ""]]))
    assert (pages(body) > 6, text_of(body).count(plain("399番目の文です。"))) == (True, 2)
    assert lowest(body) > 4


def test_rows_just_short_enough_to_stay_together_are_not_cut_off() -> None:
    for letters in range(40, 520, 40):
        rows = [["字" * letters, "字" * letters]]
        body = paper(Prose("様子", "字" * letters * 2), Grid(["a", "b"], [1, 9], rows))
        assert lowest(body) > 4


def test_no_text_leaves_room_to_write() -> None:
    """An empty paper is as long as one with a word on it: both can be filled in by hand."""
    assert pages(paper(*everywhere(""))) == pages(paper(*everywhere("あ"))) == 1


def test_only_the_fonts_of_the_product_are_used() -> None:
    used = fonts_of(paper(Heading("題"), Prose("様子", "あ𠮷김张😀", 1)))
    assert used <= {
        "BIZUDPGothic", "BIZUDPGothic-Regular", "BIZUDPGothic-Bold", "NotoSansJP-Regular",
        "NotoSansKR-Regular", "NotoSansSC-Regular", "NotoEmoji-Regular",
    }  # fmt: skip


def test_the_press_has_no_other_fonts_and_asks_for_no_package() -> None:
    """A machine without a network and without fonts prints the same."""
    assert set(_fonts().families()) == {
        "BIZ UDPGothic", "Noto Sans JP", "Noto Sans KR", "Noto Sans SC", "Noto Emoji",
    }  # fmt: skip
    sources = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.typ")]
    assert [source for source in sources if "@preview" in source or "#import" in source] == []


def test_the_same_paper_is_the_same_file() -> None:
    """Nothing of the machine gets into the file."""
    assert paper(*everywhere("あ")) == paper(*everywhere("あ"))
