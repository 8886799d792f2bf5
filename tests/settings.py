"""The product's settings with a home of its own, cheap passwords and no lasting files.

SQLite tests use a file, as the product does, so that threads really wait for each other.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = Path(tempfile.mkdtemp(prefix="waga-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
(_home / "static").mkdir()
os.environ["WAGAMACHI_HOME"] = str(_home)
os.environ.setdefault("WAGAMACHI_SECRET_KEY", "a key for tests only, worth nothing to anybody")
for _name in ("WAGAMACHI_DEBUG", "WAGAMACHI_DEMO", "WAGAMACHI_HTTPS", "WAGAMACHI_HOSTS"):
    os.environ.pop(_name, None)

from wagamachi.config.settings import *  # noqa: E402, F403
from wagamachi.config.settings import DATABASES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["NAME"] = str(_home / "wagamachi.sqlite3")
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = DATABASES["default"]["OPTIONS"][
        "init_command"
    ].replace("synchronous=FULL", "synchronous=OFF")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
