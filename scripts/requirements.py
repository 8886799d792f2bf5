"""Which walk proves which requirement: every row of docs/requirements.md with its walks."""

import contextlib
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "docs" / "requirements.md"
ROW = re.compile(
    r"^\| (?P<id>R\d{3}) \| (?P<core>★?) *\| (?P<priority>[MSC]) \| (?P<term>[^|]+) \|"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the catalogue."""

    id: str
    is_core: bool
    priority: str
    term: str


def rows(catalogue: Path = CATALOGUE) -> list[Row]:
    """Read the catalogue; raise ValueError when two rows have the same id."""
    found = [
        Row(m["id"], bool(m["core"]), m["priority"], m["term"].strip())
        for m in map(ROW.match, catalogue.read_text(encoding="utf-8").splitlines())
        if m
    ]
    if len({row.id for row in found}) != len(found):
        raise ValueError(f"{catalogue.name} has a row id twice")
    return found


class Marks:
    """A pytest plugin that notes which test carries which row id."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("req"):
                for row_id in mark.args:
                    self.tests.setdefault(row_id, set()).add(item.nodeid.partition("[")[0])


def report(catalogue: list[Row], tests: dict[str, set[str]]) -> tuple[list[str], int]:
    """Return the lines to print, the count last, and how many unknown rows are marked."""
    lines = []
    for row in catalogue:
        proofs = sorted(tests.get(row.id, ()))
        lines.append(f"{'✓' if proofs else '·'} {row.id} {'★' if row.is_core else ' '} {row.term}")
        lines += [f"        {nodeid}" for nodeid in proofs]
    unknown = sorted(tests.keys() - {row.id for row in catalogue})
    for row_id in unknown:
        where = ", ".join(sorted(tests[row_id]))
        lines.append(f"✗ {row_id} は表にありません / is not a row of the catalogue: {where}")
    covered = sum(1 for row in catalogue if row.id in tests)
    lines.append(f"{covered} of {len(catalogue)} rows are walked")
    return lines, len(unknown)


def main() -> int:
    """Print the report; exit 1 when a mark names an unknown row or tests cannot be collected."""
    marks = Marks()
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        options = ["--collect-only", "-q", "-p", "no:cacheprovider", "tests"]
        collected = pytest.main(options, plugins=[marks])
    lines, unknown_count = report(rows(), marks.tests)
    is_collected = collected in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if not is_collected:
        print(told.getvalue()[-4000:], file=sys.stderr)
        print(
            "試験を集められませんでした（理由は上に） / tests could not be collected",
            file=sys.stderr,
        )
    print("\n".join(lines))
    return 1 if unknown_count or not is_collected else 0


if __name__ == "__main__":
    sys.exit(main())
