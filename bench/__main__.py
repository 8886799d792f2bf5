"""Every measurement, one after the other, each in a process and a database of its own."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

for script in ("resolve.py", "search.py", "pages.py", "detectors.py"):
    print(f"\n━━ {script} ━━", flush=True)
    subprocess.run([sys.executable, str(HERE / script)], check=True)
