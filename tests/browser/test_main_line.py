"""The walk of the README: a worry comes in at a nursery and is closed, by three people."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from wagamachi.core.wareki import format_wareki

from .conftest import People

TODAY = timezone.localdate()
SOON = format_wareki(TODAY + timedelta(days=2))


def test_a_worry_is_walked_from_door_to_close(people: People, width: int) -> None:
    name = f"{width}号室のおばあさん"
    nursery, csw, agency = people("hoiku"), people("csw"), people("houkatsu")

    nursery.press("相談を受ける")
    nursery.write("noticed_by", "園児の祖母")
    nursery.write("situation", "お迎えの祖母が、同じ話をくり返す。家の電気が止まったと話していた。")
    nursery.choose("urgency", "lifeline")
    assert nursery.page.locator(".urgent-note[data-sign=lifeline]").is_visible()
    nursery.write("place", town_of(csw))
    nursery.write("subject", name)
    nursery.press("この相談を受ける")
    assert nursery.heading == "相談を受けとめました"
    assert "ほしまち" in nursery.text

    csw.go("/cases/inbox/")
    csw.page.get_by_role("link", name="お迎えの祖母が").first.click()
    csw.look()
    csw.press("引き受ける")
    csw.write("next_action", "電話して訪問の日を決める")
    csw.write("next_action_on", SOON)
    csw.press("引き受ける")
    assert name in csw.text
    case_url = csw.page.url

    csw.go(case_url + "consents/new/")
    csw.choose("answer", "DOI_KOTAE-01")
    for item in range(1, 7):
        csw.choose("items", f"DOI_KOMOKU-{item:02d}")
    csw.field("recipients").select_option(label="ほしまち地域包括支援センター")
    csw.press("同意を確かめる")
    csw.go(case_url + "handoffs/choose/?text=ほしまち地域包括")
    csw.press("ここにつなぐ")
    csw.write("purpose", "介護保険の申請を手伝ってほしい")
    csw.write("request", "申請の手続きと、物忘れ外来の案内をお願いします。")
    csw.field("consent").select_option(index=1)
    csw.choose("level", "3")  # the narrowest is offered first
    csw.press("つなぐ")
    assert "返事を待っています" in csw.text
    handoff_url = csw.page.url

    agency.go(case_url)
    assert "見つかりません" in agency.page.locator("body").inner_text()
    agency.go(handoff_url)
    assert name not in agency.text
    agency.press("引き受ける")
    agency.write("answer", "あした、保健師が電話します。")
    agency.press("引き受ける")
    agency.press("ケースを見る")
    assert name in agency.text

    agency.go(case_url + "record/")
    agency.field("method").select_option(label="電話")
    agency.write("content", "電話で様子を聞き、申請の説明をした。")
    agency.write("result", "申請することになった。")
    agency.press("記録する")
    assert "申請することになった。" in agency.text
    agency.go(handoff_url)
    agency.press("結果を書く")
    agency.choose("result", "TSUNAGI_KEKKA-01")
    agency.press("結果を書く")

    csw.go(case_url + "close/")
    assert "評価がまだありません" in csw.text
    csw.go(case_url + "evaluate/")
    csw.choose("achievement", "3")
    csw.choose("changes", "HENKA-13")
    csw.write("remaining", "なし")
    csw.write("next_step", "包括が見守る")
    csw.choose("aftercare", "other_agency")
    csw.press("評価する")
    csw.press("おわりにする")
    csw.choose("close_reason", "SHUKETSU-03")
    csw.press("おわりにする")
    assert "寄り添いを続ける" in csw.text
    csw.press("本人と確かめたうえで終える")
    assert "終わりました" in csw.text

    nursery.go("/cases/intakes/")
    assert "完了" in nursery.text
    nursery.go(case_url)
    assert name not in nursery.text


def town_of(csw: "object") -> str:
    """Return a 町丁目 of the CSW's own area, read off its page as a person would."""
    from .person import Person

    assert isinstance(csw, Person)
    csw.go("/areas/")
    csw.page.get_by_role("link", name="ほしまち地区").first.click()
    csw.look()
    said = (one.strip() for one in csw.page.locator("main li").all_inner_texts())
    return next(one for one in said if re.fullmatch(r"\S+丁目", one))


@pytest.mark.parametrize("width", [1280], ids=["both"])
@pytest.mark.parametrize(
    ("username", "paths"),
    [
        ("csw", "/ /cases/ /cases/inbox/ /cases/handoffs/ /areas/ /directory/ /insight/ /records/"),
        ("lead", "/ /stuck/ /cases/?whose=team /records/new/"),
        ("minsei", "/ /cases/intakes/ /cases/intakes/new/ /records/"),
        ("manager", "/ /stuck/ /insight/ /organizations/"),
        ("admin", "/ /access/roles/ /organizations/ /areas/settings/"),
        ("auditor", "/ /access/audit/"),
        ("resident", "/ /cases/intakes/ /directory/"),
        ("core", "/ /stuck/ /cases/inbox/"),
    ],
)
def test_every_main_page_is_clean_for_everybody(people: People, username: str, paths: str) -> None:
    person = people(username)
    for path in paths.split():
        person.go(path)
        person.turn(360 if person.width == 1280 else 1280)


def test_the_login_page_is_clean_in_three_languages(people: People) -> None:
    visitor = people.visitor()
    visitor.go("/account/login/")
    assert "架空のデモデータ" in visitor.page.locator("body").inner_text()
