"""``wagamachi doctor``: says whether everything that must hold still holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wagamachi.core import doctor


class Command(BaseCommand):
    """Runs every check; the exit status is 1 when something was found."""

    help = "記録・検索・コード表などに、おかしなところがないかを調べます。"
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=doctor.names(), default="", help="調べることがら")

    def handle(self, *args: Any, only: str, **options: Any) -> None:
        findings = []
        for name in [only] if only else doctor.names():
            found = doctor.run(name)
            findings += found
            self.stdout.write(f"{name}: {f'{len(found)}件' if found else '問題ありません'}")
            for finding in found:
                where = f"（{finding.ref}）" if finding.ref else ""
                self.stdout.write(f"  ・{finding.message}{where}")
        if findings:
            self.stdout.write(f"あわせて{len(findings)}件が見つかりました。")
            sys.exit(1)
        self.stdout.write("すべて問題ありません。")
