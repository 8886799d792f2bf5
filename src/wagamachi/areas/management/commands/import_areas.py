"""Import boundaries of areas from a file: a dry run first, then ``--apply``."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagamachi.access.actor import system
from wagamachi.areas.models import Tier
from wagamachi.areas.services.imports import AreaImport, import_areas
from wagamachi.core import clock
from wagamachi.core.errors import DomainError


class Command(BaseCommand):
    help = "圏域の境界（GeoJSON・シェープファイル）か町丁目の一覧（CSV）を取り込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--zoning-code", required=True, help="区分けの記号（例: elementary）")
        parser.add_argument("--zoning-name", default="", help="区分けの名前（例: 小学校区）")
        parser.add_argument("--tier", required=True, choices=Tier.values)
        parser.add_argument("--zoning-kind", default=None, help="圏域の体系のコード")
        parser.add_argument("--name-field", default="")
        parser.add_argument("--code-field", default="")
        parser.add_argument("--parent-zoning", default="", help="上の圏域をさがす区分けの記号")
        parser.add_argument("--starts-on", type=date.fromisoformat, help="この日からの区域")
        parser.add_argument("--source", default="", help="出典")
        parser.add_argument("--agreed-by", default="行政の区域データの取込")
        parser.add_argument("--base", action="store_true", help="相談の担当を決める区分けにする")
        parser.add_argument("--apply", action="store_true", help="ほんとうに取り込む")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        today = clock.today(now)
        wanted = AreaImport(
            zoning_code=options["zoning_code"],
            zoning_name=options["zoning_name"],
            tier=options["tier"],
            kind_id=options["zoning_kind"],
            name_field=options["name_field"],
            code_field=options["code_field"],
            parent_zoning=options["parent_zoning"],
            starts_on=options["starts_on"] or today,
            source=options["source"],
            agreed_by=options["agreed_by"],
            is_base=options["base"],
        )
        try:
            report = import_areas(
                actor=system(today),
                path=options["file"],
                wanted=wanted,
                at=now,
                apply=options["apply"],
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        for line in report.lines():
            self.stdout.write(line)
