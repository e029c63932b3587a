"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.production")
application = get_wsgi_application()


def warn_of_missing_guards() -> None:
    """In the log of every web process as it starts; it keeps no connection that a fork would share."""
    from django.db import connection

    from pilot.platform.kernel.guards import warn_of_differences

    warn_of_differences()
    connection.close()


warn_of_missing_guards()
