"""What closing a thing does, whatever it is: said above the form."""

from django.utils.translation import gettext as _


def closed() -> list[str]:
    """A line each."""
    return [
        _("It is there until the last day, included; its page and what happened before stay readable."),
        _("What still rests on it after that day is named, and has to be ended first."),
    ]
