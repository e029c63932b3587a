"""What the pages of the people's half share: one attempt at a verb, and the page of a form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilot.platform.kernel.refusals import TransitionRefused


def attempt(form: Any, act: Callable[[], Any]) -> Any:
    """Do it; None when it was refused, with every problem above the form. What was typed stays."""
    try:
        return act()
    except TransitionRefused as refused:
        form.refuse(refused)
        return None


def form_page(request: Any, form: Any, title: Any, sub: Any, back: str, **more: Any) -> HttpResponse:
    """A page of one form: what it is, what it does, the fields, the way back."""
    context = {"form": form, "title": str(title), "sub": str(sub), "back": back, **more}
    return render(request, "staffing/act_form.html", context)
