"""``python -m wagamachi`` is ``wagamachi``."""

import sys

from .cli import main

sys.exit(main())
