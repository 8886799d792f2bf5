"""What is kept from neighbours, what the law wants at once, what is told on a second person's word."""

import re
from typing import Any

import pytest
from django.utils import timezone

from wagamachi.access.models import Assignment

from .walker import People, Walker
from .ways import HELPER, SAID, agreed, asked_of, opened, taken, tells, town_of

OUR_OWN = r"CSV|受付番号 [0-9A-Z-]+|番号 [0-9a-f]{8}"  # what the log may say in Latin letters
NAME = "鳥居坂 はな"
TABS = ("", "household/", "consents/", "readers/")


@pytest.mark.req("R016")
def test_who_lives_near_finds_nothing_by_any_way_of_looking(people: People) -> None:
    csw, nursery = people("csw"), people("hoiku")
    tells(nursery, town_of(csw), ご本人の名前か呼び名=NAME).tick("近隣・担当委員に知らせない")
    nursery.press("この相談を受ける")
    nursery.go("/cases/intakes/").follow("R")
    intake = nursery.path
    case = taken(csw, intake)
    csw.reads(NAME, "近隣・担当委員に知らせない").follow("記録する").write("内容", SAID)
    csw.write("結果", "また来週").press("記録")
    papers = [
        address for _, address in csw.go(case).follow("書類").links() if "/papers/" in address
    ]

    neighbours = near()
    assert len(neighbours) > 3
    for name in neighbours:
        neighbour = people(name)
        for page in ("/", "/today/received/", "/cases/?whose=all", "/cases/?whose=shared",
                     "/cases/?state=closed&whose=all", "/cases/handoffs/", "/areas/"):  # fmt: skip
            assert_silent(neighbour.client.get(page, follow=True))
        for words in (NAME, "鳥居坂", SAID[:9], csw_number(csw, case)):
            found = neighbour.client.post("/search/", {"q": words})
            assert case.encode() not in found.content
            assert_silent(found, but=words)
        for page in ("/insight/", "/insight/themes/", "/insight/windows/", "/cases/inbox/",
                     "/cases/intakes/find/", "/support/summary/", intake, *papers,
                     *(case + tab for tab in TABS)):  # fmt: skip
            neighbour.go(page, status=404).reads_not(NAME, SAID[:9])
        assert_silent(neighbour.client.post("/records/export/", {"format": "csv", "whose": ""}))


def assert_silent(answer: Any, but: str = "") -> None:
    """Fail if an answer says whose case it is or what was said; ``but`` is what was typed into it."""
    told = b"".join(answer) if answer.streaming else answer.content
    words = told.decode("utf-8", "replace").replace(f'value="{but}"', "") if but else told.decode()
    assert not [one for one in ("鳥居坂", SAID[:9]) if one in words], words[:2000]


def near() -> list[str]:
    """Return some of those whose role lies in a neighbourhood: the fixed logins and others like them."""
    posts = Assignment.objects.live(timezone.localdate()).filter(user__is_active=True)
    near = [
        str(post.user.username)
        for role in ("minsei_iin", "resident")
        for post in posts.filter(role=role).select_related("user").order_by("pk")[:2]
    ]
    return list(dict.fromkeys(["minsei", "resident", *near]))


def csw_number(csw: Walker, case: str) -> str:
    csw.go(case)
    return str(csw.page.xpath("//dd[contains(@class,'figure')]/text()")[0])


@pytest.mark.req("R016")
def test_one_may_be_heard_outside_ones_own_neighbourhood(people: People) -> None:
    """The clause that a resident may consult elsewhere; the rest of the row is the walk above."""
    nursery, near_team, elsewhere = people("hoiku"), people("csw"), people("csw2")
    tells(nursery, town_of(near_team), ご本人の名前か呼び名=NAME)
    nursery.choose("どの圏域で相談したいですか", "なぎさ地区")
    nursery.press("この相談を受ける").reads("なぎさ地区チーム")
    elsewhere.go("/today/inbox/").reads(SAID[:9])
    near_team.go("/today/inbox/").reads_not(SAID[:9])


@pytest.mark.req("R102")
def test_what_is_told_without_consent_waits_for_somebody_else(people: People) -> None:
    """Out-of-consent sharing: a legal basis, its reason and an approver who is not the asker."""
    csw, agency, lead = people("csw"), people("houkatsu"), people("lead")
    case = opened(csw, SAID, ご本人の名前か呼び名=NAME)
    asking(csw, case).press("つなぐ", status=422).reads("法的根拠")
    asking(csw, case).choose("legal_basis", "KYOYU_KONKYO-03").press("つなぐ", status=422)
    csw.reads("理由")
    asking(csw, case).choose("legal_basis", "KYOYU_KONKYO-03")
    csw.write("同意によらずに伝える理由", "命にかかわるため").press("つなぐ").reads(
        "承認を待っています"
    )
    handoff = csw.path

    agency.go(handoff, status=404).go("/").reads_not("命にかかわるため", "見守りのため")
    csw.go("/cases/approvals/", status=404)
    row = lead.go("/").follow(f"に伝えること（ケース {csw_number(csw, case)}）").path
    for wrong in ("csw", "csw2", "houkatsu", "minsei", "resident", "hoiku", "admin", "auditor"):
        people(wrong).go(row, status=404).reads_not("命にかかわるため")
        people(wrong).ask(row, {"answer": "approve"}, status=404)
    lead.go(row).reads("命にかかわるため", HELPER).choose("answer", "refuse")
    lead.press("決める", status=422).reads("認めない理由")
    lead.go(row).choose("answer", "approve").press("決める")

    agency.go(handoff).reads_not(NAME).press("引き受ける").press("引き受ける")
    agency.go(case).reads(NAME)
    csw.go(case).follow("同意と共有").reads(HELPER, "命")
    for wrong in ("csw2", "minsei", "resident", "hoiku", "auditor"):
        people(wrong).go(case, status=404).reads_not(NAME)


def asking(csw: Walker, case: str) -> Walker:
    """Fill in a つなぎ to the agency; what it rests on is left open."""
    csw.go(case).press("つなぐ").write("text", HELPER[:8]).press("さがす").press("ここにつなぐ")
    return csw.write("purpose", "見守りのため").write("request", "訪ねてください。")


@pytest.mark.req("R102")
def test_in_an_emergency_it_opens_at_once_and_somebody_elses_no_closes_it(people: People) -> None:
    csw, agency, lead = people("csw"), people("houkatsu"), people("lead")
    case = opened(csw, SAID, ご本人の名前か呼び名=NAME)
    asking(csw, case).choose("legal_basis", "KYOYU_KONKYO-03").tick("緊急")
    csw.write("同意によらずに伝える理由", "命にかかわるため").press("つなぐ")
    agency.go(csw.path).press("引き受ける").press("引き受ける")
    agency.go(case).reads(NAME)
    row = lead.go("/").follow(f"に伝えること（ケース {csw_number(csw, case)}）").path
    lead.go(row).reads("緊急").choose("answer", "refuse").write("note", "本人に聞けるため")
    lead.press("決める")
    agency.go(case, status=404).reads_not(NAME)


@pytest.mark.req("R102")
def test_whoever_looks_or_takes_along_is_written_down_and_can_be_looked_up(people: People) -> None:
    """Access by role, area, participation and consent; every view and export is in the log."""
    csw, agency, auditor = people("csw"), people("houkatsu"), people("auditor")
    case = opened(csw, SAID, ご本人の名前か呼び名=NAME)
    outside = ("csw2", "houkatsu", "hoiku", "minsei", "resident", "admin", "auditor", "district")
    for wrong in outside:
        people(wrong).go(case, status=404).reads_not(NAME)
    agreed(csw, case)
    asked_of(csw, case)
    agency.go(csw.path).press("引き受ける").press("引き受ける")
    agency.go(case).reads(NAME)
    csw.go("/records/export/").choose("format", "csv").press("ファイルを作る")

    csw.go(case).follow("閲覧の記録")
    who: dict[str, set[str]] = {}
    for row in csw.page.xpath("//main//tbody/tr"):
        who.setdefault(row[2].text_content().strip(), set()).add(row[1].text_content().strip())
    assert len(who["見た"]) == 2, "who holds the case, who was let in"
    assert len(who["見ようとして、見られなかった"]) == len(outside)
    auditor.go("/").follow("閲覧と変更の記録").reads_not(NAME)
    log, rows = auditor.path, auditor.rows()
    assert any("取り出した" in row for row in rows)
    assert any("見ようとして、見られなかった" in row for row in rows)
    assert any(f"ケース {csw_number(csw, case)}" in row for row in rows)
    assert not [row for row in rows if re.search("[A-Za-z_]{2,}", re.sub(OUR_OWN, "", row))]
    for wrong in ("csw", "lead", "manager", "minsei", "admin"):
        people(wrong).go(log, status=404)
