"""What an installation gets: pinned parts, from wherever the office gets its parts."""

import re
import tomllib

import pytest

from .source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def _project() -> dict[str, list[str]]:
    """Return the names of what pyproject.toml asks for, for running and for testing."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = config["project"]["dependencies"] + config["dependency-groups"]["build"]
    return {LOCKS[0]: run, LOCKS[1]: run + config["dependency-groups"]["dev"]}


def _pins(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_pinned(lock: str) -> None:
    """Two offices that install the same version run the same code."""
    asked = {
        re.split(r"[^A-Za-z0-9_-]", name)[0].lower().replace("_", "-") for name in _project()[lock]
    }
    assert asked - _pins(lock) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    """The hash decides what is installed; where it comes from is the office's own affair."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert re.findall(r"\w+://|--\w*index\w*|--find-links", text) == []


def test_testing_adds_to_running_and_changes_nothing() -> None:
    """What is tested is what runs."""
    run, test = ((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    pins = re.compile(r"^\S+==\S+(?: ;.*?)?(?= \\$)", re.MULTILINE)
    assert set(pins.findall(run)) - set(pins.findall(test)) == set()
