"""What the files of the project may not say."""

import re
import subprocess

from .source import ROOT

BINARY = {".png", ".jpg", ".woff", ".woff2", ".ttf", ".otf", ".ico", ".mo", ".gz", ".pdf", ".xlsx"}
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b|lorem ip" r"sum")
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.:/-])/(home|Users|root|work|mnt)/\w+")


def _files() -> list[tuple[str, str]]:
    """Return (name, text) of each file that is, or would be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    return [
        (name, (ROOT / name).read_text(encoding="utf-8"))
        for name in sorted(names)
        if (ROOT / name).is_file()
        if (ROOT / name).suffix not in BINARY and ".min." not in name and "/vendor/" not in name
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
