from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "wagamachi.core"
    label = "core"
    verbose_name = "基盤"

    def ready(self) -> None:
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="core.after_migrate")


def _after_migrate(using: str, plan: Any = None, **kwargs: Any) -> None:
    """Bring what migrations cannot hold: the search engine's table and the code lists."""
    from . import search

    search.install(connections[using])
