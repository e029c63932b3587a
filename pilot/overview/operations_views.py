"""Pages of the administrator: what runs by itself, what is kept how long, erasing a person."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.access.forms import new_key
from pilot.access.requests import act_of, allowed_or_403, visible_or_404
from pilot.forms.accounts import SignedReasonForm
from pilot.kernel import jobs
from pilot.kernel.models import OutboxMessage
from pilot.kernel.refusals import NotVisible, TransitionRefused
from pilot.models import Person, Pilot
from pilot.overview import operations as ops
from pilot.overview import retention
from pilot.selectors.accounts import administered_pilots
from pilot.vietnamese import search_key

FOUND = 20


def own_pilots(request: Any) -> list[Pilot]:
    """The pilots the user administers; for others these pages do not exist, and the attempt is recorded."""
    pilots = administered_pilots(request.user, request.business_day)
    if not pilots:
        raise NotVisible(OutboxMessage._meta.label, "")
    return pilots


def message_or_404(request: Any, pilots: list[Pilot], pk: int) -> OutboxMessage:
    """The e-mail, unless it goes to people of other pilots: then as if there were none, and recorded."""
    message: OutboxMessage | None = ops.messages_of(pilots).filter(pk=pk).first()
    if message is None and OutboxMessage.objects.filter(pk=pk).exists():
        raise NotVisible(OutboxMessage._meta.label, pk)
    if message is None:
        raise Http404
    return message


@require_safe
def operations(request: Any) -> HttpResponse:
    """Daily notice, messages, jobs, schedules, workers."""
    return render(request, "overview/operations.html", ops.page(own_pilots(request)) | {"key": new_key})


@require_safe
def message_detail(request: Any, pk: int) -> HttpResponse:
    """An e-mail of the outbox; a one-time link in it is not shown."""
    message = message_or_404(request, own_pilots(request), pk)
    trail = [(_("Operations"), reverse("operations")), (f"#{pk}", "")]
    context = {"message": message, "key": new_key, "facts_shown": ops.message_facts(message), "trail": trail}
    return render(request, "overview/message.html", context)


@require_POST
def retry_message(request: Any, pk: int) -> HttpResponse:
    pilots = own_pilots(request)
    message = message_or_404(request, pilots, pk)
    if message.sent_at is None:
        ops.retry_message(pilots[0], act_of(request), message=message)
    messages.success(request, _("It is tried again within a minute."))
    return redirect("operations")


JOB_VERBS = {"retry": ops.retry_job, "dismiss": ops.dismiss_job}


@require_POST
def decide_job(request: Any, pk: Any, verb: str) -> HttpResponse:
    """Set a failed job going again, or take it off the list; somebody may have done it in between."""
    pilot = own_pilots(request)[0]
    if verb not in JOB_VERBS:
        raise Http404
    if job := jobs.failed_jobs().filter(pk=pk).first():
        JOB_VERBS[verb](pilot, act_of(request), job=job)
    messages.success(request, _("Done."))
    return redirect("operations")


@require_safe
def retention_table(request: Any) -> HttpResponse:
    """The table RETENTION, and the way to a person who asks to be erased."""
    own_pilots(request)
    text = request.GET.get("name", "").strip()[:100]
    people = Person.objects.visible_to(request.user, request.business_day).filter(erased_at=None)
    found = people.filter(search_key__contains=search_key(text))[:FOUND] if search_key(text) else []
    context = {"kinds": retention.RETENTION.values(), "stays": retention.STAYS, "name": text, "found": found}
    return render(request, "overview/retention.html", context)


@require_http_methods(["GET", "POST"])
def erase_person(request: Any, pk: int) -> HttpResponse:
    """What would go, what stays and why; then the erasure, signed."""
    person = visible_or_404(request, Person, pk=pk)
    allowed_or_403(request, "erase_person", person)
    form = SignedReasonForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            retention.erase_person(person, act_of(request, form.cleaned_data["reason"], confirmed=True))
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The person was erased."))
            return redirect("retention")
    obstacles = [] if person.erased_at else retention.rule_still_needed(person, act_of(request), {})
    context = {
        "person": person, "form": form, "obstacles": obstacles, "goes": retention.GOES,
        "stays": retention.STAYS, "back": reverse("retention"),
    }  # fmt: skip
    return render(request, "overview/erase_person.html", context)
