"""Taking a table of figures away as CSV: the same figures as on the screen, and written down."""

import csv
import io
from datetime import datetime

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.core.tables import Cell, Table

from .exports import harmless


def export_table(*, actor: Actor, at: datetime, table: Table, room: str) -> bytes:
    """Return a table of ``room`` as CSV (UTF-8 with BOM) and write the export into the audit log."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([table.corner, *table.columns])
    for row in table.rows:
        writer.writerow([harmless(row.label), *(_plain(cell) for cell in row.cells)])
    audit.record(
        actor=actor,
        kind=audit.EventKind.EXPORTED,
        at=at,
        data={"what": f"{room}.{table.key}", "rows": len(table.rows), "format": "csv"},
    )
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return harmless(cell) if isinstance(cell, str) else cell
