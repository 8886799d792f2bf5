"""Settings. Everything an operator may change is an environment variable named in docs/operating.md."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

HOME = Path(os.environ.get("WAGAMACHI_HOME", "var")).resolve()
DEBUG = os.environ.get("WAGAMACHI_DEBUG") == "1"
IS_DEMO = os.environ.get("WAGAMACHI_DEMO") == "1"


def _secret_key() -> str:
    """Return the key from the environment, or one made once and kept beside the database."""
    given = os.environ.get("WAGAMACHI_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret.key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        HOME.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("WAGAMACHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("WAGAMACHI_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "wagamachi.core",
    "wagamachi.accounts",
    "wagamachi.access",
    "wagamachi.notices",
    "wagamachi.areas",
    "wagamachi.organizations",
    "wagamachi.people",
    "wagamachi.directory",
    "wagamachi.publishing",
    "wagamachi.records",
    "wagamachi.casework",
    "wagamachi.workforce",
    "wagamachi.action",
    "wagamachi.support",
    "wagamachi.continuity",
    "wagamachi.exchange",
    "wagamachi.insight",
    "wagamachi.home",
    "wagamachi.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wagamachi.access.gate.KeptNowhereMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagamachi.core.drafts.DraftMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagamachi.access.middleware.ActorMiddleware",
    "wagamachi.access.gate.GateMiddleware",
    "wagamachi.areas.gate.FunctionsMiddleware",
    "wagamachi.access.failures.FailureMiddleware",
]

ROOT_URLCONF = "wagamachi.config.urls"
WSGI_APPLICATION = "wagamachi.config.wsgi.application"
FORM_RENDERER = "wagamachi.core.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagamachi.home.context.frame",
            ],
            "builtins": ["wagamachi.core.templatetags.ui"],
        },
    },
]

# --- data -----------------------------------------------------------------------------------------

# How long a page waits for its turn (SQLite: to write, PostgreSQL: for a connection), then it says so.
_WAIT = os.environ.get("WAGAMACHI_DATABASE_SECONDS", "")
# SQLite before 3.51.3 can damage the file when its log (WAL) is checked in while somebody commits; so no
# connection does that by itself (``operate/checking_in.py`` does), and nothing is mapped into memory,
# where one wrong moment becomes a wrong page.
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": float(_WAIT or 10),
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
        "PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;"
    ),
}


def _database() -> dict[str, object]:
    default = f"sqlite:///{HOME / 'wagamachi.sqlite3'}"
    found: dict[str, object] = dict(
        dj_database_url.parse(os.environ.get("WAGAMACHI_DATABASE_URL", default))
    )
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = _SQLITE
        path = Path(str(found["NAME"]))
        if path.exists():  # one that goes missing later is not made anew, empty, by the next page
            found["NAME"] = f"{path.resolve().as_uri()}?mode=rw"
    else:
        wait = float(_WAIT or 3)
        pool = {"min_size": 1, "max_size": 12, "timeout": wait, "reconnect_timeout": wait}
        found["OPTIONS"] = {"pool": pool, "connect_timeout": max(2, round(wait))}
        found["CONN_HEALTH_CHECKS"] = True  # a server that was started again costs nobody an error
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- people ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:today"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "wagamachi.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "wagamachi.accounts.forms.ChangePasswordForm",
    "login": "wagamachi.accounts.forms.LoginForm",
    "set_password": "wagamachi.accounts.forms.SetPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the window; access.sessions ends the rest
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}  # accounts.guessing counts these
# Proxies whose X-Forwarded-For is believed: how many there are, or the networks they are in.
_HAS_PROXY = os.environ.get("WAGAMACHI_HTTPS") == "1"
TRUSTED_PROXIES = os.environ.get("WAGAMACHI_PROXIES", "127.0.0.1,::1" if _HAS_PROXY else "")

# --- e-mail: only counts and the address of the お知らせ page, never a word about a person -----------

SITE_URL = os.environ.get("WAGAMACHI_URL", "http://localhost:8000").rstrip("/")
EMAIL_HOST = os.environ.get("WAGAMACHI_EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("WAGAMACHI_EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("WAGAMACHI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("WAGAMACHI_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("WAGAMACHI_EMAIL_TLS", "starttls") == "starttls"
EMAIL_USE_SSL = os.environ.get("WAGAMACHI_EMAIL_TLS", "starttls") == "ssl"
EMAIL_TIMEOUT = 20
_WITHOUT_SERVER = "console" if DEBUG or IS_DEMO else "dummy"  # addresses do not belong into logs
EMAIL_BACKEND = os.environ.get(
    "WAGAMACHI_EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else _WITHOUT_SERVER}.EmailBackend",
)
DEFAULT_FROM_EMAIL = os.environ.get("WAGAMACHI_EMAIL_FROM", "wagamachi@localhost")

# --- language, time -------------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English")]
# What Django says about a form stands apart: a language without words of its own for it, like ja-easy, reads
# those of ja, but not from a folder in which it has a catalogue.
_ROOT = Path(__file__).resolve().parent.parent
LOCALE_PATHS = [_ROOT / "locale", _ROOT / "locale_django"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# --- static files, browser rules ------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "wagamachi.core.static_storage.StaticStorage"
        )
    },
}
WHITENOISE_MAX_AGE = 31536000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF, "'unsafe-inline'"],  # Leaflet places its panes with style attributes
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * int(os.environ.get("WAGAMACHI_IDLE_MINUTES", "60"))  # without any use
SESSION_HOURS = int(os.environ.get("WAGAMACHI_SESSION_HOURS", "10"))  # in any case: a working day
if os.environ.get("WAGAMACHI_HTTPS") == "1":
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- logs: never a request body, a query string or a name ------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"wagamachi": {"level": "INFO"}},
}

# --- thresholds of the promise (docs/operating.md explains each) ----------------------------------

WAGAMACHI: dict[str, Any] = {
    "NEXT_ACTION_DAYS": 3,  # working days a new intake waits in an inbox at most
    "HANDOFF_ANSWER_DAYS": 3,  # working days a つなぎ waits for an answer by default
    "STALE_DAYS": 90,  # a case without a record for so long is shown as 更新なし
    "FOLLOW_UP_DAYS": 30,  # closing as つないで終了 sooner asks about 寄り添い
    "SMALL_CELL": 5,  # figures about one area below this are not shown; 0 shows all
    "OUTREACH_DAYS": 90,  # an area nobody went out to for so long is listed
    "VERIFY_MONTHS": 12,  # a resource not verified for so long is listed
    "HANDOFF_RESULT_DAYS": 30,  # an accepted つなぎ without a result for so long is shown
    "PASSED_AROUND_KINDS": "refer,transfer,escalate",  # what counts for たらいまわし
    "PASSED_AROUND_TIMES": 3,  # asked so often and nobody began: たらいまわし注意
    "OUT_OF_SCOPE_TIMES": 2,  # so many answers 対象外 one after the other: たらいまわし注意
    "HELD_ALONE_FIELDS": 2,  # 課題分野 from which on one agency alone is too few: 丸抱え注意
    "HELD_ALONE_DAYS": 60,  # for so long only one agency acted: 丸抱え注意
    "CLUSTER_CASES": 3,  # open cases of one building that are shown as gathering
    "CLUSTER_DAYS": 365,  # days within which they were opened
    "MEETING_DAYS": 14,  # a 調整会議 within so many days answers たらいまわし注意 until it is held
    "GRAVE_QUIET_DAYS": 14,  # たらいまわし注意 and 丸抱え注意: quiet for so many days at most
    "QUIET_DAYS": 90,  # any other しるし may be kept quiet for so many days at most
    "LOAD_CASES": 40,  # open cases of one person from which on their load is marked
    "LOAD_OVERDUE": 5,  # overdue cases of one person from which on their load is marked
    "HANDOVER_DAYS": 60,  # a post that ends within so many days shows its 引き継ぎ on 今日
    "PROPOSAL_DAYS": 60,  # a proposal without an answer for more days is listed
    "OFFICE_OPENS": 8,  # on working days people are at their desks from this hour
    "OFFICE_CLOSES": 18,  # until this hour; who takes an urgent 相談 is told so
    "EMERGENCY_HOURS": 24,  # hours after which telling in an emergency ends without an approval
    "SHARING_DAYS": 90,  # days offered as the period of what is told without consent
    "MATCH_LOOKUPS_PER_HOUR": 60,  # 「もう相談が来ていませんか」 one person may ask in an hour
    "LEAK_MONTHS": 12,  # months without a 相談 after which an area is asked about
}
