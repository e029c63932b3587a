"""What is kept how long, and the erasure of a person, for administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.cases.forms import SignedReasonForm
from pilot.platform.kernel.models import OutboxMessage
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.text import line
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Person
from pilot.programme.views.parts import administered_or_404
from pilot.retention import workflows
from pilot.retention.periods import RETENTION, STAYS

FOUND = 20


@require_safe
def retention_table(request: Request) -> HttpResponse:
    """The table RETENTION, and the way to a person who asks to be erased."""
    administered_or_404(request, OutboxMessage)
    text = line(request.GET.get("name", ""))[:100]
    people = Person.objects.visible_to(request.user, request.business_day).filter(erased_at=None)
    found = people.filter(search_key__contains=search_key(text))[:FOUND] if search_key(text) else []
    context = {"kinds": RETENTION.values(), "stays": STAYS, "name": text, "found": found}
    return render(request, "retention/retention.html", context)


@require_http_methods(["GET", "POST"])
def erase_person(request: Request, pk: int) -> HttpResponse:
    """What would go, what stays and why; then the erasure, signed."""
    person = visible_or_404(request, Person, pk=pk)
    allowed_or_403(request, "erase_person", person)
    form = SignedReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            workflows.erase_person(person, act_of(request, form.cleaned_data["reason"], confirmed=True))
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The person was erased."))
            return redirect("retention")
    obstacles = [] if person.erased_at else workflows.rule_still_needed(person, act_of(request), {})
    context = {
        "person": person, "form": form, "obstacles": obstacles, "goes": workflows.goes(),
        "stays": STAYS, "back": reverse("retention"),
    }  # fmt: skip
    return render(request, "retention/erase_person.html", context)
