"""The face in a real browser: every component on a phone and on a desk, and what the modules do."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = (Path(__file__).parents[1] / "browser" / "axe.min.js").read_text(encoding="utf-8")
SIZES = [(360, 740), (1280, 900)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
FINDINGS = """async () => (await axe.run(document, {runOnly: [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})).violations
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.target}`))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need chromium installed"),
    pytest.mark.urls("tests.core.ui_site"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Django refuses the database beside Playwright's event loop, though nothing here is async.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def tab(browser: Any, live_server: Any, django_user_model: Any, client: Any) -> Iterator[Any]:
    """A tab of somebody who is logged in, on the page with every component."""
    user = django_user_model.objects.create_user("umino", name="海野 みちる")
    client.force_login(user)
    context = browser.new_context(locale="ja-JP", base_url=live_server.url)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([cookie | {"url": live_server.url}])
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    open_sink(page)
    yield page
    context.close()
    assert broken == []


def open_sink(page: Any) -> None:
    page.goto("/sink/")
    page.wait_for_selector("path[role=link]")  # the map is drawn last, so all modules have run


def wait_for_drafts(page: Any, count: int) -> None:
    """Wait until the browser keeps ``count`` drafts; they are written a moment after typing."""
    for _ in range(50):
        if page.evaluate("localStorage.length") == count:
            return
        page.wait_for_timeout(100)
    assert page.evaluate("localStorage.length") == count


def findings(page: Any) -> list[str]:
    # Through the debugger: the page's own rules rightly refuse scripts that are not the product's.
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})
    found: list[str] = page.evaluate(FINDINGS)
    return found


def overflow(page: Any) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_component_is_within_reach_of_everybody(tab: Any, width: int, height: int) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    open_sink(tab)
    assert findings(tab) == []
    assert overflow(tab) <= 0
    tab.click("form[data-draft] .button--primary")
    tab.wait_for_selector(".error-summary")
    assert findings(tab) == []
    assert overflow(tab) <= 0


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("path", ["/account/login/", "/account/logout/", "/nowhere/"])
def test_pages_around_login_are_within_reach_of_everybody(
    tab: Any, width: int, height: int, path: str
) -> None:
    if path == "/account/login/":
        tab.context.clear_cookies()
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(path)
    tab.wait_for_load_state("networkidle")
    assert findings(tab) == []
    assert overflow(tab) <= 0


def test_buttons_are_large_enough_for_a_thumb(tab: Any) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    small = tab.evaluate(
        """[...document.querySelectorAll(
            "main .button, main input:not([type=hidden], [type=radio], [type=checkbox]), select, "
            + ".option, .chip, summary, .tabs a, .rail a")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44)
            .map(e => e.outerHTML)"""
    )
    assert small == []


def test_a_draft_outlives_its_tab_and_ends_when_it_is_saved(tab: Any) -> None:
    tab.fill("[name=who]", "近所の人")
    tab.check("[name=door][value=visit]")
    tab.check("[name=themes][value=money]")
    token = tab.input_value("[name=token]")
    wait_for_drafts(tab, 1)
    again = tab.context.new_page()
    tab.close()
    open_sink(again)
    assert again.input_value("[name=who]") == "近所の人"
    assert again.is_checked("[name=door][value=visit]")
    assert again.is_checked("[name=themes][value=money]")
    assert again.input_value("[name=token]") == token
    assert "書きかけを戻しました" in again.inner_text("form[data-draft] .notice")
    again.click("form[data-draft] .button--primary")
    again.wait_for_selector(".error-summary")
    assert again.evaluate("localStorage.length") == 1
    again.fill("[name=story]", "様子")
    again.click("form[data-draft] .button--primary")
    again.wait_for_selector(".notice--ok:has-text('受けとめました')")
    wait_for_drafts(again, 0)
    assert again.input_value("[name=who]") == ""


def test_a_draft_remembers_what_its_writer_saw(tab: Any) -> None:
    """Hidden fields belong to the page; what is marked data-kept belongs to what was typed."""
    for name, before in (("seen", "前の予定"), ("version", "1")):
        tab.eval_on_selector(f"[name={name}]", "(field, value) => { field.value = value; }", before)
    tab.fill("[name=who]", "近所の人")
    wait_for_drafts(tab, 1)
    open_sink(tab)
    assert tab.input_value("[name=who]") == "近所の人"
    assert [tab.input_value(f"[name={name}]") for name in ("seen", "version")] == ["前の予定", "2"]


def test_a_draft_can_be_thrown_away(tab: Any) -> None:
    tab.fill("[name=who]", "近所の人")
    wait_for_drafts(tab, 1)
    open_sink(tab)
    tab.click("text=書きかけを消して")
    wait_for_drafts(tab, 0)
    tab.wait_for_selector("path[role=link]")
    assert tab.input_value("[name=who]") == ""


def storage(page: Any) -> str:
    text: str = page.evaluate("JSON.stringify(localStorage)")
    return text


def log_out(page: Any) -> None:
    page.click(".menu summary")
    page.click(".menu >> text=ログアウト")
    page.wait_for_url("**/account/login/**")


def log_in(page: Any, username: str) -> None:
    page.fill("[name=login]", username)
    page.fill("[name=password]", "a very long password")
    page.click("main form button[type=submit] >> text=ログインする")
    page.wait_for_selector(".menu summary")


def test_what_is_left_on_the_machine_is_read_by_its_writer_alone(
    tab: Any, django_user_model: Any
) -> None:
    for name in ("umino", "yamano"):
        user, _ = django_user_model.objects.get_or_create(username=name, defaults={"name": name})
        user.set_password("a very long password")
        user.save()
    tab.goto("/account/login/?next=/sink/")  # the new password ended the session
    log_in(tab, "umino")
    tab.fill("[name=who]", "近所の人")
    wait_for_drafts(tab, 1)
    assert tab.evaluate("document.body.dataset.draftKey") is None
    log_out(tab)
    assert "近所" not in storage(tab)
    assert "who" not in storage(tab)
    tab.goto("/account/login/?next=/sink/")
    log_in(tab, "yamano")
    open_sink(tab)
    assert tab.input_value("[name=who]") == ""
    log_out(tab)
    tab.goto("/account/login/?next=/sink/")
    log_in(tab, "umino")
    tab.wait_for_selector("form[data-draft] .notice")
    assert tab.input_value("[name=who]") == "近所の人"


def test_going_back_after_logging_out_shows_nothing(tab: Any) -> None:
    tab.goto("/areas/")
    open_sink(tab)
    log_out(tab)
    for _ in range(2):
        tab.go_back()
        tab.wait_for_selector("[name=password]")
        assert "海野" not in tab.content()


def test_a_page_from_the_memory_of_the_browser_is_covered_until_the_session_is_known(
    tab: Any,
) -> None:
    """Browsers may keep what is not stored, too: the page itself does not trust its return."""
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert not tab.is_visible("h1")
    with tab.expect_response("**/access/session/"):
        tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    tab.wait_for_selector("h1", state="visible")
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    tab.context.clear_cookies()
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    tab.wait_for_url("**/account/login/?next=/sink/")


def test_an_idle_session_is_told_to_end_and_its_draft_is_found_again(
    tab: Any, settings: Any, django_user_model: Any
) -> None:
    user = django_user_model.objects.get(username="umino")
    user.set_password("a very long password")
    user.save()
    settings.SESSION_COOKIE_AGE = 6
    tab.goto("/account/login/?next=/sink/")
    log_in(tab, "umino")
    tab.wait_for_selector("[data-session-ends]")
    tab.click("text=このまま続ける")
    tab.wait_for_selector("[data-session-ends]", state="detached")
    tab.fill("[name=who]", "近所の人")
    wait_for_drafts(tab, 1)
    tab.wait_for_url("**/account/login/?next=/sink/")
    settings.SESSION_COOKIE_AGE = 3600
    log_in(tab, "umino")
    tab.wait_for_selector("form[data-draft] .notice")
    assert tab.input_value("[name=who]") == "近所の人"


def test_a_double_click_sends_once(tab: Any) -> None:
    sent: list[str] = []
    tab.on(
        "request", lambda request: sent.append(request.url) if request.method == "POST" else None
    )
    tab.fill("[name=who]", "近所の人")
    tab.check("[name=door][value=visit]")
    tab.fill("[name=story]", "様子")
    tab.dblclick("form[data-draft] .button--primary")
    tab.wait_for_selector(".notice--ok:has-text('受けとめました')")
    assert len(sent) == 1


def test_mistakes_are_reached_by_keyboard(tab: Any) -> None:
    tab.click("form[data-draft] .button--primary")
    tab.wait_for_selector("[data-errors]:focus")
    assert tab.title() == "直すところがあります: 部品の見本 | わがまち"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#id_who:focus")


def test_a_list_is_walked_with_j_and_k(tab: Any) -> None:
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#case-1")


def test_keys_are_silent_while_one_types(tab: Any) -> None:
    tab.type("[name=who]", "j/k")
    assert tab.input_value("[name=who]") == "j/k"


def test_the_account_menu_closes_with_escape(tab: Any) -> None:
    tab.click(".menu summary")
    tab.keyboard.press("Escape")
    assert tab.get_attribute(".menu", "open") is None
    assert tab.evaluate("document.activeElement.matches('.menu > summary')")


def test_a_map_is_a_way_in_for_the_keyboard_and_asks_nobody_for_tiles(tab: Any) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    open_sink(tab)
    host = tab.evaluate("location.origin")
    assert [url for url in asked if not url.startswith((host, "data:"))] == []
    tab.focus("path[role=link]")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/sink/?area=1")


def test_a_place_is_picked_on_the_map(tab: Any) -> None:
    tab.locator(".map--small").click(position={"x": 200, "y": 120})
    assert float(tab.input_value("#latitude")) == pytest.approx(35.6, abs=0.01)
    assert float(tab.input_value("#longitude")) == pytest.approx(139.3, abs=0.01)
