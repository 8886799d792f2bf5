"""Names: as written, as read, in Latin letters, with さん and without; and what looks like a name."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..text import KANJI, Piece, fold, pieces_of, reading
from .known import Known
from .mixed import mixed, mixtures, whole
from .plain import Plain, key
from .romaji import WORD, from_kana, spelled
from .sort import Sort, Spot

_APART = re.compile(r"[\s・･，,.．]+")
_KANA_ONLY = re.compile(r"[ぁ-ゖーゝゞ]+")
_TITLE = r"(?:さん|さま|様|氏|ちゃん|くん|君|殿|先生|宅|夫妻|夫婦|一家|母子|親子)"
_RELATED = "母|父|妻|夫|娘|息子|長男|長女|次男|次女|兄|弟|姉|妹"
_KIN = "母父妻夫娘子男女兄弟姉妹孫"  # 父かつひこ, 母の麻衣, 長女こはる
_GOES_ON = r"(?=[のがはをとも、。]|$)"
_CALLED = rf"(?:{_TITLE}|家(?![族庭計賃事屋財電])|の(?:{_RELATED}))"
_TITLED = re.compile(_TITLE)
_AFTER = re.compile(_CALLED)
_TAIL = re.compile(
    r"(?:さん|さま|様|氏|ちゃん|くん|君|殿|先生)?(?:宅|方|家|世帯|一家|夫妻|夫婦|親子|母子)?$"
)
# A family name that is a place here: 中野 in 中野区 names nobody.
_PLACE = "区|市|町|村|県|都|府|郡|駅|川|橋|通り|街道|線|丁目|地区|地域|圏域|方面|台|団地"
_AT_PLACE = re.compile(_PLACE)
_WHERE = frozenset("東西南北上中下前後内外")  # alone they are words far more often than names
# What counts houses or people reads like a family name (三軒); with さん it still is one.
_COUNTS = re.compile(r"[一二三四五六七八九十百千数何]+[軒件戸棟階人名本枚冊回度台組班口]")
# 霧島ゾフィアさん is in no dictionary; 担当ケアマネさん and whoever ends in ー (ヘルパー) is a job.
_FOREIGN = re.compile(
    rf"[{KANJI}]{{1,4}}[\s　・]?(?![ァ-ヺー]*(?:ー|ケアマネ|ボランティア|スタッフ|ママ|パパ|シニア|クラブ){_TITLE})"
    rf"[ァ-ヺー・]{{2,12}}[\s　]?(?:さん|さま|様|氏|ちゃん|くん|君)"
)
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF21, 0xFF5B)}  # Ａ … ｚ
# Nicknames that are everybody's.
_ANYBODY = frozenset({
    "本人", "ご本人", "母", "父", "母親", "父親", "両親", "夫", "妻", "長男", "長女", "次男", "次女", "三男", "三女",
    "息子", "娘", "兄", "弟", "姉", "妹", "祖母", "祖父", "孫", "子", "子ども", "こども", "おばあさん", "おじいさん",
    "不明", "匿名", "名前不明", "氏名不明", "女性", "男性", "高齢女性", "高齢男性", "高齢者", "隣人", "近所の人",
    "世帯", "家族", "相談者", "住民", "利用者", "当事者", "若者", "少年", "少女", "親子", "夫婦", "母子",
    "民生委員", "管理人", "大家", "友人", "知人", "友だち",
})  # fmt: skip
_NO_NOUN = frozenset({"接続詞", "動詞", "副詞", "助詞", "形容詞", "感動詞", "助動詞", "連体詞"})


@dataclass(frozen=True, slots=True)
class _Called:
    """One way somebody is called: the whole and its parts, as ``plain`` spells them."""

    whole: str
    parts: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.parts, self.whole)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to look for: patterns that name somebody, that may, that may when they stand as nouns."""

    certain: tuple["re.Pattern[str]", ...]
    likely: tuple["re.Pattern[str]", ...]
    nouns: tuple["re.Pattern[str]", ...]
    readings: frozenset[str]
    given: frozenset[str]
    latin: frozenset[str]
    own: frozenset[str]
    mixed: Mapping[str, bool]
    whole: Mapping[str, Iterable[tuple[str, str]]]


def spots(text: str, folded: Plain, known: Known, words: list[Piece]) -> Iterator[Spot]:
    """Return where names stand: the known ones, and what reads like one."""
    wanted = _wanted(known)
    for pattern in wanted.certain:
        yield from (Spot(*m.span(), Sort.NAME, True) for m in folded.found(pattern))
    for pattern in wanted.likely:
        yield from (_maybe(m, wanted) for m in folded.found(pattern))
    yield from (Spot(*place, Sort.NAME, True) for place in whole(folded, wanted.whole))
    for start, end, is_certain, is_own in mixed(folded, wanted.mixed, _AFTER):
        yield Spot(start, end, Sort.NAME, is_certain, is_own=is_own)
    starts = {piece.start for piece in words if piece.pos[0] not in _NO_NOUN}
    for pattern in wanted.nouns:
        for match in folded.found(pattern):
            if folded.span(*match.span())[0] in starts:
                yield _maybe(match, wanted)
    for match in _FOREIGN.finditer(text):
        yield Spot(*match.span(), Sort.NAME, False, as_typed=True)
    yield from _in_latin(text, wanted.latin)
    yield from _read_alike(text, words, wanted)


def _maybe(found: "re.Match[str]", wanted: _Wanted) -> Spot:
    is_own = found[0].replace("・", "") in wanted.own
    return Spot(*found.span(), Sort.NAME, False, is_own=is_own)


@lru_cache(maxsize=64)
def _wanted(known: Known) -> _Wanted:
    called = [_called(name) for name in known.names]
    read = _readings(known, called)
    own = frozenset(one.parts[0] for one in (*called, *read) if one.parts) - _ANYBODY
    whole = {one.whole for one in (*called, *read) if _is_telling(one.whole)}
    parts = {part for one in (*called, *read) for part in one.all} - _ANYBODY
    kanji = {part for part in parts if not _KANA_ONLY.fullmatch(part)}
    kana = {part for part in parts - kanji if len(part) > 1}
    return _Wanted(
        certain=tuple(
            _patterns(
                (whole, "{}"),
                (kanji, rf"(?<![{KANJI}]){{}}{_CALLED}"),
                (kana, rf"{{}}{_CALLED}"),
                (kana | kanji, rf"(?<=[{_KIN}]){{}}{_GOES_ON}"),
                (kana | kanji, rf"(?<=[{_KIN}]の){{}}{_GOES_ON}"),
            )
        ),
        likely=tuple(
            _patterns(
                ({p for p in kanji if len(p) > 1}, rf"{{}}(?!{_PLACE})"),
                (
                    {p for p in kanji & own if len(p) == 1} - _WHERE,
                    rf"(?<![{KANJI}]){{}}{_GOES_ON}",
                ),
            )
        ),
        nouns=tuple(
            _patterns(({p for p in kana if len(p) > 2}, "(?<![ぁ-ゖー]){}(?![ぁ-ゖー]{{4}})"))
        ),
        readings=frozenset(part for one in read for part in one.all),
        given=frozenset(part for one in called for part in one.parts[1:] if len(part) > 1),
        latin=_latin(known, read),
        own=own,
        mixed=_mixed(known, called),
        whole=_whole(known),
    )


def _mixed(known: Known, called: Iterable[_Called]) -> dict[str, bool]:
    """Return every mixture of kanji and kana, and whether it is of a family name."""
    heads = {one.parts[0] for one in called if one.parts}
    found: dict[str, bool] = {}
    for name, kana in known.pairs:
        whole = _called(name)
        read = _parted(_called(kana), {fold(reading(part)) for part in whole.parts[:1]})
        if len(whole.parts) != len(read.parts):
            continue
        for part, said in zip(whole.parts, read.parts, strict=True):
            for word in mixtures(part, said) if not _KANA_ONLY.fullmatch(part) else ():
                found[word] = found.get(word, False) or part in heads
    return found


def _whole(known: Known) -> dict[str, list[tuple[str, str]]]:
    """Return the full names with their readings under each letter that one may begin with."""
    found: dict[str, list[tuple[str, str]]] = {}
    for pair in known.pairs:
        name, read = map(_called, pair)
        if max(len(name.parts), len(read.parts)) > 1 and _KANA_ONLY.fullmatch(read.whole):
            for first in {name.whole[0], read.whole[0]}:
                found.setdefault(first, []).append((name.whole, read.whole))
    return found


def _patterns(*wanted: tuple[set[str], str]) -> Iterator["re.Pattern[str]"]:
    """Return one pattern for each set of words that has any, the longest first."""
    for words, around in wanted:
        if words:
            longest_first = sorted(words, key=lambda one: (-len(one), one))
            either = "|".join("・?".join(map(re.escape, word)) for word in longest_first)
            yield re.compile(around.format(f"(?:{either})"))


def _called(name: str) -> _Called:
    bare = _TAIL.sub("", name.strip()) or name.strip()
    parts = [key(part) for part in _APART.split(bare) if part]
    if len(parts) == 1:
        parts = _split(bare)
    return _Called(key("".join(_APART.split(bare))), tuple(part for part in parts if part))


def _split(name: str) -> list[str]:
    """Part 山本正 into 山本 and 正 where the dictionary can."""
    found = pieces_of(name)
    if len(found) > 1 and "姓" in found[0].pos:
        return [key(name[: found[0].end]), key(name[found[0].end :])]
    return [key(name)]


def _readings(known: Known, called: Iterable[_Called]) -> list[_Called]:
    """Return how the names are read: as written down, and as the dictionary would read them."""
    likely = []
    for one in called:
        parts = [fold(reading(part)) for part in one.parts]
        if parts and all(_KANA_ONLY.fullmatch(part) for part in parts):
            likely.append(_Called("".join(parts), tuple(parts)))
    heads = {one.parts[0] for one in likely}
    return [*(_parted(_called(kana), heads) for kana in known.readings), *likely]


def _parted(one: _Called, heads: Iterable[str]) -> _Called:
    """Part a reading without a space after the family name, when that is known."""
    head = next((h for h in heads if one.whole.startswith(h) and len(h) < len(one.whole)), "")
    if len(one.parts) > 1 or not head:
        return one
    return _Called(one.whole, (head, one.whole.removeprefix(head)))


def _is_telling(whole: str) -> bool:
    """Say whether a whole name is long enough to stand for somebody wherever it stands."""
    if whole in _ANYBODY or len(whole) < 2:
        return False
    return len(whole) > 3 or not _KANA_ONLY.fullmatch(whole)


def _latin(known: Known, read: Iterable[_Called]) -> frozenset[str]:
    words = {spelled(word) for name in known.names for word in WORD.findall(name)}
    words |= {spelled("".join(WORD.findall(name))) for name in known.names}
    words |= {from_kana(part) for one in read for part in one.all}
    return frozenset(word for word in words if len(word) > 2)


def _in_latin(text: str, words: frozenset[str]) -> Iterator[Spot]:
    """Find names in Latin letters, whole or in part, Japanese ones by their reading."""
    narrow = text.translate(_NARROW)
    hits = [found for found in WORD.finditer(narrow) if spelled(found[0]) in words]
    for found in hits:
        is_certain = len(hits) > 1 or len(spelled(found[0])) > 7
        yield Spot(*found.span(), Sort.NAME, is_certain, as_typed=True)


def _read_alike(text: str, found: list[Piece], wanted: _Wanted) -> Iterator[Spot]:
    """Find names by the dictionary: those that read like a known one, and any family name.

    A known given name needs no さん where the dictionary takes it for one: 麻衣, not 未来.
    """
    for place, piece in enumerate(found):
        if "人名" not in piece.pos:
            continue
        after = text[piece.end :].lstrip()
        titled = _TITLED.match(after)
        end = len(text) - len(after) + titled.end() if titled else piece.end
        if piece.reading and piece.reading in wanted.readings:
            is_given = "名" in piece.pos and key(text[piece.start : piece.end]) in wanted.given
            is_certain = titled is not None or is_given
            is_own = key(text[piece.start : piece.end]) in wanted.own
            yield Spot(piece.start, end, Sort.NAME, is_certain, as_typed=True, is_own=is_own)
        elif titled:
            yield Spot(piece.start, end, Sort.NAME, False, as_typed=True)
        elif "姓" in piece.pos and place + 1 < len(found) and "名" in found[place + 1].pos:
            yield Spot(piece.start, found[place + 1].end, Sort.NAME, False, as_typed=True)
        elif "姓" in piece.pos and piece.end - piece.start > 1 and not _AT_PLACE.match(after):
            if _COUNTS.fullmatch(text[piece.start : piece.end]):
                continue
            yield Spot(piece.start, piece.end, Sort.NAME, False, as_typed=True)
