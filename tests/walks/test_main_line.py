"""The README's walk: a worry comes in at a nursery, is passed on, ends; who brought it sees the end."""

from django.utils import timezone

from wagamachi.core.wareki import format_wareki, format_wareki_short

from .walker import People, Walker

NAME = "3号室のおばあさん"
SAID = "お迎えの祖母が、同じ話をくり返す。"


def test_a_worry_is_walked_from_door_to_close(people: People) -> None:
    nursery, csw, agency = people("hoiku"), people("csw"), people("houkatsu")
    brought(nursery, town_of(csw))
    intake = nursery.path

    csw.go("/").follow("ぜんぶ見る", within="まだだれも引き受けていない").follow(SAID[:9])
    csw.press("引き受ける").write("次にすること", "電話する").write("いつまでに", today())
    csw.press("引き受ける").reads(NAME)
    case = csw.path
    for outsider in (agency, people("csw2"), people("minsei"), people("resident")):
        outsider.go(case, status=404).reads_not(NAME, SAID[:9])

    csw.follow("同意").press("同意を確かめる").choose("answer", "DOI_KOTAE-01")
    csw.choose("items", "DOI_KOMOKU-01").choose("recipients", "ほしまち地域包括支援センター")
    csw.press("同意を確かめる")
    csw.go(case).press("つなぐ").write("text", "ほしまち地域包括").press("さがす")
    csw.press("ここにつなぐ").write("purpose", "介護保険の申請").write(
        "request", "申請の手続きを。"
    )
    consent = csw.page.xpath("//select[@name='consent']/option/@value")[1]
    csw.choose("consent", consent).press("つなぐ").reads("返事を待っています")
    handoff = csw.path

    agency.go(handoff).reads_not(NAME).press("引き受ける").write("answer", "あした電話します。")
    agency.press("引き受ける").press("ケースを見る").reads(NAME)
    nursery.go(intake).reads("対応しています")
    nursery.go(case).reads("ほしまち地区チーム").reads_not(NAME, SAID[:9])


def brought(somebody: Walker, town: str) -> None:
    """Take in a worry with the three things that are asked, and a name to call the person by."""
    somebody.go("/").press("相談を受ける").write("だれが気づきましたか", "祖母と話した職員")
    somebody.write("どんな様子ですか", SAID).write("どこのことですか", town)
    somebody.write("ご本人の名前か呼び名", NAME)
    somebody.press("この相談を受ける").reads("相談を受けとめました", "ほしまち")
    somebody.go("/cases/intakes/").follow(format_wareki_short(timezone.localdate()))


def town_of(csw: Walker) -> str:
    """Return a 町丁目 of the CSW's own area, read off its page as a person would."""
    csw.go("/areas/").follow("ほしまち地区")
    return next(row for row in csw.page.xpath("//main//li/text()") if "丁目" in row).strip()


def today() -> str:
    return format_wareki(timezone.localdate())
