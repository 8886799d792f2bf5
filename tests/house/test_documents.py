"""What the documents say is what the house does."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from .source import ROOT

OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
READS_ENVIRONMENT = ("src/**/*.py", "scripts/*.py", "tests/*.py", "bench/**/*.py", "Makefile")


def test_every_threshold_is_explained_with_its_default() -> None:
    """A number that steers people's work must be findable by the people it steers."""
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (\S+) \|", OPERATING, re.MULTILINE))
    meant = {name: str(value) for name, value in settings.WAGAMACHI.items()}
    assert {name: told.get(name) for name in meant} == meant


def test_every_environment_variable_is_explained() -> None:
    """An operator reads one page, not the source."""
    used = {
        name
        for pattern in READS_ENVIRONMENT
        for path in ROOT.glob(pattern)
        for name in re.findall(r"\bWAGAMACHI_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `(WAGAMACHI_[A-Z_]+)` \|", OPERATING, re.MULTILINE))
    assert told == used


def test_every_command_is_explained() -> None:
    """The words of ``wagamachi --help`` are the words of the page."""
    source = (ROOT / "src" / "wagamachi" / "cli.py").read_text(encoding="utf-8")
    words = set(re.findall(r"add_parser\(\s*\"(\w+)\"", source))
    assert {word for word in words if f"wagamachi {word}" not in OPERATING} <= {"nightly"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    """A dead link sends a newcomer away."""
    text = document.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
    targets += re.findall(r"<img[^>]+src=\"(?!https?:)([^\"]+)", text)
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_catalogue_has_its_rows() -> None:
    """151 rows, no id twice: the count that ``make requirements`` ends with."""
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    ids = re.findall(r"^\| (R\d{3}) \|", text, re.MULTILINE)
    assert (len(ids), len(set(ids))) == (151, 151)


def test_the_changelog_knows_this_version() -> None:
    """Users read what changed before they upgrade."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(rf"^## .*\b{re.escape(version)}\b", changelog, re.MULTILINE) != []
