"""People as pages name them."""

from django.utils.translation import gettext as _

from pilot.programme.models import Person


def signed(by: Person | None, principal: Person | None) -> str:
    """Who signed, and on whose behalf; nothing while nobody has."""
    if by is None or principal is None:
        return str(by or "")
    return _("%(name)s (on behalf of %(principal)s)") % {"name": by, "principal": principal}
