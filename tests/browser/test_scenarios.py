"""The report's stories, walked by the people in them: たらいまわし, 丸抱え, and a 委員 who asks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from wagamachi.core.wareki import format_wareki

from .conftest import People
from .person import Person
from .test_main_line import town_of

TODAY = timezone.localdate()
SOON = format_wareki(TODAY + timedelta(days=3))
OUT_OF_SCOPE = "HAZAMA-01"
# The main line is walked at both widths; of these stories each at the one its people use.
PHONE = pytest.mark.parametrize("width", [360], indirect=True, ids=["phone"])
DESK = pytest.mark.parametrize("width", [1280], indirect=True, ids=["desk"])
NUMBER = re.compile(r"\b\d{4}-\d{4,}\b")


def taken_on(nursery: Person, csw: Person, name: str, situation: str) -> str:
    """The 保育園 takes a worry in, the CSW takes it on; return the address of the case."""
    nursery.go("/cases/intakes/new/")
    nursery.write("noticed_by", "園児の祖母")
    nursery.write("situation", situation)
    nursery.write("place", town_of(csw))
    nursery.write("subject", name)
    nursery.press("この相談を受ける")
    csw.go("/cases/inbox/")
    csw.page.get_by_role("link", name=situation[:12]).first.click()
    csw.look()
    csw.press("引き受ける")
    csw.write("next_action", "電話して訪問の日を決める")
    csw.write("next_action_on", SOON)
    csw.press("引き受ける")
    return csw.page.url


def refer(csw: Person, case_url: str, to: str) -> str:
    """つなぐ to a team found by name, on a legal basis; return the address of the つなぎ."""
    csw.go(f"{case_url}handoffs/choose/?text={to}")
    csw.press("ここにつなぐ")
    ask(csw)
    csw.choose("level", "3")
    csw.press("つなぐ")
    return csw.page.url


def ask(csw: Person) -> None:
    csw.write("purpose", "暮らしの立て直しを手伝ってほしい")
    csw.write("request", "訪問して話を聞いてください。")
    csw.field("legal_basis").select_option("KYOYU_KONKYO-03")
    csw.write("basis_reason", "命にかかわるおそれがあるため")
    csw.field("is_emergency").check()


def approved(lead: Person, csw: Person, case_url: str, receiver: str) -> None:
    """Let somebody who answers for the team say yes: the case moves on nobody's word alone."""
    csw.go(case_url)
    number = NUMBER.search(csw.text)
    assert number
    lead.go("/cases/approvals/")
    words = re.compile(rf"{receiver}.*に伝えること（ケース {number[0]}）")
    lead.page.get_by_role("link", name=words).click()
    lead.look()
    lead.choose("answer", "approve")
    lead.press("決める")


def give_back(who: Person, handoff_url: str) -> None:
    who.go(handoff_url)
    who.press("戻す")
    who.choose("decline_reason", OUT_OF_SCOPE)
    who.write("answer", "こちらの対象ではありません。")
    who.press("戻す")
    assert "戻ってきました" in who.page.locator("body").inner_text()


def pick(who: Person, field: str, words: str) -> None:
    """Choose the first entry of a list in which the words stand."""
    entry = who.field(field).locator("option", has_text=words).first
    who.field(field).select_option(value=entry.get_attribute("value"))


@PHONE
def test_a_worry_that_is_passed_around_is_stopped_talked_over_and_accompanied(
    people: People, width: int
) -> None:
    nursery, csw, agency, core = people("hoiku"), people("csw"), people("houkatsu"), people("core")
    case = taken_on(
        nursery, csw, f"{width}階のCさん", f"{width}階の人は、どの窓口でもうちではないと言われた。"
    )

    give_back(agency, refer(csw, case, "ほしまち地域包括"))
    give_back(nursery, refer(csw, case, "ほたる保育園"))
    csw.go(case)
    assert "たらいまわし注意" in csw.text

    csw.go(f"{case}handoffs/external/")
    csw.write("external", "市外の保健所")
    ask(csw)
    csw.press("つなぐ")
    assert "ほかの機関と集まる調整会議の日を近いうちに決めるか" in csw.text
    assert csw.field("external").input_value() == "市外の保健所", "nothing typed is lost"

    core.go("/cases/flags/")
    assert "たらいまわし注意" in core.text
    core.go(f"{case}meetings/new/")
    core.write("meets_on", SOON)
    core.write("from_time", "10:00")
    core.write("until_time", "11:30")
    core.write("purpose", "だれが何をするかを決める")
    core.page.get_by_label("ほしまち地域包括支援センター", exact=True).check()
    core.press("調整会議を")

    csw.go(f"{case}handoffs/external/")
    csw.write("external", "市外の保健所")
    ask(csw)
    csw.press("つなぐ")
    assert "先方と調整しています" in csw.text
    csw.press("先方の返事を書く")
    csw.choose("has_accepted", "yes")
    csw.write("answered_for", "保健所の山本さん")
    csw.write("answer", "来週いっしょに訪問します。")
    csw.press("先方の返事を書く")

    csw.go(f"{case}companion/")
    pick(csw, "person", "ほたる保育園")
    csw.write("purpose", "はじめに話を聞いた人がそばにいるため")
    csw.write("request", "おわりになるまで、一緒に歩いてください。")
    csw.press("伴走をお願いする")
    nursery.go(csw.page.url)
    nursery.press("引き受ける")
    nursery.press("引き受ける")
    csw.go(case)
    assert "ほたる保育園" in csw.text, "who said yes walks beside it"

    csw.go(f"{case}handoffs/choose/?way=escalate")
    csw.press("ここに頼む")
    csw.write("tried", "包括と保育園に頼み、どちらも対象外だった。")
    ask(csw)
    csw.press("段階を上げる")
    climb = csw.page.url
    core.go(climb)
    assert "包括と保育園に頼み" in core.text
    approved(people("lead"), csw, case, "まるごと支援係")
    core.go(climb)
    core.press("引き受ける")
    core.press("引き受ける")
    core.go(case)
    assert "伴走担当" in core.text
    csw.go(case)
    assert f"{width}階のCさん" in csw.text, "the companion stays beside it"

    csw.go("/support/gaps/")
    assert "対象外" in csw.text

    nursery.go(case)
    assert f"{width}階のCさん" not in nursery.text
    assert "まるごと支援係" in nursery.text, "who brought it sees who holds it now"

    title = f"対象外が続く人の窓口（{width}）"
    becomes_an_item_of_a_plan(csw, people("lead"), people("manager"), title)


def becomes_an_item_of_a_plan(csw: Person, lead: Person, manager: Person, title: str) -> None:
    """From the register to the forum, its answer, and the plan."""
    csw.go("/support/gaps/")
    csw.press("しくみの提案をまとめる")
    csw.write("title", title)
    csw.write("need", "どの窓口でも対象外になる人がいる。")
    csw.write("ask", "はじめに聞いた窓口が、次が決まるまで離れない取り決めをつくる。")
    csw.field("reason").select_option(OUT_OF_SCOPE)
    csw.press("提案をまとめる")
    proposal = csw.page.url
    assert "確かめるのを待っている" in csw.text, (
        "somebody else looks whether anybody can be recognised"
    )
    lead.go(proposal)
    lead.press("確かめる")
    lead.choose("action", "let_out")
    lead.press("この答えにする")
    csw.go(proposal)
    csw.press("提案を出す")
    csw.choose("receiver", "forum")
    csw.write("body", "地域共生のしくみづくり協議会")
    csw.press("提案を出す")
    assert "返事を待っています" in csw.text
    manager.go("/action/")
    manager.page.get_by_role("link", name=title).click()
    manager.look()
    manager.press("返事を書く")
    manager.choose("verdict", "adopted")
    manager.write("answer", "次の計画に入れる。")
    manager.press("返事を書く")
    manager.press("できたしくみを書く")
    manager.choose("kind", "plan_item")
    manager.write("title", "はじめの窓口が離れない取り決め")
    manager.write("place", "地域福祉計画 基本目標1")
    manager.write("from_on", SOON)
    manager.press("できたしくみを書く")
    csw.go("/action/?which=realised")
    csw.page.get_by_role("link", name=title).click()
    csw.look()
    assert "はじめの窓口が離れない取り決め" in csw.text


@DESK
def test_what_one_agency_holds_alone_is_shown_shared_and_the_sign_goes(
    people: People, width: int
) -> None:
    lead = people("lead")
    lead.go("/cases/?whose=team&flag=held_alone")
    lead.page.locator("main table tbody th a").first.click()
    lead.look()
    case = lead.page.url
    assert "丸抱え注意" in lead.text
    assert "いっしょに動けるところを見る" in lead.text

    lead.go(f"{case}roles/new/")
    lead.field("organization").select_option(label="ほしまち地域包括支援センター")
    lead.write("task", "週に一度、様子を見に行く")
    lead.press("役割を")
    lead.go(case)
    assert "丸抱え注意" in lead.text, "a role is a promise, not contact"

    agency = people("houkatsu")
    agency.go(refer(lead, case, "ほしまち地域包括"))
    agency.press("引き受ける")
    agency.press("引き受ける")
    agency.go(f"{case}record/")
    agency.write("content", "一緒に訪ね、台所で話を聞いた。")
    agency.write("result", "また来てよいとのこと。")
    agency.press("記録する")
    lead.go(case)
    assert "丸抱え注意" not in lead.text


@PHONE
def test_a_commissioner_asks_and_a_coordinator_answers(people: People, width: int) -> None:
    minsei, csw = people("minsei"), people("csw")
    words = f"{width}号棟の方が、最近ごみを出していません。声のかけ方を教えてください。"
    minsei.press("相談したい")
    minsei.write("situation", words)
    minsei.write("place", town_of(csw))
    minsei.press("相談する")
    csw.go("/cases/inbox/")
    csw.page.get_by_role("link", name=words[:10]).first.click()
    csw.look()
    assert "相談したい" in csw.text
    csw.press("お答えして終える")
    csw.write("answer", "あすの午後、いっしょに訪ねましょう。")
    csw.press("終える")
    minsei.go("/cases/intakes/")
    assert "お返事があります" in minsei.text
