"""``wagamachi doctor``: says whether everything that must hold still holds."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagamachi.core import clock, doctor


class Command(BaseCommand):
    """Runs every check; the exit status is 1 when something was found."""

    help = "データのつじつまを調べます。おかしなところがあれば、終了コードは 1 です。"
    requires_system_checks = ()  # what is broken is told by the checks below

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", help="調べる約束の名前（例: search_orphans）")

    def handle(self, *args: Any, only: str, **options: Any) -> None:
        checks = [check for check in doctor.checks() if only in {"", check.name}]
        if not checks:
            known = "、".join(sorted(check.name for check in doctor.checks()))
            raise CommandError(f"{only} という約束はありません。あるのは: {known}")
        found = 0
        for check in checks:
            finding = doctor.look(check, clock.now())
            self.stdout.write(f"{'×' if finding else '○'} {check.promise}（{check.name}）")
            for place in finding.places if finding else ():
                self.stdout.write(f"    {place}")
            found += finding is not None
        if found:
            self.stdout.write(f"守られていない約束が{found}件あります。")
            sys.exit(1)
        self.stdout.write("すべての約束が守られています。")
