"""The files a browser loads: complete, fingerprinted, small, and from nowhere else."""

import gzip
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command

import wagamachi

CORE = Path(wagamachi.__file__).parent / "core" / "static" / "core"
OURS = [p for p in CORE.rglob("*") if p.suffix in {".css", ".js"} and "vendor" not in p.parts]


def test_modules_and_stylesheets_load_their_fingerprinted_parts(
    tmp_path: Path, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "wagamachi.core.static_storage.StaticStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    core = tmp_path / "core"
    for name in ("app", "map", "wagamachi"):
        for path in core.glob(f"{name}.????????????.*s"):
            text = path.read_text(encoding="utf-8")
            parts = re.findall(r"""(?:from |import ?\(?|url\()["'](\.?/?[\w./-]+)["']""", text)
            assert parts != []
            for part in parts:
                assert re.search(r"\.[0-9a-f]{12}\.\w+$", part)
                assert (path.parent / part).is_file()


def test_a_first_visit_stays_small() -> None:
    """150 KB compressed is the budget of a whole first load; a page's own HTML takes 15 of them."""
    first = [p for p in OURS if p.name != "map.js"]
    first += [CORE / "vendor/htmx/htmx.min.js", *CORE.glob("vendor/*/*.css")]
    assert sum(len(gzip.compress(p.read_bytes())) for p in first) < 100_000


def test_nothing_is_loaded_from_elsewhere() -> None:
    told = [p.name for p in OURS if re.search(r"https?://(?!www\.w3\.org)", p.read_text("utf-8"))]
    assert told == []


def test_our_files_stay_short() -> None:
    assert [p.name for p in OURS if p.read_text("utf-8").count("\n") > 400] == []


def test_every_part_made_by_others_is_listed_with_its_licence() -> None:
    listed = (CORE / "vendor" / "README.md").read_text(encoding="utf-8")
    for folder in (p for p in (CORE / "vendor").iterdir() if p.is_dir()):
        assert f"`{folder.name}/`" in listed
        assert (folder / "LICENSE").is_file()
