"""The test suite. Fast hashes, plain static files, no waiting for the disk; everything else as it runs."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import BASE_DIR, database

SECRET_KEY = "only for tests"  # noqa: S105
DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "sqlite:///:memory:")}
# no test cuts the power, and waiting for the disk takes longer than what is committed; a killed process loses nothing
options = DATABASES["default"]["OPTIONS"]
if "init_command" in options:
    options["init_command"] += " PRAGMA synchronous=OFF;"
else:
    options["options"] += " -c synchronous_commit=off"
FILE_ROOT = Path(tempfile.mkdtemp(prefix="chuyen-giao-files-"))
STATIC_ROOT = BASE_DIR / "var" / "static-test"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
DEMO = bool(os.environ.get("TEST_DEMO"))
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
READING_SECONDS = 60  # no test depends on how busy the machine is
