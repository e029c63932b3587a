"""What the pages of the people's half share: the page of a form, and the choice of a place before it."""

from collections.abc import Iterator

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pilot.platform.access.requests import may, visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.kernel.types import TemplateContext, Words
from pilot.platform.ui.shapes import Action
from pilot.programme.models import Agency, Site
from staffing.forms.assignment import PlaceForm
from staffing.selectors.assignment_decisions import places
from staffing.selectors.standing import Standing
from staffing.workflows.competence import ASSESS_AS


def form_page(request: Request, form: BaseForm, title: Words, sub: object, back: str, **more: object) -> HttpResponse:
    """A page of one form: what it is, what it does, the fields, the way back."""
    context = page_of(title, sub, back) | {"form": form, **more}
    return render(request, "staffing/act.html", context)


def page_of(title: Words, sub: object, back: str) -> TemplateContext:
    """What such a page is called, what it is about, and the way back to that."""
    trail = [(str(sub), back), (str(title), "")]
    return {"title": str(title), "sub": str(sub), "back": back, "breadcrumb_items": trail}


def place_form(request: Request, pilot_id: int) -> PlaceForm:
    """The first question of a new entry: agency and site, in the address, so that the fields fit."""
    chosen = request.GET if "place" in request.GET else None
    return PlaceForm(chosen, place=places(pilot_id, request.user, request.business_day))


def place_page(request: Request, form: PlaceForm, title: Words, sub: object, back: str) -> HttpResponse:
    return render(request, "staffing/place.html", page_of(title, sub, back) | {"form": form})


def chosen_place(request: Request, form: PlaceForm) -> tuple[Agency, Site]:
    """The agency and the site that the address names."""
    agency, site = form.cleaned_data["place"].split("-")
    return visible_or_404(request, Agency, pk=int(agency)), visible_or_404(request, Site, pk=int(site))


def learning_actions(request: Request, found: list[Standing], employee: int | None = None) -> list[Action]:
    """Learning, attestation and assessment, per place, as far as they are open and the reader may do them.

    For all at the place, or for one employee alone.
    """
    actions: dict[str, Action] = {}
    for s in found:
        for name, args, label in _steps_open(request, s):
            url = reverse(name, args=[s.assignment.pk, *args], query={"nguoi": employee} if employee else None)
            place = f"{label} {s.assignment.agency_id} {s.assignment.site_id}"
            actions.setdefault(place, Action(f"{label} – {s.assignment.agency}", url))
    return list(actions.values())


def _steps_open(request: Request, s: Standing) -> Iterator[tuple[str, list[str], str]]:
    """Name of the address, what it takes besides the assignment, and label of each step."""
    if s.learning is None and not s.recognition and may(request, "start_learning", s.assignment):
        yield "start-learning", [], _("Begin the learning time")
    if s.learning and not s.learned and may(request, "attest_proficiency", s.assignment):
        yield "attest", [], _("Attest proficiency")
    for capacity, verb in ASSESS_AS.items():
        if s.open_to(capacity, request.user.person_id) and may(request, verb.name, s.assignment):
            yield "assess", [str(capacity)], _("Assess: %(capacity)s") % {"capacity": capacity.label}
