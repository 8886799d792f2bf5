"""``build_city``: fill an empty database with わがまち市, or a built one with many more cases."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagamachi.core.errors import DomainError

from ...build import build_city
from ...bulk import YEARS, load_cases
from ...city import SEED


class Command(BaseCommand):
    """See the module."""

    help = "架空の市「わがまち市」をつくります。--cases で、ためし用のケースを大量に加えます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--scale", type=int, default=1, help="相談の数の倍数")
        parser.add_argument("--cases", type=int, default=0, help="できている市に加えるケースの数")
        parser.add_argument("--years", type=float, default=YEARS, help="--cases を散らす年数")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["cases"]:
            counts = load_cases(
                options["cases"],
                seed=options["seed"],
                years=options["years"],
                progress=self.stdout.write,
            )
        else:
            try:
                counts = build_city(
                    seed=options["seed"], scale=options["scale"], progress=self.stdout.write
                )
            except DomainError as error:
                raise CommandError(error.message) from error
        for label, count in counts.items():
            self.stdout.write(f"{label}: {count:,}")
