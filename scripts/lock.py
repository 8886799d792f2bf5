"""Resolve pyproject.toml into the two lock files (hashes, no server address)."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *(sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal"),
    *("--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"),
    *("--no-header", "--no-annotate", "--quiet", "--group", "build", *sys.argv[1:]),
]


def main() -> int:
    """Write requirements.lock, then requirements-dev.lock with the same versions and the tools."""
    installer = [sys.executable, "-m", "pip", "install", "--quiet", "uv"]
    if subprocess.run([sys.executable, "-c", "import uv"], capture_output=True).returncode:
        subprocess.run(installer, check=True)
    subprocess.run([*COMPILE, "--output-file", "requirements.lock"], cwd=ROOT, check=True)
    dev = ["--group", "dev", "--constraint", "requirements.lock"]
    subprocess.run([*COMPILE, *dev, "--output-file", "requirements-dev.lock"], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
