"""Run a command against a throw-away PostgreSQL: ``with_postgres.py COMMAND …``.

The server lives in a temporary directory, speaks only through a socket in it, never syncs to disk,
and is gone when the command ends. The command finds it in ``WAGAMACHI_DATABASE_URL``.
Exit status 69 means that no PostgreSQL server program is installed.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

UNAVAILABLE = 69
FAST = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",  # dear for small answers
}


def binaries() -> Path | None:
    """Return the directory of the newest ``initdb`` installed, or None."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parent.parent.name),
    )
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _account() -> str | None:
    """Return whom the server runs as: PostgreSQL refuses root, so somebody with fewer rights."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise SystemExit("PostgreSQL は root では動きません。利用者 postgres を作ってください。")


@contextlib.contextmanager
def cluster(bin_dir: Path) -> Iterator[str]:
    """Start a server and yield the URL of its empty database; stop it and delete it at the end."""
    account = _account()
    home = Path(tempfile.mkdtemp(prefix="waga-pg-"))
    home.chmod(0o755)
    if account:
        entry = pwd.getpwnam(account)
        os.chown(home, entry.pw_uid, entry.pw_gid)
    data = home / "data"

    def run(*command: str) -> None:
        done = subprocess.run(
            [str(bin_dir / command[0]), *command[1:]],
            user=account,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if command[0] != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if command[0] != "pg_ctl" else None,
            text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        )
        if done.returncode:
            raise SystemExit(f"{command[0]} が失敗しました:\n{done.stdout or ''}")

    try:
        run(
            *("initdb", "--pgdata", str(data), "--username", "wagamachi", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        options = " ".join(f"-c {key}='{value}'" for key, value in FAST.items())
        server = ("pg_ctl", "--pgdata", str(data), "--wait", "--silent")
        run(*server, "--log", str(home / "log"), "-o", f"-k {home} {options}", "start")
        try:
            run("createdb", "--host", str(home), "--username", "wagamachi", "wagamachi")
            yield f"postgresql://wagamachi@{quote(str(home), safe='')}/wagamachi"
        finally:
            run(*server, "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run ``command`` against a new cluster and return its exit status."""
    bin_dir = binaries()
    if bin_dir is None:
        print("PostgreSQL が入っていません（Debian: apt install postgresql）。", file=sys.stderr)
        return UNAVAILABLE
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    with cluster(bin_dir) as url:
        return subprocess.run(command, env=os.environ | {"WAGAMACHI_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
