"""The frame around every page. Who may see what is decided elsewhere; this only fills the gaps."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from pilot.platform.kernel.types import TemplateContext


def defaults() -> TemplateContext:
    """A frame for a page that nobody prepared: signed out, no places."""
    return {
        "version": settings.VERSION,
        "demo": settings.DEMO,
        "business_day": None,
        "places": [],  # [{url, label, key, current, count}], at most six
        "pilots": [],  # [{url, label, current}]; the switch appears from two on
        "codes": {},  # code of a rule or question → (address, what it is)
        "help_url": "",  # help for this page
        "log_url": "",  # the audit log, for whoever may read it
        "account": None,  # {name, roles: [title], links: [{url, label}], sign_out_url}
        "on_behalf_of": [],  # {name, until} of each principal
        "may_move_clock": False,
        "clock_url": "",  # where the business day is moved forward
        "session": None,  # {idle, left}: seconds until it ends, without work and whatever is done
    }


def frame(request: HttpRequest) -> TemplateContext:
    """Context processor: `frame`, request.frame_data over the defaults, when a template asks."""
    return {"frame": SimpleLazyObject(lambda: defaults() | dict(getattr(request, "frame_data", None) or {}))}
