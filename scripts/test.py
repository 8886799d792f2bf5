"""The whole test suite on SQLite, then on PostgreSQL what the engine decides; extra arguments go to pytest.

SQLite always. PostgreSQL is the one at ``WAGAMACHI_TEST_POSTGRES_URL``, or a throw-away one when a
server program is installed; otherwise it is said plainly that this half did not run. With
``CI=true`` nothing may be left out: a missing PostgreSQL fails.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from with_postgres import binaries

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"
WORKERS = max(1, min(os.cpu_count() or 1, 4))
# What a database does by itself: constraints, triggers, locks, plans, search, time; and all that people
# do in it (walks), whatever happens to it (the promise), and what anybody may see (the matrix).
ENGINE = (
    "tests/walks",
    "tests/matrix",
    "tests/casework/test_promise.py",
    "tests/continuity/test_promise_whole.py",
    "tests/access/test_triggers.py",
    "tests/casework/test_constraints.py",
    "tests/casework/test_detectors.py",
    "tests/casework/test_hostile_orders.py",
    "tests/casework/test_matching.py",
    "tests/casework/test_races.py",
    "tests/core/test_doctor.py",
    "tests/core/test_nights.py",
    "tests/core/test_paging.py",
    "tests/core/test_search.py",
    "tests/notices/test_mailing.py",
    "tests/operate",
)
SUMMARY = re.compile(r"\d+ (passed|failed|error|skipped|xfailed|deselected)|no tests ran")


def run(title: str, command: list[str], env: dict[str, str]) -> tuple[int, str]:
    """Run one half with its output shown as it comes; return its status and last summary line."""
    print(f"\n▶ {title}", flush=True)
    summary = "集計の行がありません"
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    for line in process.stdout:
        print(line, end="", flush=True)
        if SUMMARY.search(line):
            summary = re.sub(r"\x1b\[[0-9;]*m", "", line).strip().strip("= ")
    return process.wait(), summary


def main(extra: list[str]) -> int:
    """Run both halves and end with one summary line for each."""
    pytest = [sys.executable, "-m", "pytest", "-q", "-n", str(WORKERS), "--durations=10"]
    pytest += [*(["--color=yes"] if sys.stdout.isatty() else []), *extra]
    plain = {key: value for key, value in os.environ.items() if key != "WAGAMACHI_DATABASE_URL"}

    results = [("SQLite", *run("SQLite で試験しています", pytest, plain))]
    pytest += [] if any(one.startswith("tests") for one in extra) else ENGINE
    given = os.environ.get("WAGAMACHI_TEST_POSTGRES_URL")
    title = "PostgreSQL で試験しています"
    if given:
        env = plain | {"WAGAMACHI_DATABASE_URL": given}
        results.append(("PostgreSQL", *run(title, pytest, env)))
    elif binaries():
        wrapped = [sys.executable, str(ROOT / "scripts" / "with_postgres.py"), *pytest]
        results.append(("PostgreSQL", *run(title, wrapped, plain)))
    else:
        why = "行っていません: PostgreSQL がありません（apt install postgresql） / not run"
        results.append(("PostgreSQL", 1 if IN_CI else 0, why))

    print("\n━━ まとめ / summary ━━")
    for engine, status, summary in results:
        print(f"{'✗' if status else '✓'} {engine:<11}{summary}")
    return max(abs(status) for _, status, _ in results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
