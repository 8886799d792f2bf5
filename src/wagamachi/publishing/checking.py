"""Looking at texts before they are saved: what is certain stops, what is likely asks once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wagamachi.core.errors import DomainError
from wagamachi.core.identifying import Finding, Known, find, pieces

ASK = (
    "しるしのついた言葉が、だれのことかわかるものでなければ、下の「確かめました」にしるしをつけて、"
    "もう一度押してください。"
)
STOP = "しるしのついた言葉を書きなおしてください。このままでは残せません。"


class Telling(DomainError):
    """A text says whom it is about, or may: ``found`` has the findings of every field."""

    def __init__(self, found: Mapping[str, list[Finding]], texts: Mapping[str, str]) -> None:
        field = next(iter(found))
        super().__init__("だれのことかわかる言葉があります。", field=field)
        self.found = found
        self.texts = texts

    @property
    def is_certain(self) -> bool:
        return any(one.is_certain for ones in self.found.values() for one in ones)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what was found in it marked, and each finding as a sentence."""

    label: str
    html: SafeString
    said: list[str]


def look_through(texts: Mapping[str, str], *, known: Known, on: date, is_sure: bool | None) -> int:
    """Raise Telling for a text by field that names somebody; ``is_sure`` lets pass what only may.

    None is for a text that nobody looks through afterwards: a bare family name of the known must go too.
    Returns how many places it let pass.
    """
    found = {name: find(text, known, on) for name, text in texts.items() if text}
    if is_sure is None:
        found = {name: [_stops(one) for one in ones] for name, ones in found.items()}
        is_sure = True
    passed = 0
    if is_sure:
        passed = sum(not one.is_certain for ones in found.values() for one in ones)
        found = {name: [one for one in ones if one.is_certain] for name, ones in found.items()}
    found = {name: ones for name, ones in found.items() if ones}
    if found:
        raise Telling(found, texts)
    return passed


def _stops(one: Finding) -> Finding:
    return replace(one, is_certain=True) if one.is_own else one


def marked(label: str, text: str, found: list[Finding]) -> Marked:
    """Return a text as a page shows it to whoever looks it through."""
    return Marked(label, _html(text, found), list(dict.fromkeys(one.said for one in found)))


def _html(text: str, found: Iterable[Finding]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece.text) if piece.finding else piece.text,)
            for piece in pieces(text, found)
        ),
    )


def messages_of(error: Telling, field: str) -> list[SafeString | str]:
    """Return what stands beside a field: the text with its marks, each finding, and what to do."""
    found = error.found[field]
    shown = marked(field, error.texts[field], found)
    todo = STOP if any(one.is_certain for one in found) else ASK
    said = format_html_join(SafeString("<br>"), "{}", ((one,) for one in shown.said))
    return [format_html("「{}」<br>{}", shown.html, said), todo]
