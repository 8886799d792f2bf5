"""A test database that was migrated once: later runs, and later workers, start from its copy.

Django needs some fifteen seconds of one core for the migrations, and every worker of every run would
pay them. The copy is known by what the migrations say; what follows each migrate (codes, triggers)
is done again on the copy, so it cannot be out of date.
"""

import os
import shutil
from hashlib import sha256
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "moulds"


def mould() -> Path | None:
    """Return where the copy for today's migrations lies or would lie; None where none is kept."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return None
    said = sha256()
    for path in sorted((ROOT / "src").glob("*/*/migrations/*.py")):
        said.update(path.name.encode() + path.read_bytes())
    return FOLDER / f"{said.hexdigest()[:20]}.sqlite3"


def pour(kept: Path) -> bool:
    """Put the copy where the test database belongs; say whether there was one."""
    if not kept.exists():
        return False
    shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


def cast(kept: Path) -> None:
    """Keep the freshly migrated test database, in one step for workers that do so at once."""
    from django.db import connection

    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(draft)])
    draft.replace(kept)
