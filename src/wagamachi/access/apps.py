from typing import Any

from allauth.account.signals import password_changed, password_set
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "wagamachi.access"
    label = "access"
    verbose_name = "権限と監査"

    def ready(self) -> None:
        from wagamachi.core import words

        from . import people_policy, triggers  # noqa: F401  # importing registers
        from .queries import renamed_roles

        words.register(renamed_roles)
        password_changed.connect(_write_down_password, dispatch_uid="access.password_changed")
        password_set.connect(_write_down_password, dispatch_uid="access.password_set")
        user_logged_in.connect(_write_down_login, dispatch_uid="access.logged_in")
        register(triggers.check, Tags.database)
        post_migrate.connect(_after_migrate, sender=self, dispatch_uid="access.after_migrate")


def _write_down_login(user: Any, request: Any, **kwargs: Any) -> None:
    """Logging in begins a session, and is an event of the audit log like any other."""
    from wagamachi.core import clock

    from . import audit, sessions
    from .actor import Actor

    sessions.begin(request.session, clock.now())
    actor = Actor(user_id=user.pk, name=user.name, on=clock.today())
    audit.record(actor=actor, kind=audit.EventKind.LOGGED_IN)


def _write_down_password(user: Any, **kwargs: Any) -> None:
    """A password somebody chose is an event, so that it is known from one that was renewed for them."""
    from wagamachi.core import clock
    from wagamachi.core.refs import ref_of

    from . import audit
    from .actor import Actor

    actor = Actor(user_id=user.pk, name=user.name, on=clock.today())
    audit.record(actor=actor, kind=audit.EventKind.PASSWORD_CHANGED, ref=ref_of(user))


def _after_migrate(using: str, **kwargs: Any) -> None:
    """Guard what is only ever added, and bring in a new release of the code lists."""
    from wagamachi.core import clock

    from . import triggers
    from .actor import system
    from .services.codes import load_codelists

    triggers.install(connections[using])
    if using == DEFAULT_DB_ALIAS and _is_complete(kwargs.get("plan")):
        load_codelists(actor=system(clock.today()), at=clock.now())


def _is_complete(plan: Any) -> bool:
    """Say whether every migration has run; a flush has no plan and leaves the schema as it is."""
    if plan is None:
        return True
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
