"""Does the database answer? Asked on a connection of its own, so that nothing ahead can hold it up."""

from threading import Event

from django.db import Error, connection

SECONDS = 2
TABLE = "django_migrations"  # a file that is empty or another program's does not have it

_damage = Event()


def note_damage() -> None:
    """Remember until the next start that a page met data that is broken: a restore needs one anyway."""
    _damage.set()


def is_damaged() -> bool:
    return _damage.is_set()


def forget_damage() -> None:
    _damage.clear()


def database_answers() -> bool:
    """Open the database anew and read one row of it; say whether that worked within seconds."""
    probe = connection.copy()
    options = {
        name: value
        for name, value in probe.settings_dict["OPTIONS"].items()
        if name not in ("pool", "init_command")
    }
    if probe.vendor == "sqlite":
        options["timeout"] = SECONDS
    else:
        options["connect_timeout"] = SECONDS
        options["options"] = f"-c statement_timeout={SECONDS}s"
    probe.settings_dict["OPTIONS"] = options
    try:
        with probe.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {TABLE} LIMIT 1")
            return cursor.fetchone() is not None
    except Error:
        return False
    finally:
        probe.close()
