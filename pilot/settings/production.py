"""Production. Every value that differs between installations comes from the environment (docs/operations.md)."""

import os
from pathlib import Path

from .base import *  # noqa: F403
from .base import database

SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()  # keys before this one; sessions go on
KEY_PLACE = "environment SECRET_KEY"
ALLOWED_HOSTS = os.environ["ALLOWED_HOSTS"].split(",")
PUBLIC_URL = os.environ["PUBLIC_URL"]  # printed in the QR code of every document, for good
TRUSTED_PROXIES = os.environ.get("TRUSTED_PROXIES", "127.0.0.1").replace(" ", "").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
DATABASES = {"default": database(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)}
FILE_ROOT = Path(os.environ["FILE_ROOT"])
STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # a monitor on this machine asks without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")  # empty: "no mail server" mode, links are handed over on screen
EMAIL_ENABLED = bool(EMAIL_HOST)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = True
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "chuyen-giao@localhost")
