"""`make run`: the demo (its own database and files under var/demo) or, with DEMO=0, the real one under var/real.

DATABASE_URL is for production and the tests and is never read here: an exported one would mix demo and real work.
"""

import os
import secrets

from .base import *  # noqa: F403
from .base import BASE_DIR, database

DEMO = os.environ.get("DEMO", "1") != "0"
DATA_DIR = BASE_DIR / "var" / ("demo" if DEMO else "real")
DATA_DIR.mkdir(parents=True, exist_ok=True)
FILE_ROOT = DATA_DIR / "files"
DATABASES = {"default": database(f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}


def _own_key() -> str:
    """A key of this installation, made at the first start and kept beside its database, never in the repository."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or _own_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
KEY_PLACE = "environment SECRET_KEY" if os.environ.get("SECRET_KEY") else str(DATA_DIR / "secret_key")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_ENABLED = DEMO  # the demo prints its mail; a real one-office installation has no mail server
