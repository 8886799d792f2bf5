"""Ways several walks share: the first case of somebody's list, a row by its first words, a figure."""

from datetime import timedelta

from django.utils import timezone

from wagamachi.core.wareki import format_wareki, format_wareki_short

from .walker import Walker


def day(days: int = 0) -> str:
    """Return the day so many days from now, as one writes it."""
    return format_wareki(timezone.localdate() + timedelta(days=days))


def short(days: int = 0) -> str:
    """Return the day so many days from now, as tables write it."""
    return format_wareki_short(timezone.localdate() + timedelta(days=days))


def menu(person: Walker, words: str) -> Walker:
    """Go to 今日 and from there by the menu."""
    person.go("/")
    links = [a for a in person.page.xpath("//nav//a") if _said(a).startswith(words)]
    return person.go(links[0].get("href"))


def cases_of(person: Walker) -> list[tuple[str, str]]:
    """Return (row, address) of the cases on the person's own list, the nearest date first."""
    menu(person, "相談・ケース")
    rows = person.page.xpath("//main//table//tbody/tr[.//a[starts-with(@href, '/cases/0')]]")
    return [(_said(tr), tr.xpath(".//a[starts-with(@href, '/cases/0')]/@href")[0]) for tr in rows]


def cells(person: Walker, heading: str) -> dict[str, dict[str, str]]:
    """Return the table whose caption begins with ``heading``: row label → column label → words."""
    for table in person.page.xpath("//main//table[caption]"):
        if table.find("caption").text_content().strip().startswith(heading):
            columns = [_said(th) for th in table.xpath("./thead/tr[last()]/*")]
            rows = [
                [_said(cell) for cell in tr.xpath("./th | ./td")] for tr in table.xpath(".//tr")
            ]
            return {row[0]: dict(zip(columns, row, strict=False)) for row in rows[1:] if row}
    raise AssertionError(f"{person.where}: no table 「{heading}」")


def _said(cell: object) -> str:
    return " ".join(cell.text_content().split())  # type: ignore[attr-defined]  # an lxml element


def number(table: dict[str, dict[str, str]], row: str, column: str = "区市町村全体") -> int:
    """Return a figure of such a table."""
    return int(table[row][column].replace(",", ""))


def own_town(csw: Walker) -> str:
    """Return a 町丁目 of ほしまち地区, read off its page."""
    menu(csw, "地域").follow("ほしまち地区")
    return next(row for row in csw.page.xpath("//main//li/text()") if "丁目" in row).strip()


def claimed(csw: Walker, said: str, *, place: str = "", name: str = "") -> str:
    """Take in a worry at a place of the worker's own area, take it on, and return the case's address."""
    town = place or own_town(csw)
    csw.go("/").press("相談を受ける").write("だれが気づきましたか", "となりの人")
    csw.write("どんな様子ですか", said).write("どこのことですか", town)
    csw.write("ご本人の名前か呼び名", name)
    csw.press("この相談を受ける").reads("相談を受けとめました")
    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(said[:9])
    csw.press("引き受ける").write("次にすること", "電話する").write("いつまでに", day(1))
    return csw.press("引き受ける").path
