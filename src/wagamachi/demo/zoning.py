"""The areas drawn over わがまち市: three tiers and the other maps people work by.

They do not fit neatly, as in any real town: two towns belong to another 包括 than their 中圏域, some
小地域 that residents proposed lie across a border or inside another, and a part of にじはし has none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from shapely import Point
from shapely.geometry.base import BaseGeometry

from .geography import MIDDLES, Town, union
from .terrain import Terrain

FOUNDED = date(2021, 4, 1)
UNCOVERED_MIDDLE = 3
_SMALL_PER_MIDDLE = (3, 3, 3, 4, 3, 3, 3, 2)


@dataclass(frozen=True, slots=True)
class Zoning:
    """One way of dividing the city."""

    code: str
    name: str
    tier: str
    is_base: bool


ZONINGS = (
    Zoning("municipality", "わがまち市", "municipality", True),
    Zoning("middle", "中圏域", "middle", True),
    Zoning("small", "小地域", "small", True),
    Zoning("elementary-school", "小学校区", "small", False),
    Zoning("houkatsu", "包括圏域", "middle", False),
    Zoning("minjikyo", "民児協地区", "middle", False),
)


@dataclass(frozen=True, slots=True)
class Version:
    """What an area covers from ``starts_on`` until ``ends_on``; ``shape`` is in kilometres."""

    starts_on: date
    ends_on: date | None
    towns: tuple[tuple[int, str], ...]
    shape: BaseGeometry | None
    agreed_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One area and its versions, oldest first. ``key`` is unique in the city."""

    key: str
    zoning: str
    tier: str
    code: str
    name: str
    kana: str
    parent: str
    versions: tuple[Version, ...]
    proposed_by: str = ""
    basis: tuple[str, ...] = ()
    landmarks: str = ""
    size_note: str = ""
    theme_note: str = ""
    starts_on: date = field(default=FOUNDED)

    @property
    def now(self) -> Version:
        return self.versions[-1]


def build_areas(land: Terrain, towns: Sequence[Town], until: date) -> tuple[Area, ...]:
    """Return every area of every zoning, parents before children."""
    city = Area(
        "city", "municipality", "municipality", "0", "わがまち市", "わがまちし", "",
        (_version(towns),), theme_note="どの入口からでも、必ずだれかが受けとめるまち",
    )  # fmt: skip
    return (
        city,
        *_middles(towns),
        *_smalls(towns, until),
        *_proposed(land, towns, until),
        *_schools(towns),
        *_houkatsu(towns),
        *_minjikyo(towns),
    )


def middle_key(index: int) -> str:
    return f"middle-{index + 1}"


def _version(
    towns: Iterable[Town],
    *,
    starts_on: date = FOUNDED,
    ends_on: date | None = None,
    agreed_by: str = "",
    note: str = "",
) -> Version:
    chosen = sorted(towns, key=lambda t: t.index)
    shape = union(t.cell for t in chosen)
    return Version(starts_on, ends_on, tuple((t.index, "") for t in chosen), shape, agreed_by, note)


def _middles(towns: Sequence[Town]) -> Iterable[Area]:
    themes = (
        "漁師町の顔なじみを、移り住んだ人にも", "駅前の匿名さのなかで、声をかけあう",
        "海と島、坂の上の暮らしを運びあう",
        "橋を渡って、こどももおとなも居られる場所を", "川べりの古い家並みを、空き家ごと生かす",
        "いちばん人の多いまちで、ひとりにしない", "団地の50年目を、みんなで考える", "山あいの移動と買い物を支えあう",
    )  # fmt: skip
    for i, (name, kana, *_) in enumerate(MIDDLES):
        yield Area(
            middle_key(i), "middle", "middle", f"{i + 1}", f"{name}地区", f"{kana}ちく", "city",
            (_version(t for t in towns if t.middle == i),), theme_note=themes[i],
        )  # fmt: skip


def _smalls(towns: Sequence[Town], until: date) -> Iterable[Area]:
    """Yield the 小地域 the city drew; two of them changed their border last year."""
    changed_on = date(until.year - 1, 4, 1)
    for middle, count in enumerate(_SMALL_PER_MIDDLE):
        members = [t for t in towns if t.middle == middle and t.kind != "island"]
        groups = _clusters(members, count)
        if middle == UNCOVERED_MIDDLE:
            groups = groups[:-1]
        moved = _border_town(groups[0], groups[1]) if middle == 5 else None
        for n, group in enumerate(groups):
            name, kana = _named_after(group)
            key = f"small-{middle + 1}-{n + 1}"
            versions: tuple[Version, ...] = (_version(group),)
            if moved is not None and n < 2:
                pair = tuple(_named_after(g)[0] for g in groups[:2])
                versions = _changed(
                    group, moved, n == 0, changed_on, f"{'・'.join(pair)} 合同住民懇談会"
                )
            yield Area(
                key, "small", "small", f"{middle + 1}-{n + 1}", name, kana, middle_key(middle),
                versions, size_note=f"人口およそ{sum(t.population for t in group):,}人",
            )  # fmt: skip


def _changed(
    group: Sequence[Town], moved: Town, gave: bool, on: date, forum: str
) -> tuple[Version, ...]:
    """Return the versions before and after ``moved`` went from the first group to the second."""
    note = f"{moved.name}の班長会から「行き来は線路のこちら側」との声があり、懇談会で合意した。"
    others = [t for t in group if t is not moved]
    before, after = ([*others, moved], others) if gave else (others, [*others, moved])
    return (
        _version(before, ends_on=on),
        _version(after, starts_on=on, agreed_by=forum, note=note),
    )


def _border_town(first: Sequence[Town], second: Sequence[Town]) -> Town:
    """Return the town of ``first`` that has the longest border with ``second``."""
    other = union(t.cell for t in second)
    return max(first, key=lambda t: t.cell.intersection(other).length)


def _named_after(group: Sequence[Town]) -> tuple[str, str]:
    """Return the name of the quarter most people of the group live in, with its reading."""
    people: dict[str, int] = {}
    for town in group:
        people[town.quarter] = people.get(town.quarter, 0) + town.population
    quarter = max(people, key=lambda q: people[q])
    kana = next(t.kana for t in group if t.quarter == quarter)
    for ending in ("いっちょうめ", "にちょうめ", "さんちょうめ", "よんちょうめ"):
        kana = kana.removesuffix(ending)
    return quarter, kana


def _clusters(members: Sequence[Town], count: int) -> list[list[Town]]:
    """Split towns into ``count`` groups of neighbours (k-means, spread-out start, fixed rounds)."""
    hearts = [members[0].heart]
    while len(hearts) < count:
        far = max(members, key=lambda t: min(t.heart.distance(h) for h in hearts))
        hearts.append(far.heart)
    groups: list[list[Town]] = []
    for _ in range(8):
        groups = [[] for _ in hearts]
        for town in members:
            groups[min(range(count), key=lambda i: town.heart.distance(hearts[i]))].append(town)
        hearts = [
            Point(
                sum(t.heart.x for t in group) / len(group),
                sum(t.heart.y for t in group) / len(group),
            )
            for group in groups
        ]
    return groups


def _proposed(land: Terrain, towns: Sequence[Town], until: date) -> Iterable[Area]:
    """Yield the five 小地域 that residents proposed (R002)."""
    stops = {stop.name: stop.at for stop in land.stations}

    def around(at: Point, kilometres: float) -> list[Town]:
        return [t for t in towns if t.heart.distance(at) < kilometres and t.kind != "island"]

    river_mouth = land.river.interpolate(0.8, normalized=True)
    estate = max((t for t in towns if t.middle == 6), key=lambda t: t.population)
    street = stops["星待"].buffer(0.35).intersection(land.mainland)
    island = [t for t in towns if t.kind == "island"]
    culture, geography, economy = "KENIKI_KONKYO-02", "KENIKI_KONKYO-01", "KENIKI_KONKYO-03"
    recent = date(until.year - 1, 10, 1)
    yield Area(
        "small-r-1", "small", "small", "R-1", "夕凪島", "ゆうなぎじま", middle_key(2),
        (_version(island),), "夕凪島自治会と島の診療所の集い", (geography, culture),
        "連絡橋、船だまりの食堂、診療所のベンチ", "歩いて20分で一周", "橋が止まる日にも支えあえる島",
    )  # fmt: skip
    yield Area(
        "small-r-2", "small", "small", "R-2", "川のりょうがわ", "かわのりょうがわ", middle_key(1),
        (_version(around(river_mouth, 0.75), starts_on=recent, agreed_by="川のりょうがわ住民懇談会"),),
        "朝の渡し場を守る会", (culture, geography), "渡し場のあと、両岸をつなぐ人道橋、豆腐店", "橋をはさんで徒歩15分",
        "行政の境は川でも、暮らしは橋でひとつ", recent,
    )  # fmt: skip
    yield Area(
        "small-r-3", "small", "small", "R-3", "星待駅前すずらん通り", "ほしまちえきまえすずらんどおり",
        middle_key(5), (Version(recent, None, (), street, "すずらん通り商店会 夜の寄り合い"),),
        "すずらん通り商店会", (economy, culture), "星待駅東口の時計、銭湯、だれでも食堂", "商店120軒あまり",
        "店番が気づく、店先でつながる", recent,
    )  # fmt: skip
    yield Area(
        "small-r-4", "small", "small", "R-4", f"{estate.quarter}団地",
        f"{_named_after([estate])[1]}だんち", middle_key(6),
        (Version(FOUNDED, None, ((estate.index, "1-40"),), None, "団地自治会 総会"),),
        "団地自治会", (geography, culture), "給水塔、1号棟の集会室、移動販売車がとまる広場", "18棟 1,240戸",
        "階段ごとに声をかける団地",
    )  # fmt: skip
    yield Area(
        "small-r-5", "small", "small", "R-5", "柳風坂の上と下", "やなぎかぜさかのうえとした", middle_key(1),
        (_version(around(stops["柳風"], 0.9), starts_on=recent, agreed_by="坂の上と下をつなぐ会 全体会"),),
        "坂の上と下をつなぐ会", (culture,), "百段の階段、地蔵尊、坂の途中の文房具店", "高低差およそ40メートル",
        "買い物袋を持ちあえる坂", recent,
    )  # fmt: skip


def _schools(towns: Sequence[Town]) -> Iterable[Area]:
    """Yield 20 小学校区 of the nearest school; they take no notice of the 中圏域."""
    for n, group in enumerate(_clusters(towns, 20)):
        name, kana = _named_after(group)
        yield Area(
            f"school-{n + 1}", "elementary-school", "small", f"{n + 1:02d}",
            f"第{n + 1}小学校区（{name}）", f"だい{n + 1}しょうがっこうく（{kana}）", "city",
            (_version(group),),
        )  # fmt: skip


def _houkatsu(towns: Sequence[Town]) -> Iterable[Area]:
    """Yield the 包括圏域: the 中圏域 but for two towns that stayed where they were in 2006."""
    moved = {_border_town(_of(towns, a), _of(towns, b)).index: b for a, b in ((1, 0), (5, 3))}
    for i, (name, kana, *_) in enumerate(MIDDLES):
        group = [t for t in towns if moved.get(t.index, t.middle) == i]
        yield Area(
            f"houkatsu-{i + 1}", "houkatsu", "middle", f"{i + 1}", f"{name}包括圏域",
            f"{kana}ほうかつけんいき", "city", (_version(group),),
        )  # fmt: skip


def _minjikyo(towns: Sequence[Town]) -> Iterable[Area]:
    for n, group in enumerate(_clusters(towns, 6)):
        numeral, kana = "一二三四五六"[n], ("いち", "に", "さん", "よん", "ご", "ろく")[n]
        yield Area(
            f"minjikyo-{n + 1}", "minjikyo", "middle", f"{n + 1}", f"第{numeral}地区民児協",
            f"だい{kana}ちくみんじきょう", "city", (_version(group),),
        )  # fmt: skip


def _of(towns: Sequence[Town], middle: int) -> list[Town]:
    return [t for t in towns if t.middle == middle and t.kind != "island"]
