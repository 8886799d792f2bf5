"""What no reader should meet: the program's own text, and choices nobody can tell apart."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from .pages import Element, Page, boxes_of, words_of
from .values import TEMPLATE

T = TypeVar("T", bound=Hashable)
PROGRAM = re.compile(
    r"\w+ object \(|<\w[\w.]* object at 0x|<QuerySet|UUID\(|<bound method|\{\{|\{%|datetime\.\w+\("
)
CELLS = "//td | //th | //dd | //li | //option | //input/@value"


def program_text(text: str) -> str | None:
    """Return what stands in a text as the program writes it, or None; what was typed to try it is none."""
    found = PROGRAM.search(text.replace(TEMPLATE, ""))
    return found[0] if found else None


def is_nothing(cells: Iterable[str]) -> bool:
    """Tell whether a cell or a value says None, where nothing was written."""
    return any(cell == "None" for cell in cells)


def slips_of_page(page: Page) -> Iterator[tuple[str, str]]:
    """Yield (rule, what) for program text and for choices that are offered twice."""
    if told := program_text(page.text):
        yield "プログラムの文字", told
    said = page.main.xpath(CELLS)
    if is_nothing(one if isinstance(one, str) else words_of(one) for one in said):
        yield "プログラムの文字", "None"
    for form in page.forms:
        boxes = boxes_of(form)
        ticks = [box for box in boxes if box.get("type") in ("radio", "checkbox")]
        for name, value in _twice((box.get("name"), box.get("value", "on")) for box in ticks):
            yield "同じ選択肢が二つ", f"{name}={value}"
        for box in boxes:
            if box.tag == "select":
                yield from _slips_of_list(box)


def _slips_of_list(box: Element) -> Iterator[tuple[str, str]]:
    entries = list(box.iter("option"))
    for value in _twice(entry.get("value", words_of(entry)) for entry in entries):
        yield "同じ選択肢が二つ", f"{box.get('name')}={value}"
    for _, label in _twice((entry.getparent().get("label"), words_of(entry)) for entry in entries):
        yield "見分けのつかない選択肢", f"{box.get('name')}: {label}"


def _twice(found: Iterable[T]) -> list[T]:
    return [one for one, times in Counter(found).items() if times > 1]
