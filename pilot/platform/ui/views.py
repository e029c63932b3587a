"""The gallery: every component in every state, for those who build pages."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import samples


@require_safe
def gallery(request):
    """All components with made-up data."""
    return render(request, "ui/gallery.html", samples.gallery(request.GET or None))
