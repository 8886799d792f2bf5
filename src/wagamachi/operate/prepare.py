"""Make the database and the static files fit this version of the program."""

from collections.abc import Callable

import django
from django.core.management import call_command

from . import installation


def prepare(*, progress: Callable[[str], None]) -> None:
    """Migrate (which loads the code lists), make the cache table, collect static files."""
    installation.forget_prepared()
    django.setup()
    progress("データベースをととのえています")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    progress("画面の部品をならべています")
    call_command("collectstatic", interactive=False, verbosity=0)
    installation.mark_prepared()
