"""What the pages of the people's half share: the page of a form, and the choice of a place before it."""

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from pilot.platform.access.requests import visible_or_404
from pilot.platform.access.types import Request
from pilot.platform.kernel.types import TemplateContext, Words
from pilot.programme.models import Agency, Site
from staffing.forms.assignment import PlaceForm
from staffing.selectors.assignment_decisions import places


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
