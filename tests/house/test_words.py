"""What the files of the project may not say."""

import re

from .source import ROOT

TREES = (".ci", "bench", "docs", "scripts", "src", "tests")
BINARY = {
    ".png",
    ".jpg",
    ".woff",
    ".woff2",
    ".ttf",
    ".otf",
    ".ico",
    ".mo",
    ".gz",
    ".pdf",
    ".xlsx",
    ".pyc",
}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b|lorem ip" r"sum")
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.:/-])/(home|Users|root|work|mnt)/\w+")


def _files() -> list[tuple[str, str]]:
    """Return (name, text) of every text file of the project."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for tree in TREES:
        found += [path for path in (ROOT / tree).rglob("*") if path.is_file()]
    return [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in sorted(found)
        if path.suffix not in BINARY and ".min." not in path.name and "vendor" not in path.parts
    ]


def _broken(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}"
        for name, text in _files()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_announced_instead_of_done() -> None:
    """What is not done is an entry in the list of work, not a remark in the code."""
    assert _broken(UNFINISHED) == []


def test_no_file_knows_one_machine() -> None:
    """A path that exists on one desk only works there only."""
    assert _broken(SOMEBODYS_MACHINE) == []


def test_no_page_takes_the_municipality_for_a_city() -> None:
    """It may be a 区, a 町 or a 村 (R005); the fictional one is a 市."""
    spoken = re.compile("この市|市全体|市内の|市のどこ|ほかの市|市ごと")
    assert [
        where for where in _broken(spoken) if where.startswith("src/") and "/demo" not in where
    ] == []
