"""Somebody who uses the city over HTTP, by the words on its pages: follow, write, choose, press.

Nothing here knows an address, a service or a model: what a page does not offer cannot be done. The
pages are read as a browser without JavaScript would read them.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from lxml import html
from pypdf import PdfReader

from wagamachi.accounts.models import User
from wagamachi.operate.inspecting.pages import filled

SPACES = re.compile(r"\s+")
Element = html.HtmlElement


class Walker:
    """One person with one browser. Every answer is looked at: no failure page, a title, no-store."""

    def __init__(self, username: str | None) -> None:
        self.client = Client()
        self.username = username
        self.answer: HttpResponse | Any = None
        self.path = "/"
        self.uploads: dict[str, io.BytesIO] = {}
        self.page: Element = html.document_fromstring("<html></html>")
        if username is not None:
            self.client.force_login(User.objects.get(username=username))

    # --- going ------------------------------------------------------------------------------------

    def go(self, path: str, *, status: int = 200) -> "Walker":
        """Open an address of this city; ``status`` is what must be answered."""
        return self._take(self.client.get(path, follow=True), path, status)

    def follow(self, words: str, *, within: str = "", status: int = 200) -> "Walker":
        """Follow the first link whose words begin with ``words``, else contain them.

        The page's main part comes first, then its frame. ``within`` narrows to the section, row or
        card that holds these words.
        """
        found = [a for a in self._part(within).iter("a") if a.get("href")]
        link = _first(found, words)
        if link is None and not within:
            link = _first([a for a in self.page.iter("a") if a.get("href")], words)
        if link is None:
            raise AssertionError(
                f"{self.where}: no link 「{words}」 among {[_words(a) for a in found]}"
            )
        return self.go(urljoin(self.path, link.get("href")), status=status)

    def press(self, words: str, *, within: str = "", status: int = 200) -> "Walker":
        """Press the button whose words begin with ``words`` (or follow the link that looks like one)."""
        part = self._part(within)
        buttons = [b for b in part.iter("button", "input") if b.tag == "button" or _submits(b)]
        button = _first([b for b in buttons if _form_of(b) is not None], words)
        if button is None:
            return self.follow(words, within=within, status=status)
        return self._send(_form_of(button), button, status)

    def ask(self, path: str, data: dict[str, Any], *, status: int) -> "Walker":
        """Send what no page offers this person, as somebody would who types addresses."""
        return self._take(self.client.post(path, data, follow=True), path, status)

    # --- filling in -------------------------------------------------------------------------------

    def write(self, field: str, text: str, *, within: str = "") -> "Walker":
        """Write into the field with this label (or name)."""
        box = self._field(field, within)
        if box.tag == "textarea":
            box.text = text
        else:
            box.set("value", text)
        return self

    def attach(self, field: str, name: str, body: bytes) -> "Walker":
        """Choose a file for the file field with this label (or name)."""
        box = self._field(field, "")
        upload = io.BytesIO(body)
        upload.name = name
        self.uploads[box.get("name")] = upload
        return self

    def choose(self, field: str, *options: str, within: str = "") -> "Walker":
        """Choose the options with these words (or values) of a list, radio buttons or tick boxes."""
        for option in options:
            self._choose(field, option, within)
        return self

    def tick(self, words: str, *, within: str = "") -> "Walker":
        """Tick the box or button whose label begins with ``words``."""
        return self._check(self._tickable_named(words, within))

    def untick(self, words: str, *, within: str = "") -> "Walker":
        """Take the tick off the box whose label begins with ``words``."""
        self._tickable_named(words, within).attrib.pop("checked", None)
        return self

    # --- reading ----------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        return f"{self.username or 'a visitor'} at {self.path}"

    @property
    def heading(self) -> str:
        return _words(self.page.find(".//h1"))

    @property
    def text(self) -> str:
        """Return the words of the page's main part, white space folded."""
        main = self.page.find(".//main")
        return _words(self.page if main is None else main)

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def paper(self) -> list[str]:
        """Return the words of each page of the PDF that was answered."""
        assert self.answer["Content-Type"] == "application/pdf", self.where
        pages = PdfReader(io.BytesIO(self.body)).pages
        return [SPACES.sub(" ", page.extract_text()) for page in pages]

    @property
    def body(self) -> bytes:
        if self.answer.streaming:
            return b"".join(self.answer.streaming_content)
        return bytes(self.answer.content)

    def rows(self, within: str = "") -> list[str]:
        """Return the words of each row of the page's tables and card lists, heads left out."""
        part = self._part(within)
        found = part.xpath(".//tbody/tr | .//ul[contains(@class,'card')]/li | .//article")
        return [_words(row) for row in found]

    def part(self, within: str) -> str:
        """Return the words of the smallest section, row or card that holds ``within``."""
        return _words(self._part(within))

    def link(self, words: str, *, within: str = "") -> str:
        """Return the address behind a link, to be sent along another person's way."""
        link = _first([a for a in self._part(within).iter("a") if a.get("href")], words)
        if link is None:
            raise AssertionError(f"{self.where}: no link 「{words}」")
        return urljoin(self.path, link.get("href"))

    def links(self, within: str = "") -> list[tuple[str, str]]:
        """Return (words, address) of every link of the page's main part, or of a part of it."""
        part = self._part(within)
        return [
            (_words(a), urljoin(self.path, a.get("href"))) for a in part.iter("a") if a.get("href")
        ]

    def offers(self, words: str) -> bool:
        """Say whether the page has a link or button of these words."""
        part = self._part("")
        return _first([*part.iter("a"), *part.iter("button")], words) is not None

    def reads(self, *words: str) -> "Walker":
        """Fail unless the page says each of ``words``."""
        missing = [one for one in words if one not in self.text]
        assert not missing, f"{self.where}: {missing} not in\n{self.text[:3000]}"
        return self

    def reads_not(self, *words: str) -> "Walker":
        """Fail if the page, its head and its addresses included, says any of ``words``."""
        whole = self.answer.content.decode() if not self.answer.streaming else ""
        told = [one for one in words if one in whole or one in self.text]
        assert not told, f"{self.where}: {told} must not be told"
        return self

    # --- inside -----------------------------------------------------------------------------------

    def _take(self, answer: Any, path: str, status: int) -> "Walker":
        self.answer = answer
        self.uploads = {}
        self.path = answer.request["PATH_INFO"]
        if query := answer.request.get("QUERY_STRING"):
            self.path += f"?{query}"
        is_page = answer.get("Content-Type", "").startswith("text/html") and answer.content
        if is_page:
            self.page = html.document_fromstring(answer.content.decode())
        found = self.text[:1500] if is_page else ""
        assert answer.status_code == status, (
            f"{self.username} {path}: {answer.status_code}, not {status}\n{found}"
        )
        if is_page and status == 200 and self.page.find(".//title") is not None:
            assert _words(self.page.find(".//title")).endswith("わがまち"), self.where
        return self

    def _part(self, within: str) -> Element:
        main = self.page.find(".//main")
        whole = self.page if main is None else main
        if not within:
            return whole
        kinds = ".//section | .//tr | .//li | .//article | .//fieldset | .//details | .//form"
        parts = [part for part in whole.xpath(kinds) if within in _words(part)]
        if not parts:
            raise AssertionError(f"{self.where}: no part with 「{within}」 in\n{self.text[:3000]}")
        return min(parts, key=lambda part: len(_words(part)))

    def _send(self, form: Element, button: Element, status: int) -> "Walker":
        fields: dict[str, list[str]] = {}
        for name, value in filled(form):
            fields.setdefault(name, []).append(value)
        if button.get("name"):
            fields[button.get("name")] = [button.get("value", "")]
        method = (button.get("formmethod") or form.get("method") or "get").lower()
        action = button.get("formaction") or form.get("action") or self.path
        path = urljoin(self.path, action)
        if method == "get":
            path = urlsplit(path).path
            return self._take(self.client.get(path, fields, follow=True), path, status)
        sent = fields | self.uploads
        return self._take(self.client.post(path, sent, follow=True), path, status)

    def _field(self, field: str, within: str) -> Element:
        part = self._part(within)
        for label in part.iter("label", "legend"):
            if _fits(label, field) and (box := self._labelled(label)) is not None:
                return box
        for box in part.iter("input", "textarea", "select"):
            if box.get("name") == field and box.get("type") != "hidden":
                return box
        labels = [_words(label) for label in part.iter("label", "legend")]
        raise AssertionError(f"{self.where}: no field 「{field}」 among {labels}")

    def _tickable_named(self, words: str, within: str) -> Element:
        for label in self._part(within).iter("label"):
            box = self._labelled(label)
            if box is not None and box.get("type") in ("checkbox", "radio") and _fits(label, words):
                return box
        for box in _tickable(self._part(within)):
            if words in box.get("aria-label", ""):
                return box
        raise AssertionError(f"{self.where}: nothing to tick named 「{words}」")

    def _labelled(self, label: Element) -> Element | None:
        if target := label.get("for"):
            found = self.page.xpath("//*[@id=$id]", id=target)
            return found[0] if found else None
        return next(iter(label.iter("input", "textarea", "select")), None)

    def _choose(self, field: str, option: str, within: str) -> None:
        for box in self._boxes(field, within):
            if box.get("value") == option or _fits(self._label_of(box), option):
                self._check(box)
                return
        box = self._field(field, within)
        if box.tag != "select":
            raise AssertionError(f"{self.where}: 「{field}」 offers no 「{option}」")
        entry = _first(list(box.iter("option")), option)
        entry = next((o for o in box.iter("option") if o.get("value") == option), entry)
        if entry is None:
            raise AssertionError(
                f"{self.where}: 「{field}」 offers no 「{option}」: {[_words(o) for o in box.iter('option')]}"
            )
        if box.get("multiple") is None:
            for other in box.iter("option"):
                other.attrib.pop("selected", None)
        entry.set("selected", "selected")

    def _boxes(self, field: str, within: str) -> Iterator[Element]:
        part = self._part(within)
        for group in part.iter("fieldset"):
            legend = group.find("./legend")
            if legend is not None and _fits(legend, field):
                yield from _tickable(group)
        yield from (box for box in _tickable(part) if box.get("name") == field)

    def _label_of(self, box: Element) -> Element | None:
        for parent in box.iterancestors("label"):
            return parent
        found = self.page.xpath("//label[@for=$id]", id=box.get("id") or "")
        return found[0] if found else None

    def _check(self, box: Element) -> "Walker":
        if box.get("type") == "radio":
            form = _form_of(box)
            for other in (form if form is not None else self.page).iter("input"):
                if other.get("name") == box.get("name"):
                    other.attrib.pop("checked", None)
        box.set("checked", "checked")
        return self


People = Callable[[str], Walker]


def _words(element: Element | None) -> str:
    return "" if element is None else SPACES.sub(" ", element.text_content()).strip()


def _fits(element: Element | None, words: str) -> bool:
    said = _words(element) or (element.get("value", "") if element is not None else "")
    return said.startswith(words)


def _first(found: list[Element], words: str) -> Element | None:
    begins = next((one for one in found if _fits(one, words)), None)
    if begins is not None:
        return begins
    return next((one for one in found if words in (_words(one) or one.get("aria-label", ""))), None)


def _tickable(part: Element) -> Iterator[Element]:
    return (box for box in part.iter("input") if box.get("type") in ("checkbox", "radio"))


def _submits(box: Element) -> bool:
    return box.get("type") in ("submit", "image")


def _form_of(element: Element) -> Element | None:
    if named := element.get("form"):
        found = element.getroottree().xpath("//form[@id=$id]", id=named)
        return found[0] if found else None
    return next(element.iterancestors("form"), None)
