"""Taking records away as a file: the same columns for everybody, and written down (R029)."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import models, transaction
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from wagamachi.access import audit
from wagamachi.access.actor import Actor
from wagamachi.core import clock
from wagamachi.core.errors import DomainError

from ..definitions import ITEMS, Value, file_row
from ..queries import Criteria, Records, Totals, listed, totals, with_items

ROW_LIMIT = 50_000
_IN_MEMORY = 5_000_000  # bytes; a larger file goes through the disk
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # full width too: a Japanese Excel reads it as the same


class FileFormat(models.TextChoices):
    """What the file is opened with."""

    XLSX = "xlsx", "Excel（.xlsx）"
    CSV = "csv", "CSV（ほかのソフトに取りこむとき）"


CONTENT_TYPES = {
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileFormat.CSV: "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file ready to be handed over, with a name that holds no personal data."""

    body: IO[bytes]
    name: str
    content_type: str
    row_count: int


def export_records(
    *, actor: Actor, at: datetime, criteria: Criteria, file_format: str
) -> ExportedFile:
    """Write the rows of the list into a file and the export into the audit log.

    Raises DomainError when there is nothing to export or more than ``ROW_LIMIT`` rows.
    """
    chosen = FileFormat(file_format)
    rows = listed(actor, criteria)
    count = rows.count()
    if not count:
        raise DomainError("あてはまる記録がありません。条件を変えてください。")
    if count > ROW_LIMIT:
        raise DomainError(
            f"一度に書き出せるのは{ROW_LIMIT:,}件までです（いまの条件では{count:,}件）。"
            "期間を短くしてください。",
            field="period",
        )
    with transaction.atomic():
        body: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
        written = _WRITERS[chosen](body, _lines(rows), totals(rows))
        body.seek(0)
        audit.record(
            actor=actor,
            kind=audit.EventKind.EXPORTED,
            at=at,
            data={"what": "record", "rows": written, "format": str(chosen), **_told(criteria)},
        )
    name = f"活動記録_{clock.today(at):%Y%m%d}.{chosen}"
    return ExportedFile(body, name, CONTENT_TYPES[chosen], written)


def _told(criteria: Criteria) -> dict[str, Any]:
    """Return the conditions for the audit log: ids, codes and dates only."""
    period = criteria.period
    return {
        "whose": criteria.whose,
        "function": criteria.function,
        "tier": criteria.tier,
        "area": str(criteria.area_id or ""),
        "from": period.starts_at.isoformat() if period.starts_at else "",
        "until": period.ends_at.isoformat() if period.ends_at else "",
    }


def _lines(rows: Records) -> Iterator[list[Value]]:
    """Yield the lines in the order of the list, a few thousand rows in memory at a time."""
    ordered = with_items(rows).order_by("-occurred_at", "-id")
    return (file_row(record) for record in ordered.iterator(chunk_size=2000))


def _write_csv(body: IO[bytes], lines: Iterable[list[Value]], sums: Totals) -> int:
    """Write UTF-8 with BOM and CRLF, which Excel opens without garbling.

    No line of sums: other software would take it for one more record.
    """
    text = io.TextIOWrapper(body, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([item.label for item in ITEMS])
    count = 0
    for line in lines:
        writer.writerow([harmless(value) for value in line])
        count += 1
    text.flush()
    text.detach()
    return count


def harmless(value: Value) -> Value:
    """Return a value that a spreadsheet will not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_xlsx(body: IO[bytes], lines: Iterable[list[Value]], sums: Totals) -> int:
    """Write the records on one sheet and the sums the screen shows on another."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("活動記録")
    sheet.freeze_panes = "B2"
    for number, item in enumerate(ITEMS, start=1):
        wide = item.key in {"content", "result", "next_step"}
        sheet.column_dimensions[_letter(number)].width = 40 if wide else 16
    sheet.append([item.label for item in ITEMS])
    count = 0
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
        count += 1
    _add_sums(book, sums)
    book.save(body)
    return count


def _add_sums(book: Any, sums: Totals) -> None:
    sheet = book.create_sheet("合計")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 20
    sheet.append(["機能", "件数", "時間（分）"])
    sheet.append(["合計", sums.count, sums.minutes])
    for one in sums.functions:
        sheet.append([one.label, one.count, one.minutes])


def _cell(sheet: Any, value: Value) -> Any:
    """Return a cell that holds text as text, whatever it begins with."""
    if isinstance(value, int):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1)


_WRITERS = {FileFormat.CSV: _write_csv, FileFormat.XLSX: _write_xlsx}
