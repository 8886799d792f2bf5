"""Reading a PDF back as a person would: its text without the spaces that layout puts in."""

import io
import re
import unicodedata

from pypdf import PdfReader


def pages(body: bytes) -> int:
    return len(PdfReader(io.BytesIO(body)).pages)


def plain(text: str) -> str:
    """Return the letters alone: layout breaks lines anywhere."""
    return re.sub(r"[\s\u200b\u00ad]+", "", unicodedata.normalize("NFKC", text))


def text_of(body: bytes) -> str:
    """Return all letters of all pages, without the foot that every page repeats."""
    return plain("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages))


def page_texts(body: bytes) -> list[str]:
    """Return the letters of each page."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(body)).pages]


def fonts_of(body: bytes) -> set[str]:
    """Return the names of the fonts the file carries, without the tags of their subsets."""
    found = set()
    for page in PdfReader(io.BytesIO(body)).pages:
        for font in page["/Resources"]["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).removeprefix("/").partition("+")[2])
    return found


def lowest(body: bytes) -> float:
    """Return how far above the foot of its page the lowest letter stands, in millimetres."""
    found: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], *rest: object) -> None:
        if text.strip():
            found.append((cm[1] * tm[4] + cm[3] * tm[5] + cm[5]) / 72 * 25.4)

    for page in PdfReader(io.BytesIO(body)).pages:
        page.extract_text(visitor_text=note)
    return min(found)
