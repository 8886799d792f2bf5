from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "wagamachi.core"
    label = "core"
    verbose_name = "基盤"

    def ready(self) -> None:
        from . import clearing, nights
        from .statistics import refresh_statistics

        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="core.after_migrate")
        nights.register(
            "core.nights",
            "前の夜の結果のうち、古いものを消す",
            lambda at: clearing.drop_old_nights(at=at),
        )
        nights.register(
            "core.results",
            "終わった裏の仕事の控えを消す",
            lambda at: clearing.drop_old_results(at=at),
        )
        nights.register(
            "core.sessions", "終わったログインを消す", lambda at: clearing.drop_old_sessions(at=at)
        )
        nights.register(
            "core.statistics", "速くさがせるように、表を数えなおす", lambda at: refresh_statistics()
        )


def _after_migrate(using: str, plan: Any = None, **kwargs: Any) -> None:
    """Bring what migrations cannot hold: the search engine's table and the code lists."""
    from . import search

    search.install(connections[using])
