"""Writes ``docs/states.md`` from the state machines."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from wagamachi.casework.docs import states_markdown


class Command(BaseCommand):
    help = "状態の図と表（docs/states.md）を作り直す"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=Path("docs/states.md"))

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        path.write_text(states_markdown(), encoding="utf-8")
        self.stdout.write(f"{path} を書きました。")
