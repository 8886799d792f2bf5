"""Writes ``docs/permissions.md`` from the permission matrix."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from wagamachi.access.docs import permissions_markdown


class Command(BaseCommand):
    help = "権限の表（docs/permissions.md）を作り直す"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=Path("docs/permissions.md"))

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        path.write_text(permissions_markdown(), encoding="utf-8")
        self.stdout.write(f"{path} を書きました。")
