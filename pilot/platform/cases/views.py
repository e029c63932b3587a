"""The pages of a case: list, page, step, scan, and the page on which a row is made."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pilot.platform.access.forms import NOT_INPUTS, KeyedForm
from pilot.platform.access.requests import (
    act_of,
    allowed_or_403,
    found_or_404,
    may,
    seen_version,
    visible_or_404,
    why_not,
)
from pilot.platform.access.reveal import masked_columns, masked_value
from pilot.platform.access.rows import has_ended
from pilot.platform.access.types import Request
from pilot.platform.cases.case import Case, Opening
from pilot.platform.cases.lists import render_table, table_of
from pilot.platform.cases.pages import action, as_of, row_as_of, step_url
from pilot.platform.cases.paper.models import Papered
from pilot.platform.cases.preview import number_context, preview, signature_context
from pilot.platform.cases.waiting import WORK
from pilot.platform.cases.ways import ways_on
from pilot.platform.documents.presenters import cards_about
from pilot.platform.kernel import files
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.types import Row, TemplateContext
from pilot.platform.kernel.workflow import VERBS, Verb
from pilot.platform.ui.shapes import Action

Made = TypeVar("Made")


def urls(case: Case[Row]) -> list[URLPattern]:
    """The addresses of a case: `plural`, `name`, one for each opening, and those of its steps."""
    at, given = case.prefix, {"case": case}
    found = [path(at, list_page, given, name=case.plural)] if case.plural else []
    own = path(f"{at}<int:pk>/", page, given, name=case.name)
    return [*found, *opening_urls(case), own, *step_urls(case)]


def opening_urls(case: Case[Row]) -> list[URLPattern]:
    """The pages on which rows of the case are made."""
    return [path(o.path, opening_page, {"case": case, "opening": o}, name=o.name) for o in case.openings]


def step_urls(case: Case[Row]) -> list[URLPattern]:
    """Scan, draft and step: all addresses of a case whose page is a plain view."""
    at, given = f"{case.prefix}<int:pk>/", {"case": case}
    on_paper = issubclass(case.model, Papered)
    found = [path(f"{at}ban-chup/", scan, given, name=case.name_of("scan"))] if on_paper else []
    found += [path(f"{at}du-thao/<slug:verb>/", preview, given, name=case.name_of("preview"))] if case.signs else []
    return [*found, path(f"{at}<slug:verb>/", step_page, given, name=case.name_of("step"))]


@require_safe
def list_page(request: Request, case: Case[Row]) -> HttpResponse:
    """The rows that the reader sees, filtered and sorted as the address says."""
    rows = case.rows(request.user, request.business_day)
    form = case.list_filter(request.GET, rows) if case.list_filter else None
    found = form.found(rows) if form else rows
    table = table_of(request, case.plural, found, case.list_display, *case.ordering)
    drawn = [(row, case.cells(row, table.heads)) for row in table.rows]
    context = {"case": case, "form": form, "rows": drawn} | case.list_context(request)
    return render_table(request, case.list_template, table, context)


@require_safe
def page(request: Request, case: Case[Row], pk: int) -> HttpResponse:
    """The thing: where it stands, who acts, what it shows of its own, its documents, the last events."""
    return render_page(request, case, found_or_404(request, case.rows(request.user, request.business_day), pk=pk))


def render_page(request: Request, case: Case[Row], row: Row, **more: object) -> HttpResponse:
    """The page of the row, with what a plain view adds to it."""
    user, on = request.user, request.business_day
    asked = as_of(request, row) if case.dated else None
    if asked and asked.other:
        row_as_of(row, asked)
        context = page_context(request, case, row, asked.day, [], [], ways_on(request, row))
    else:
        due = case.due_now(row, on)
        steps = case.offers(row, user, on, due)
        ways = [*openings_on(request, row), *ways_on(request, row)]
        context = page_context(request, case, row, on, due, steps, ways)
        context |= decision_form(request, case, row, steps)
    masked = [
        (name, masked_value(row, name)["label"], may(request, words.masked, row))
        for name, words in masked_columns(case.model).items()
    ]
    context |= {"as_of": asked, "documents": cards_about(case.documented(row), user, on), "masked": masked}
    return render(request, case.template, context | case.context(request, row, asked.day if asked else on) | more)


def openings_on(request: Request, parent: Model) -> list[Action]:
    """The ways to pages that make a row on this one, for those who may; on what is closed nothing is entered."""
    if has_ended(parent, request.business_day):
        return []
    openings = (opening for case in WORK if isinstance(case, Case) for opening in case.openings)
    found = [opening for opening in openings if isinstance(parent, opening.parent) and not opening.elsewhere]
    return [opening_action(opening, parent) for opening in found if may(request, opening.verb.name, parent)]


def opening_action(opening: Opening, parent: Model) -> Action:
    return Action(str(opening.verb.transition.label), reverse(opening.name, args=[getattr(parent, opening.column)]))


def page_context(
    request: Request, case: Case[Row], row: Row, day: dt.date, due: list[Verb], steps: list[Verb], ways: list[Action],
) -> TemplateContext:  # fmt: skip
    """What every page of a thing shows; without steps on another day than today."""
    events = case.events(row, request.user, request.business_day, day)
    own = {verb for verb in steps if case.own_pages.get(verb) == ""}
    actions = {v: action(case, row, v, v in due, request.user) for v in steps if v not in {*case.decided_here, *own}}
    primary = next((actions[verb] for verb in due if verb in actions), None)  # in the order of `Case.due`
    return {
        "case": case, "row": row, "heading": case.heading(row), "state": case.state(row), "tone": case.tone(row),
        "head": case.head(row), "way": case.way(row, due, events), "waits": case.who_acts(row, due, day), "due": due,
        "steps": steps,
        "primary": primary, "more": [*(a for a in actions.values() if a is not primary), *ways],
        "own": {verb.name for verb in own}, "timeline": events, "breadcrumb_items": case.trail(row),
        "scan": scan_url(case, row),
    }  # fmt: skip


def scan_url(case: Case[Row], row: Row) -> str:
    return reverse(case.name_of("scan"), args=[row.pk]) if getattr(row, "paper_scan_id", None) else ""


def decision_form(request: Request, case: Case[Row], row: Row, steps: list[Verb]) -> TemplateContext:
    """The steps that are decided on the page itself, by the buttons of one `form`; none while the first is not open."""
    verbs = [verb for verb in case.decided_here if verb in steps]
    if not verbs or verbs[0] is not case.decided_here[0]:
        return {"decisions": []}
    ways = [
        {"verb": verb, "consequences": case.consequences(row, verb), "url": step_url(case, row, verb)} for verb in verbs
    ]
    return {
        "decisions": ways,
        "form": step_form(request, case, row, verbs[0]),
        **signature_context(request, case, row, verbs[0]),
    }


@require_http_methods(["GET", "POST"])
def step_page(request: Request, case: Case[Row], pk: int, verb: str) -> HttpResponse:
    """One step on a page of its own; what is taken elsewhere leads back to the row."""
    row = found_or_404(request, case.rows(request.user, request.business_day), pk=pk)
    if verb not in case.workflow.transitions:
        raise Http404
    if VERBS[verb] not in case.own_pages:
        return _take_step(request, case, row, VERBS[verb])
    allowed_or_403(request, verb, row)
    return redirect(case.url(row))


@require_http_methods(["GET", "POST"])
def own_step(request: Request, case: Case[Row], pk: int, step: Verb, line: int | None = None) -> HttpResponse:
    """A step at an address of its own, perhaps on one line of the row."""
    row = found_or_404(request, case.rows(request.user, request.business_day), pk=pk)
    return _take_step(request, case, row, step, line)


def _take_step(request: Request, case: Case[Row], row: Row, step: Verb, line: int | None = None) -> HttpResponse:
    """What the step does, the form, the signature; or back to the row that does not admit it."""
    allowed_or_403(request, step.name, row)
    if request.method == "GET" and (why := why_refused(request, case, row, step)):
        messages.error(request, why)
        return redirect(case.url(row))
    given = {"line": line_of(row, line)} if line else {}
    form = step_form(request, case, row, step)
    if form.is_valid():
        act = act_of(request, form.cleaned_data.get("reason", ""), confirmed=step.transition.signed)
        if made := attempt(form, lambda: case.take(step, row, act, {**given, **form.inputs()})):
            words = _("Done: %(step)s.") % {"step": step.transition.label}
            messages.success(request, case.said(made, words))
            return redirect(case.after(row, step, made))
    elif form.is_bound and NOT_INPUTS.issuperset(form.errors) and step.possible(row):
        _show_what_rules_refuse(request, form, row, step, given)
    on = request.business_day
    if step in case.decided_here[:1] and step in case.offers(row, request.user, on, case.due_now(row, on)):
        return render_page(request, case, row, form=form)
    context = step_context(request, case, row, step, form)
    context |= signature_context(request, case, row, step) or number_context(request, case, row, step)
    return render(request, case.step_template, context | {"sub": given.get("line", context["sub"])})


def why_refused(request: Request, case: Case[Row], row: Row, step: Verb) -> str:
    """Why the step would refuse before anything is typed, or is not due; empty where it takes the reader on."""
    if why := why_not(request, step, case.acted_on(row)):
        return why
    if case.admits(row, step, request.business_day):
        return ""
    return _("“%(step)s” is not possible in the present state.") % {"step": step.transition.label}


def line_of(row: Model, pk: int) -> Model:
    """One of the `lines` that a row has; 404 for another."""
    return get_object_or_404(row.lines, pk=pk)  # type: ignore[attr-defined, no-any-return]


def _show_what_rules_refuse(request: Request, form: KeyedForm, row: Row, step: Verb, given: dict[str, Model]) -> None:
    """What the rules refuse stands beside what the form misses: nothing is said only at the second attempt."""
    act = act_of(request, form.cleaned_data.get("reason", ""))
    with transaction.atomic():
        attempt(form, lambda: step.judge(row, act, {**given, **form.inputs()}))


def step_form(request: Request, case: Case[Row], row: Row, step: Verb) -> KeyedForm:
    who = {"user": request.user} if step.transition.signed else {}
    asked = {name: value for name, value in request.GET.items() if name not in NOT_INPUTS - {"reason"}}
    initial = {"row_version": seen_version(request, row), **case.initial(row, step), **asked}
    options = case.options(request, row, step)
    form = case.form(step)(request.POST or None, request.FILES or None, initial=initial, **who, **options)
    if step in case.decided_here:  # one of its ways needs a reason, so it is no mere remark
        form.fields["reason"].label = _("Reason")
    return form


def step_context(request: Request, case: Case[Row], row: Row, step: Verb, form: KeyedForm) -> TemplateContext:
    title = case.label(row, step, request.user)
    return {
        "case": case, "row": row, "form": form, "title": title, "sub": case.heading(row),
        "breadcrumb_items": [*case.trail(row), (title, "")],
        "head": case.head(row), "scan": scan_url(case, row), "back": case.url(row),
        "consequences": case.consequences(row, step), **case.step_context(request, row, step),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def opening_page(request: Request, case: Case[Row], opening: Opening, **lookup: object) -> HttpResponse:
    """A form from which a new row comes, on the parent that the address names."""
    parent = visible_or_404(request, opening.parent, **lookup)
    allowed_or_403(request, opening.verb.name, parent)
    form = opening.form(request.POST or None, request.FILES or None, **case.choices(request, parent, opening))
    if form.is_valid():
        act = act_of(request, form.cleaned_data.get("reason", ""))
        if made := attempt(form, lambda: case.take(opening.verb, parent, act, form.inputs())):
            messages.success(request, case.said(made, opening.message))
            return redirect(case.made_url(made))
    title = opening.title or opening.verb.transition.label
    back = reverse(opening.back, kwargs=lookup) if opening.back else reverse(case.plural)
    context = {"case": case, "form": form, "title": title, "sub": parent, "back": back}
    context["breadcrumb_items"] = [(str(parent), back), (title, "")]
    return render(request, case.step_template, context | case.opening_context(request, parent, opening))


@require_safe
def scan(request: Request, case: Case[Row], pk: int) -> FileResponse:
    """The document on paper that the row rests on."""
    row = visible_or_404(request, case.model, pk=pk)
    if not isinstance(row, Papered) or row.paper_scan is None:
        raise Http404
    return files.response(files.asked(request, row.paper_scan), inline=True)


def attempt(form: KeyedForm, act: Callable[[], Made]) -> Made | None:
    """Do it. None when it was refused: every problem stands above the form, and what was typed stays."""
    try:
        return act()
    except TransitionRefused as refused:
        form.refuse(refused)
        return None
