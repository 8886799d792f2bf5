"""An assessment sheet line by line, in the order of the paper form, for the screen and for print."""

from dataclasses import dataclass
from typing import Any

from ..models import DOMAINS, FACTS, TICKED, Assessment

COLUMNS = ("complaint", "words", "wish", "strengths", *FACTS, *DOMAINS, "view", "urgent")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One item. ``is_new`` says that it reads differently from the sheet before."""

    name: str
    label: str
    text: str
    is_new: bool


def lines_of(sheet: Assessment) -> list[SheetLine]:
    """Return every item of a sheet, empty ones too; load the sheet with ``previous``."""
    before = sheet.previous
    return [
        SheetLine(
            name=name,
            label=label_of(name),
            text=said(sheet, name),
            is_new=before is not None and said(before, name) != said(sheet, name),
        )
        for name in COLUMNS
    ]


def label_of(name: str) -> str:
    """Return what an item is called."""
    field: Any = Assessment._meta.get_field(name)
    return str(field.verbose_name)


def said(sheet: Assessment, name: str) -> str:
    """Return what stands under an item, in words."""
    value = getattr(sheet, name)
    if name in TICKED:
        labels = dict(TICKED[name].choices)
        return "、".join(str(labels.get(one, one)) for one in value)
    if name == "insurance":
        return str(sheet.get_insurance_display())
    if name == "income":
        return "" if value is None else f"{value:,}円"
    return str(value)
