"""今月のまとめ: a month of one person beside the month before; each number is the rows behind it."""

from datetime import timedelta

from lxml import html

from tests.casework.scenes import Scene
from tests.workforce.stage import Stage
from wagamachi.records.services import write_record

ROWS = "//main//ul[@class='task-list']/li"


def test_a_commissioner_sees_this_month_and_the_last_and_every_number_has_its_rows(
    scene: Scene,
) -> None:
    stage = Stage(scene.cast, scene.at)
    team = scene.cast.minsei.assignments.get().team
    for days, method, minutes in (
        (0, "SHUDAN-03", 30),
        (0, "SHUDAN-13", 90),
        (1, "SHUDAN-16", 15),
        (31, "SHUDAN-04", 60),
    ):
        draft = scene.record(
            occurred_at=scene.at.replace(microsecond=0) - timedelta(days=days), method_id=method,
            minutes=minutes, team_id=team.pk,
        )  # fmt: skip
        write_record(actor=scene.actor("minsei"), at=scene.at, draft=draft)
    brought = {"received_by": scene.cast.minsei, "received_team": team}
    scene.intake(**brought)
    scene.claimed(scene.intake(**brought))
    stage.task()
    browser = scene.browser("minsei")
    home = html.document_fromstring(browser.get("/").content.decode())
    [way] = home.xpath("//a[normalize-space()='今月のまとめ']/@href")
    page = html.document_fromstring(browser.get(way).content.decode())
    found = {
        row.findtext("th"): [a.text for a in row.iter("a")]
        for row in page.xpath("//main//tbody/tr")
    }
    assert found == {
        "活動した日": ["2日", "1日"],
        "訪問・同行・見守り": ["2件", "1件"],
        "活動の時間": ["2時間15分", "1時間"],
        "受けた相談": ["2件", "0件"],
        "うち、ほかのチームが引き受けた相談": ["1件", "0件"],
        "頼まれた仕事": ["1件", "0件"],
    }
    for link in page.xpath("//main//tbody//a"):
        rows = html.document_fromstring(browser.get(link.get("href")).content.decode()).xpath(ROWS)
        if "/hours/" not in link.get("href"):
            assert link.text in (f"{len(rows)}件", f"{len(rows)}日")
    assert scene.browser("resident").get(way).status_code == 404


def test_days_lead_to_the_records_of_that_day(scene: Scene) -> None:
    assert scene.browser("minsei").get("/month/nothing/").status_code == 404
    assert scene.browser("minsei").get("/month/days/?month=2026-99").status_code == 200
