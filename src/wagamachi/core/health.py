"""Does the database answer? Asked on a connection of its own, so that nothing ahead can hold it up."""

from django.db import Error, connection

SECONDS = 2
TABLE = "django_migrations"  # a file that is empty or another program's does not have it


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
