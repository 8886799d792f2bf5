"""Writing 社会資源 as a CSV that Excel opens without garbling."""

import csv
import io
from collections.abc import Iterable, Iterator

from .models import Resource
from .sheet_cells import safe
from .sheet_reader import HEADINGS

BOM = "\ufeff"  # Excel reads a CSV as UTF-8 only when it begins with this mark


def csv_lines(resources: Iterable[Resource]) -> Iterator[str]:
    """Yield the file line by line; what it writes can be read back by ``sheet_reader``."""
    yield BOM + _line(names[0] for names in HEADINGS.values())
    for resource in resources:
        yield _line(_cell(resource, column) for column in HEADINGS)


def _cell(resource: Resource, column: str) -> str:
    if column == "themes":
        return "；".join(str(theme) for theme in resource.themes.all())
    if column == "areas":
        return "；".join(f"{area.zoning.name}:{area.name}" for area in resource.areas.all())
    if column == "organization":
        return resource.organization.name if resource.organization else ""
    if column == "weekdays":
        return resource.weekday_labels
    if column == "sector":
        return resource.get_sector_display()
    value = getattr(resource, column)
    if column == "cost_yen":
        return "わからない" if value is None else f"{value}円" if value else "無料"
    if isinstance(value, bool):
        return "○" if value else "×"
    return "" if value is None else str(value)


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([safe(cell) for cell in cells])
    return out.getvalue()
