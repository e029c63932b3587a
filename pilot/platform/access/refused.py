"""What the page of a refusal says: what was refused and why, who could do it, and after a lost update both values."""

from django.db.models import Model
from django.http import HttpRequest

from pilot.platform.access.forms import REOPENED, KeyedForm
from pilot.platform.access.people import who
from pilot.platform.access.requests import SEEN, page_before
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import Refused, StaleRow
from pilot.platform.kernel.types import TemplateContext
from pilot.platform.kernel.workflow import VERBS, version_of

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "operation_key", "row_version", "secret", REOPENED, SEEN})


def context_of(request: HttpRequest, refused: Refused) -> TemplateContext:
    """What 403.html, 404.html and 409.html show."""
    form = getattr(request.POST, "form", None)
    context = {
        "refusal": refused,
        "who_can": getattr(refused, "who_can", []),
        "url": request.path if form else page_before(request),
    }
    if isinstance(refused, StaleRow):
        context |= {"last": last_change(refused.current), **_what_was_typed(request, form, refused.current)}
    return context


def last_change(row: Model) -> dict[str, object] | None:
    """What was last done to the row, by whom and when, from its events."""
    event = (
        AuditEvent.objects.filter(object_type=row._meta.label, object_id=str(row.pk), outcome=AuditEvent.Outcome.DONE)
        .select_related("user__person")
        .first()
    )
    if event is None:
        return None
    verb = VERBS.get(event.verb)
    return {"what": verb.transition.label if verb else event.verb, "who": who(event), "at": event.at}


def _what_was_typed(request: HttpRequest, form: KeyedForm | None, current: Model) -> TemplateContext:
    """Both values of what differs, and everything typed, which goes back into the form with the present version."""
    if form is None:
        return {}
    kept = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    return {
        "changes": form.both_values(current),
        "kept": [*kept, ("row_version", version_of(current)), (REOPENED, "1")],
    }
