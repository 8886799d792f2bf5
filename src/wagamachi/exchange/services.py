"""Putting a form on paper: the PDF, its name, and the line in the audit log."""

from dataclasses import dataclass
from datetime import datetime

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.areas.models import MunicipalityProfile
from wagamachi.core import clock
from wagamachi.core.refs import Ref
from wagamachi.core.wareki import format_datetime

from .parts import Sheet
from .typesetting import typeset

FICTIONAL = "架空のデモデータ"
_CARE = "個人情報が書かれています。使い終わったら、決められた方法で捨ててください。"


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """A PDF, and a name for it that holds no personal data."""

    body: bytes
    name: str


def print_paper(
    *, actor: Actor, at: datetime, sheet: Sheet, ref: Ref | None, number: str, why: str
) -> PrintedPaper:
    """Return the paper as a PDF and write down who took it, of what, and which form.

    ``number`` goes into the file's name; ``why`` is the sentence on what basis the actor sees it.
    ``ref`` is None for an empty form.
    """
    city = MunicipalityProfile.objects.first()
    by = f"出力: {actor.name}　{format_datetime(at)}"
    # Typeset before the audit event opens its transaction: on SQLite that one holds back all writers.
    body = typeset(
        sheet,
        city=city.name if city else "",
        mark=FICTIONAL if city and city.is_fictional else "",
        foot=f"{by}　よりどころ: {why}\n{_CARE}",
        at=at,
    )
    audit.record(
        actor=actor,
        kind=audit.EventKind.EXPORTED,
        ref=ref,
        at=at,
        data={"what": "paper", "form": sheet.form.title},
    )
    return PrintedPaper(body, f"{sheet.form.title}_{number}_{clock.today(at):%Y%m%d}.pdf")
