"""From a filled form to a PDF, on any machine: own fonts, no network, no program beside it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from .lettering import FONTS, GETA, breakable, printable
from .parts import Sheet

TEMPLATES = Path(__file__).resolve().parent / "typst"
_NO_LETTER = f"{GETA}は、この用紙の文字にない字です。画面で確かめてください。"


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that ship with the product and no others."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


def typeset(sheet: Sheet, *, city: str, mark: str, foot: str, at: datetime) -> bytes:
    """Return the sheet as a PDF. ``foot`` stands on every page, ``mark`` in a box at the top.

    The data goes in as one JSON string that the template reads; it never becomes part of its source.
    """
    said: dict[str, Any] = {
        "title": sheet.form.title,
        "form": f"様式{sheet.form.number}\n{city}",
        "mark": mark,
        "number": sheet.number,
        "office": [asdict(cell) for cell in sheet.office],
        "stamps": list(sheet.stamps),
        "parts": [asdict(part) for part in sheet.parts],
        "foot": foot,
    }
    paper = _lettered(said)
    if GETA in json.dumps(paper, ensure_ascii=False):
        paper["foot"] += f"\n{_NO_LETTER}"
    compiler = typst.Compiler(
        input=str(TEMPLATES / "paper.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper)},
    )
    # The typesetter counts in whole seconds and refuses an instant that holds more.
    body = compiler.compile(format="pdf", timestamp=at.astimezone(UTC).replace(microsecond=0))
    if not isinstance(body, bytes):
        raise TypeError("the typesetter returned no PDF")
    return body


def _lettered(value: Any) -> Any:
    """Return the same data with every text made printable."""
    if isinstance(value, str):
        return breakable(printable(value))
    if isinstance(value, Mapping):
        return {key: value[key] if key == "kind" else _lettered(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [_lettered(one) for one in value]
    return value
