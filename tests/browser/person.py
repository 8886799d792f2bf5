"""Somebody at a screen: what they click and read, with every page checked as they go."""

import re
from pathlib import Path
from typing import Any, ClassVar

from playwright.sync_api import Locator, Page

from wagamachi.demo.cast import PASSWORD

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# A form is being sent, or the page says 「まだ保存されていません」 and will send it again by itself.
UNSAVED = "form[data-busy], [data-not-saved]"
PATIENCE = 90_000  # milliseconds

# Everything is there, and nothing is on its way into the page any more.
SETTLED = """document.readyState === "complete" && document.title !== ""
  && document.querySelector(".htmx-request") === null"""

# What a page is made of: each element as axe tells it from others, its words left out.
MADE_OF = """[...new Set([...document.querySelectorAll("body *")].map(one => [
  one.tagName, one.className, one.getAttribute("name"), one.getAttribute("type"),
  one.getAttribute("role"), one.hidden, one.children.length > 0].join(" ")))]"""


class Person:
    """One person in one browser. ``look()`` runs after every step: axe, width, title, script errors.

    Axe takes as long as the page itself: it looks where a part stands that it has not seen at this width.
    """

    seen: ClassVar[set[tuple[int, str]]] = set()

    def __init__(self, page: Page, base: str, width: int) -> None:
        self.page, self.base, self.width = page, base, width
        self.mistakes: list[str] = []
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.mistakes.append(message.text)

    def log_in(self, username: str) -> None:
        self.go("/account/login/")
        self.page.locator("[name=login]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("main form button").first.click()
        self.page.wait_for_load_state()
        self.look()
        assert self.heading.startswith("今日"), f"{username}: {self.heading}"

    def go(self, path: str) -> None:
        self.page.goto(self.base + path if path.startswith("/") else path)
        self.look()

    def turn(self, width: int) -> None:
        """Look at the same page at another width, as somebody who turns the device does."""
        self.width = width
        self.page.set_viewport_size({"width": width, "height": 800})
        self.look()

    def press(self, name: str) -> None:
        """Press the first visible button or link whose name begins with ``name``; wait until it is done.

        What is not saved yet is waited for, as the page asks people to do.
        """
        pattern = re.compile(rf"^\s*{re.escape(name)}")
        main = self.page.locator("main")
        found = main.get_by_role("button", name=pattern).or_(main.get_by_role("link", name=pattern))
        found.locator("visible=true").first.click()
        self.page.wait_for_timeout(80)  # a form says that it is busy only after the click
        self.page.wait_for_function(f"!document.querySelector('{UNSAVED}')", timeout=PATIENCE)
        self.page.wait_for_load_state()
        self.look()

    def write(self, field: str, text: str) -> None:
        self.field(field).fill(text)

    def choose(self, field: str, value: str) -> None:
        """Pick a radio button, a tick box or a list entry by its value."""
        box = self.page.locator(f"main [name={field}][value='{value}']")
        if box.count():
            box.first.check()
        else:
            self.field(field).select_option(value)

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]").first

    @property
    def heading(self) -> str:
        return self.page.locator("h1").first.inner_text().strip()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def look(self) -> None:
        """Fail on anything a person would stumble over on this page."""
        page = self.page
        page.wait_for_function(SETTLED)
        where = page.url.removeprefix(self.base)
        assert page.title().endswith("わがまち"), f"{where}: no title"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{where}: {wide} px wide on a {self.width} px screen"
        made_of = {(self.width, part) for part in page.evaluate(MADE_OF)}
        if made_of - self.seen:
            if not page.evaluate("typeof axe === 'object'"):
                page.evaluate(AXE)
            found = page.evaluate(
                "axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
            )
            assert found == [], f"{where} at {self.width} px: {found}"
            self.seen.update(made_of)
        assert self.mistakes == [], f"{where}: {self.mistakes}"
