"""Where this installation lives, and whether its database fits the program that is about to run."""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import wagamachi

from .children import tied_to_parent

PACKAGE = Path(wagamachi.__file__).resolve().parent
# What a change in makes another `wagamachi setup` necessary.
PREPARED_FROM = ("*/migrations/*.py", "*/static/**/*", "*/data/codelists*.json")


class Problem(Exception):
    """Something the operator must put right; the message says what, in Japanese."""


def home() -> Path:
    """Return the directory of the database, key and collected files (``WAGAMACHI_HOME``)."""
    return Path(os.environ.get("WAGAMACHI_HOME", "var")).resolve()


def database_url() -> str:
    """Return the address of the database in use, as the settings understand it."""
    return os.environ.get("WAGAMACHI_DATABASE_URL") or f"sqlite:///{sqlite_path()}"


def sqlite_path() -> Path:
    """Return the default database file."""
    return home() / "wagamachi.sqlite3"


def database_said() -> str:
    """Return what tells one database from another: the folder's own may move with its folder."""
    return os.environ.get("WAGAMACHI_DATABASE_URL") or "the file in this folder"


def uses_default_sqlite() -> bool:
    """Say whether the embedded database in ``home()`` is the one in use."""
    return not os.environ.get("WAGAMACHI_DATABASE_URL")


def fingerprint() -> str:
    """Return a digest of all that `wagamachi setup` depends on: migrations, static files, codes."""
    digest = hashlib.sha256(f"{version('wagamachi')} {database_said()}".encode())
    for pattern in PREPARED_FROM:
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(str(path.relative_to(PACKAGE)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _stamp() -> Path:
    return home() / "setup.stamp"


def is_prepared() -> bool:
    """Say whether `wagamachi setup` was finished by exactly this program for this database."""
    if uses_default_sqlite() and not sqlite_path().exists():
        return False
    return _stamp().exists() and _stamp().read_text() == fingerprint()


def mark_prepared() -> None:
    """Remember that the database fits this program."""
    home().mkdir(parents=True, exist_ok=True)
    _stamp().write_text(fingerprint())


def forget_prepared() -> None:
    """Make the next start look at the database again."""
    _stamp().unlink(missing_ok=True)


@contextlib.contextmanager
def hold(name: str) -> Iterator[None]:
    """Hold a lock in the home directory; raise Problem when another process holds it.

    Windows has no such lock; there the port alone keeps a second server away.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                f"{home()} では、もうわがまちが動いています。止めてからもう一度ためしてください。"
            ) from None
        yield


def command(*arguments: str) -> list[str]:
    """Return the command line that runs ``wagamachi`` with this very Python."""
    return [sys.executable, "-m", "wagamachi", *arguments]


def run(*arguments: str) -> None:
    """Run one ``wagamachi`` command in a process of its own; raise Problem when it fails."""
    try:
        status = subprocess.run(command(*arguments), preexec_fn=tied_to_parent()).returncode
    except KeyboardInterrupt:
        raise Problem("途中で止めました。") from None
    if status:
        raise Problem(f"`wagamachi {_shown(arguments)}` が終わりませんでした（理由は上に）。")


def _shown(arguments: Sequence[str]) -> str:
    return " ".join(argument for argument in arguments if argument)
