"""Ways many walks go: taking a worry in, taking it on, reading off where something lies."""

from datetime import timedelta

from django.utils import timezone

from wagamachi.core.wareki import format_wareki, format_wareki_short

from .walker import People, Walker

SAID = "夜中に大きな声がして、朝まで明かりがついている。"
HELPER = "ほしまち地域包括支援センター"


def today(days: int = 0) -> str:
    """Return today, or so many days later, as a person types it."""
    return format_wareki(timezone.localdate() + timedelta(days=days))


def area(somebody: Walker, name: str) -> Walker:
    """Open an area's page as one finds it: 地域 of the menu, then the list."""
    return somebody.go("/areas/").follow(name)


def looked_up(somebody: Walker, address: str) -> Walker:
    """Ask which areas an address lies in."""
    somebody.go("/areas/").follow("住所からさがす")
    return somebody.write("住所", address).press("さがす")


def turned_away(people: People, path: str, *who: str, words: tuple[str, ...] = ()) -> None:
    """Send each of these along an address: 404, and not one of the words."""
    for username in who:
        people(username).go(path, status=404).reads_not(*words)


def town_of(csw: Walker, area: str = "ほしまち地区") -> str:
    """Return a 町丁目 of an area, read off the area's page as a person would."""
    csw.go("/areas/").follow(area)
    return next(row for row in csw.page.xpath("//main//li/text()") if "丁目" in row).strip()


def tells(somebody: Walker, place: str, said: str = SAID, **more: str) -> Walker:
    """Fill in the three things that are asked, and more by label; nothing is sent yet."""
    somebody.go("/").press("相談を受ける").write("だれが気づきましたか", "となりの人")
    somebody.write("どんな様子ですか", said).write("どこのことですか", place)
    for label, text in more.items():
        somebody.write(label, text)
    return somebody


def brought(somebody: Walker, place: str, said: str = SAID, **more: str) -> str:
    """Take a worry in; return the page it then has."""
    tells(somebody, place, said, **more).press("この相談を受ける").reads("相談を受けとめました")
    somebody.go("/cases/intakes/").follow(format_wareki_short(timezone.localdate()))
    return somebody.path


def taken(csw: Walker, intake: str) -> str:
    """Take a worry on as a new case; return the page of the case."""
    csw.go(intake).press("引き受ける").write("次にすること", "電話する").write(
        "いつまでに", today()
    )
    return csw.press("引き受ける").path


def opened(csw: Walker, said: str = SAID, **more: str) -> str:
    """Take a worry in and on, as somebody of the area's team; return the page of the case."""
    return taken(csw, brought(csw, town_of(csw), said, **more))


def agreed(csw: Walker, case: str, whom: str = HELPER) -> None:
    """Write down that the person agrees that their name is told to one organisation."""
    csw.go(case).follow("同意").press("同意を確かめる").choose("answer", "DOI_KOTAE-01")
    csw.choose("items", "DOI_KOMOKU-01").choose("recipients", whom).press("同意を確かめる")


def asked_of(csw: Walker, case: str, whom: str = HELPER) -> None:
    """Ask an agency for help on the person's consent."""
    csw.go(case).press("つなぐ").write("text", whom[:8]).press("さがす")
    csw.press("ここにつなぐ").write("purpose", "介護保険の申請").write("request", "手続きを。")
    consent = csw.page.xpath("//select[@name='consent']/option/@value")[1]
    csw.choose("consent", consent).press("つなぐ").reads("返事を待っています")
