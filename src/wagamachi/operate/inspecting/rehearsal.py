"""``wagamachi inspect``: the inspector on a copy of this house's data, for an operator before opening."""

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .. import installation
from ..backup import backup
from ..installation import Problem

if TYPE_CHECKING:
    from wagamachi.accounts.models import User

IS_A_COPY = "WAGAMACHI_INSPECT_HERE"


def rehearse(*, requests: int, seed: int, names: list[str], say: Callable[[str], None]) -> int:
    """Inspect as one login per set of roles, or as ``names``; return how many findings there were.

    The embedded database is copied first. For PostgreSQL the operator names a copy in
    ``WAGAMACHI_DATABASE_URL`` and says so with ``WAGAMACHI_INSPECT_HERE=1``; raises Problem otherwise.
    """
    with _copy():
        import django

        django.setup()
        from django.conf import settings

        from wagamachi.accounts.models import User

        from .inspector import inspect
        from .knowing import Secrets

        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
        logging.disable(logging.WARNING)
        secrets, count = Secrets(), 0
        people = list(User.objects.filter(username__in=names)) if names else _one_of_each()
        if unknown := set(names) - {user.username for user in people}:
            raise Problem(f"ログイン名が見つかりません: {'、'.join(sorted(unknown))}")
        for user in [*people, None]:
            report = inspect(user=user, secrets=secrets, requests=requests, seed=seed)
            count += len(report.told)
            answers = "、".join(
                f"{code}が{times}回" for code, times in sorted(report.answers.items())
            )
            say(f"{report.who}: {report.requests}回・{len(report.doors)}種類の画面（{answers}）")
            for finding in report.told:
                say(f"  ✗ {finding}")
        return count


@contextlib.contextmanager
def _copy() -> Iterator[None]:
    if not installation.uses_default_sqlite():
        if os.environ.get(IS_A_COPY) != "1":
            raise Problem(
                "PostgreSQL では、控えから戻した別のデータベースで行います。WAGAMACHI_DATABASE_URL に"
                f"その場所を書き、{IS_A_COPY}=1 を付けてください（docs/operating.md）。"
            )
        yield
        return
    with tempfile.TemporaryDirectory(prefix="wagamachi-") as folder:
        copy = Path(folder) / "wagamachi.sqlite3"
        backup(copy)
        os.environ["WAGAMACHI_DATABASE_URL"] = f"sqlite:///{copy}"
        yield


def _one_of_each() -> "list[User]":
    """Return one active login for each set of roles."""
    from wagamachi.access.queries import actor_for
    from wagamachi.accounts.models import User
    from wagamachi.core import clock

    found: dict[frozenset[str], User] = {}
    for user in User.objects.filter(is_active=True).order_by("pk"):
        found.setdefault(actor_for(user, clock.today()).roles, user)
    return [user for roles, user in found.items() if roles]
