"""A page as a browser without JavaScript would read it: its words, links and forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urljoin, urlsplit

from lxml import html

Element: TypeAlias = Any  # lxml speaks no types
SPACES = re.compile(r"\s+")
NOT_SENT = ("button", "submit", "image", "reset", "file")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: the words on it and where it leads, as a path of this house."""

    words: str
    path: str


class Page:
    """One answered page at ``path``."""

    def __init__(self, body: str, path: str) -> None:
        self.path = path
        self.root: Element = html.document_fromstring(body or "<html></html>")

    @property
    def main(self) -> Element:
        """Return the main part, or all of a page that has none."""
        found = self.root.find(".//main")
        return self.root if found is None else found

    @property
    def title(self) -> str:
        return words_of(self.root.find(".//title"))

    @property
    def text(self) -> str:
        return words_of(self.main)

    @property
    def links(self) -> list[Link]:
        """Return the links that stay in this house, each address once."""
        found: dict[str, Link] = {}
        for element in self.root.iter("a"):
            address = urlsplit(urljoin(self.path, element.get("href", "#")))
            if address.scheme in ("", "http", "https") and not address.netloc and address.path:
                path = address.path + (f"?{address.query}" if address.query else "")
                found.setdefault(path, Link(words_of(element), path))
        return list(found.values())

    @property
    def forms(self) -> list[Element]:
        return [form for form in self.root.iter("form") if form.get("method") != "dialog"]

    @property
    def row_count(self) -> list[int]:
        """Return how many rows each table and each list of cards has."""
        tables = [len(body.findall("./tr")) for body in self.main.iter("tbody")]
        return tables + [len(found.findall("./li")) for found in self.main.iter("ul", "ol")]


def words_of(element: Element | None) -> str:
    """Return the words of an element, white space folded; scripts and styles say nothing."""
    if element is None:
        return ""
    said = element.xpath(".//text()[not(parent::script or parent::style or parent::template)]")
    return SPACES.sub(" ", "".join(said)).strip()


def boxes_of(form: Element) -> list[Element]:
    """Return the form's fields, those beside it that name it included."""
    boxes = [*form.iter("input", "select", "textarea")]
    if form.get("id"):
        boxes += form.getroottree().xpath("//*[@form=$id][@name]", id=form.get("id"))
    return [box for box in boxes if box.get("name") and box.get("disabled") is None]


def filled(form: Element) -> Iterator[tuple[str, str]]:
    """Yield (name, value) of what a browser would send as the form stands, files left out."""
    for box in boxes_of(form):
        name, kind = box.get("name"), box.get("type", "text")
        if kind in NOT_SENT or box.tag == "button":
            continue
        if kind in ("checkbox", "radio") and box.get("checked") is None:
            continue
        if box.tag == "select":
            yield from ((name, value) for value in _chosen(box))
        elif box.tag == "textarea":
            yield name, (box.text or "").removeprefix("\n")
        else:
            yield name, box.get("value", "on" if kind in ("checkbox", "radio") else "")


def options_of(box: Element) -> list[str]:
    """Return the values a list offers, the empty one left out."""
    entries = [entry for entry in box.iter("option") if entry.get("disabled") is None]
    return [value for entry in entries if (value := entry.get("value", words_of(entry)))]


def _chosen(box: Element) -> list[str]:
    entries = [entry for entry in box.iter("option") if entry.get("disabled") is None]
    chosen = [entry for entry in entries if entry.get("selected") is not None]
    if not chosen and box.get("multiple") is None:
        chosen = entries[:1]
    return [entry.get("value", words_of(entry)) for entry in chosen]
