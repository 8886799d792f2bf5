"""Names in Latin letters: one spelling for ヘボン式 and 訓令式, long vowels and accents."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[A-Za-zÀ-ɏḀ-ỹ][A-Za-zÀ-ɏḀ-ỹ'’\-]*")
_TO_KUNREI = (
    ("sh", "sy"), ("ch", "ty"), ("tch", "tty"), ("j", "zy"), ("ts", "t"), ("f", "h"), ("dz", "z"),
    ("yi", "i"), ("yy", "y"), ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("l", "r"),
)  # fmt: skip
_LONG = re.compile(r"(?<=[oae])h(?![aiueoy])|(?<=o)[ou]|(?<=u)u")
_ROWS = {
    "a": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの",
    "h": "はひふへほ", "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ",
    "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}  # fmt: skip
_KANA = {
    kana: ("" if row == "a" else row) + vowel
    for row, line in _ROWS.items()
    for kana, vowel in zip(line, "aiueo", strict=True)
} | {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ゔ": "bu",
     "ぢ": "zi", "づ": "zu"}  # fmt: skip
_SMALL = {"ゃ": "ya", "ゅ": "yu", "ょ": "yo", "ぁ": "a", "ぃ": "i", "ぅ": "u", "ぇ": "e", "ぉ": "o"}


@lru_cache(maxsize=512)
def spelled(word: str) -> str:
    """Return the one spelling that Ohno, Oono, Ōno and Ono share."""
    plain = unicodedata.normalize("NFKD", word.lower())
    text = "".join(c for c in plain if "a" <= c <= "z")
    for old, new in _TO_KUNREI:
        text = text.replace(old, new)
    return _LONG.sub("", text.replace("yi", "i"))


def from_kana(kana: str) -> str:
    """Return kana as ``spelled`` would spell it; anything else in it is left out."""
    made = ""
    for letter in kana:
        if letter in _SMALL:
            made = made[:-1] + _SMALL[letter] if made else made
        elif letter == "っ":
            made += "っ"
        else:
            made += _KANA.get(letter, "")
    made = re.sub(r"っ(.)", r"\1\1", made).replace("っ", "")
    return spelled(made)
