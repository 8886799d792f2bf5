"""Import the municipality's 町丁目 from a file: a dry run first, then ``--apply``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagamachi.access.actor import system
from wagamachi.areas.services.imports import import_towns
from wagamachi.core import clock
from wagamachi.core.errors import DomainError


class Command(BaseCommand):
    help = "町丁目の一覧（CSV か JSON）を取り込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="ほんとうに取り込む")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        try:
            report = import_towns(
                actor=system(clock.today(now)),
                path=options["file"],
                at=now,
                apply=options["apply"],
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        for line in report.lines():
            self.stdout.write(line)
