"""What must hold of every answer; each broken rule is a finding that says who met it where."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from .knowing import Matcher
from .pages import Page
from .slips import is_nothing, program_text, slips_of_page
from .values import SCRIPT

SLOW = 3.0  # seconds of work nobody waits for; in the city every page takes a tenth of it
FORMULA = ("=", "+", "@", "\t", "\r")
COUNT = re.compile(r"([\d,]+)件")
ON_LINK = re.compile(r"^(?:.*[（( ])?([\d,]+)件[）)]?$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: its name, who met it, where, and what was there."""

    rule: str
    who: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule} — {self.who} {self.where}: {self.what}"


@dataclass(frozen=True)
class Visit:
    """One request and its answer. ``words`` are those of the link that led here."""

    path: str
    answer: Any
    came_from: str = ""
    words: str = ""
    is_typed: bool = False  # sent by the inspector, not offered as a link
    is_public: bool = False

    @property
    def kind(self) -> str:
        return str(self.answer.get("Content-Type", "")).partition(";")[0]

    @cached_property
    def body(self) -> bytes:
        if self.answer.streaming:
            return b"".join(self.answer.streaming_content)
        return bytes(self.answer.content)


@dataclass(slots=True)
class Rules:
    """Reads answers for one person; ``hidden`` is what the policy keeps from them."""

    who: str
    hidden: Matcher
    names: Matcher
    findings: list[Finding] = field(default_factory=list)

    def check(self, visit: Visit) -> Page | None:
        """Note every broken rule; return the page if the answer is one."""
        status = visit.answer.status_code
        if status >= 500:
            self._note("失敗の画面", visit, str(status))
            return None
        if (seconds := getattr(visit.answer, "seconds", 0.0)) > SLOW:
            self._note("時間がかかりすぎる", visit, f"{seconds:.1f}秒")
        if visit.words and status in (400, 403, 404, 405, 410):
            self._note("行き止まりのリンク", visit, f"{status} 「{visit.words}」から")
        if not visit.is_public and "no-store" not in visit.answer.get("Cache-Control", ""):
            self._note("no-store がない", visit, str(visit.answer.get("Cache-Control")))
        self._check_address(visit, visit.path)
        self._check_address(visit, visit.answer.get("Location", ""))
        if visit.kind == "text/html" and visit.body:
            return self._check_page(visit)
        self._check_file(visit)
        return None

    def _check_address(self, visit: Visit, address: str) -> None:
        if not visit.is_typed and (told := next(self.names.find(unquote(address)), None)):
            self._note("住所欄に個人の情報", visit, told)

    def _check_page(self, visit: Visit) -> Page:
        body = visit.body.decode()
        page = Page(body, visit.path)
        if page.root.find(".//title") is not None:
            if not page.title:
                self._note("題がない", visit, "")
            if told := next(self.names.find(page.title), None):
                self._note("題に個人の情報", visit, told)
        if SCRIPT in body:
            self._note("書いたものがそのまま画面の一部になる", visit, "")
        self._check_hidden(visit, page.text)
        for rule, what in slips_of_page(page):
            self._note(rule, visit, what)
        if count := ON_LINK.match(visit.words):
            self._check_count(visit, page, int(count[1].replace(",", "")))
        return page

    def _check_hidden(self, visit: Visit, text: str) -> None:
        for told in set(self.hidden.find(text)):
            self._note("見えてはいけないもの", visit, told)

    def _check_count(self, visit: Visit, page: Page, count: int) -> None:
        said = {int(found.replace(",", "")) for found in COUNT.findall(page.text)}
        if count not in said and count not in page.row_count:
            self._note(
                "リンクの数と先の数がちがう", visit, f"「{visit.words}」 先は {sorted(said)[:6]}"
            )

    def _check_file(self, visit: Visit) -> None:
        reader = READERS.get(visit.kind)
        if reader is None or visit.answer.status_code != 200:
            return
        try:
            text = reader(visit.body)
        except Exception as error:  # whatever a reader raises, the file does not open
            self._note("開けないファイル", visit, f"{visit.kind}: {error}")
            return
        if not text.strip():
            self._note("空のファイル", visit, visit.kind)
        if told := program_text(text):
            self._note("プログラムの文字", visit, told)
        self._check_hidden(visit, text)

    def _note(self, rule: str, visit: Visit, what: str) -> None:
        where = f"{visit.path}（{visit.came_from} から）" if visit.came_from else visit.path
        self.findings.append(Finding(rule, self.who, where, what))


def _pdf(body: bytes) -> str:
    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body), strict=True).pages)


def _csv(body: bytes) -> str:
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    _check_cells(cell for row in rows for cell in row)
    return " ".join(cell for row in rows for cell in row)


def _xlsx(body: bytes) -> str:
    from openpyxl import load_workbook

    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(body), read_only=True)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    _check_cells(str(cell) for cell in cells if isinstance(cell, str))
    return " ".join(str(cell) for cell in cells if cell is not None)


def _ics(body: bytes) -> str:
    from icalendar import Calendar

    return str(Calendar.from_ical(body).to_ical().decode())


def _check_cells(cells: Iterator[str]) -> None:
    told = list(cells)
    if is_nothing(told):
        raise ValueError("a cell that says None")
    wrong = next((cell for cell in told if cell.startswith(FORMULA) and len(cell) > 1), None)
    if wrong is not None and not re.fullmatch(r"[+]?[\d.,% -]+", wrong):
        raise ValueError(f"a cell a spreadsheet would calculate: {wrong[:20]!r}")


READERS: dict[str, Callable[[bytes], str]] = {
    "application/pdf": _pdf,
    "text/csv": _csv,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "text/calendar": _ics,
}
