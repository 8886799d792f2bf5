"""Every gate that reads the code without running the product: one line each, all of them always."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-W", "error::SyntaxWarning"]
GATES = {
    "ruff check": [str(BIN / "ruff"), "check", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy --strict": [*PYTHON, "-m", "mypy"],
    "import-linter": [str(BIN / "lint-imports")],
    "djlint": [str(BIN / "djlint"), "src", "--lint", "--quiet"],
    "house rules": [*PYTHON, "-m", "pytest", "-vv", "--tb=short", "--no-header", "tests/house"],
}


def main() -> int:
    """Run the gates; print the output of those that fail; exit 1 when there is one."""
    failed = []
    for name, command in GATES.items():
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        mark = "✗" if done.returncode else "✓"
        last = (done.stdout.strip().splitlines() or [""])[-1]
        print(f"{mark} {name:<14} {time.monotonic() - started:5.1f} s  {last}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"直すところがあります / to be fixed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
