"""The request as every view gets it."""

import datetime as dt

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from pilot.platform.kernel.types import User


class Request(HttpRequest):
    """What AccessMiddleware and django-htmx hand on; behind the sign-in `user` is an account. A name for types only."""

    user: User
    business_day: dt.date
    htmx: HtmxDetails
    uploads: bool  # whether it holds the one upload of its user (access/middleware.py)
