"""The gallery, for those who build pages, and what a field says while it is filled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.http import require_safe

from pilot.platform.money import echo_vnd
from pilot.platform.ui import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components with made-up data."""
    return render(request, "ui/gallery.html", samples.gallery(request.GET or None))


@require_safe
def echo_amount(request: HttpRequest) -> HttpResponse:
    """The amount in figures and words, or why it is none. The field sends itself, under whatever name it has."""
    typed = next(iter(request.GET), "")
    return HttpResponse(escape(echo_vnd(request.GET.get(typed, ""))))
