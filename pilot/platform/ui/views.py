"""The gallery: every component in every state, for those who build pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilot.platform.ui import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """All components with made-up data."""
    return render(request, "ui/gallery.html", samples.gallery(request.GET or None))
