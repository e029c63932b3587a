"""Settings that hold everywhere. `local` (make run), `test` and `production` each say what differs."""

import os
import tomllib
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_tasks",
    "django_tasks_db",
    "pilot.platform.kernel",
    "pilot.platform.access",
    "pilot.platform.exchange",
    "pilot.platform.documents",
    "pilot.platform.ui",
    "pilot.programme",
    "pilot.steering",
    "staffing",
    "facilities",
    "billing",
    "pilot.facts",
    "pilot.demo",
    "pilot.retention",
    "pilot.operations",
    "pilot.overview",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilot.platform.access.signed_out.SignInFirst",
    "pilot.platform.access.middleware.AccessMiddleware",
    "pilot.overview.frame.FrameMiddleware",
    "pilot.platform.access.addresses.AddressMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pilot.urls"
WSGI_APPLICATION = "pilot.wsgi.application"
FORM_RENDERER = "pilot.platform.ui.gate.Renderer"

LOADERS = ["pilot.platform.ui.loader.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pilot.platform.ui.context.frame",
            ],
            "builtins": ["pilot.platform.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]

# --- database: SQLite for one office, PostgreSQL for a province (docs/operations.md) --------------
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half-way
    "timeout": 20,
    # FULL: an acknowledged decision survives a power cut; recursive_triggers: guards also see INSERT OR REPLACE
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
}


# many columns in one statement look dear to the planner: compiling them takes longer than reading the rows
POSTGRESQL_OPTIONS = {"options": "-c jit=off"}


def database(url: str, conn_max_age: int = 0, conn_health_checks: bool = False) -> dj_database_url.DBConfig:
    """The database of this address with our options, and how long a connection is kept."""
    config = dj_database_url.parse(url, conn_max_age=conn_max_age, conn_health_checks=conn_health_checks)
    ours: dict[str, object] = SQLITE_OPTIONS if config["ENGINE"].endswith("sqlite3") else {**POSTGRESQL_OPTIONS}
    config["OPTIONS"] = ours | config.get("OPTIONS", {})
    return config


SERVING_ROLE = os.environ.get("SERVING_ROLE", "")  # on PostgreSQL, when `migrate` runs as the owner of the tables

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who signs in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "pilot.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "pilot.platform.access.backend.CapacityBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # a link sent on Friday still works on Monday

GUARDIAN_RAISE_403 = False
ANONYMOUS_USER_NAME = None  # no anonymous row among the people

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "pilot.platform.access.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "pilot.platform.access.requests.account_asked_for"
# how often, within how many seconds from the first (kernel/limits.py); right ones do not count
LIMITS = {
    "sign-in from an address": (20, 15 * 60),  # a whole office may share one
    "sign-in to an account": (20, 15 * 60),  # from however many addresses
    "signature": (AXES_FAILURE_LIMIT, 15 * 60),
    "refused pages": (60, 10 * 60),
    "upload": (1, 60),  # one at a time; a dead worker lets go after this time
}
DISK_FREE_WARNS = 15  # percent of a disk: less room than that is said on the page of operations
AXES_CLIENT_IP_CALLABLE = "pilot.platform.access.requests.client_address"
TRUSTED_PROXIES: list[str] = []  # addresses of our own proxy; X-Forwarded-For from anybody else is not believed
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 10 * 3600
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pilot.platform.access.views.form_expired"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- language, place, time ------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "pilot" / "locale"]
FORMAT_MODULE_PATH = ["pilot.platform.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # it would print the year 2021 as 2.021; amounts go through the vnd filter

# --- static files, headers ------------------------------------------------------------------------
STATIC_URL = "/static/"
EXAMPLE_LISTS = BASE_DIR / "pilot" / "demo" / "workbooks"  # a folder for each kind of list; read only
STATICFILES_DIRS = [BASE_DIR / "pilot" / "static"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # the fields; files above 2,5 MB lie on the disk from the beginning
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "pilot.platform.kernel.files.UploadedToDisk",
]

# --- jobs, mail -----------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_FROM_EMAIL = "chuyen-giao@localhost"
EMAIL_ENABLED = True  # False: no mail server; letters wait on the administrator's page, links are shown on screen
EMAIL_TIMEOUT = 20  # seconds; far below the time for which `tick` holds a message
KEY_PLACE = "the settings of this installation"  # said in every backup, which never holds the key itself

# address under which people outside reach this installation: it stands in the QR code of every document
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000")

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # guardian's own backend is replaced by CapacityBackend, which reads the same tables
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
READING_SECONDS = 2.5  # that a web worker waits for the child that reads an upload; then a job reads it
DEMO = False
