"""Django's own command line, for developers; everybody else uses ``wagamachi``."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wagamachi.config.settings")
execute_from_command_line(sys.argv)
