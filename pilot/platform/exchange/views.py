"""Lists from workbooks: upload, preview, confirm, undo; lists as workbooks."""

from collections.abc import Collection

from django.apps import apps
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pilot.platform.access.forms import SignedForm, new_key
from pilot.platform.access.requests import (
    SEEN,
    act_of,
    allowed_or_403,
    found_or_404,
    has_right,
    may,
    page_before,
    visible_or_404,
    why_not,
)
from pilot.platform.access.signing import WRONG
from pilot.platform.access.types import Request
from pilot.platform.digits import number_in
from pilot.platform.exchange import exporting, importing, presenters, selectors, workbooks
from pilot.platform.exchange.forms import (
    ExportForm,
    GoodRowsForm,
    PersonalExportForm,
    QuestionsForm,
    UndoForm,
    UploadForm,
)
from pilot.platform.exchange.guard import MAX_FILE
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.reading import WorkbookRefused
from pilot.platform.exchange.resource import EXPORTS, RESOURCES, Record, TwoStepResource
from pilot.platform.kernel import files
from pilot.platform.kernel.models import StoredFile
from pilot.platform.kernel.refusals import NotAllowed, Refused, TransitionRefused
from pilot.platform.kernel.types import Words
from pilot.platform.kernel.workflow import VERBS, Verb, record
from pilot.platform.text import line

S = ImportBatch.Status
LISTED = 100
STEPS = ("check", "confirm", "discard", "undo")


def crumbs(*path: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to this page, from the list of imports on."""
    return [(_("Lists from workbooks"), reverse("imports")), *path]


def kind_or_404(name: str) -> TwoStepResource:
    if name not in RESOURCES:
        raise Http404
    return RESOURCES[name]()


def found(request: Request, pk: int) -> tuple[ImportBatch, TwoStepResource]:
    """The import if the reader may see it, and its kind."""
    rows = selectors.told(selectors.batches(request.user, request.business_day))
    batch: ImportBatch = found_or_404(request, rows, pk=pk)
    return batch, kind_or_404(batch.kind)


@require_safe
def import_list(request: Request) -> HttpResponse:
    """Past imports, those folded away that ask nothing any more, and where a new one can begin."""
    rows = selectors.told(selectors.batches(request.user, request.business_day))[:LISTED]
    aside = {row for row in rows if presenters.set_aside(row, request.user)}
    kinds = [kind() for kind in RESOURCES.values()]
    context = {
        "rows": [presenters.ImportView.of(row) for row in rows if row not in aside],
        "aside": [presenters.ImportView.of(row) for row in rows if row in aside],
        "starts": [kind for kind in kinds if selectors.targets(kind, request.user, request.business_day)],
        "breadcrumb_items": [(_("Lists from workbooks"), "")],
    }
    return render(request, "exchange/import_list.html", context)


@require_safe
def choose_target(request: Request, kind: str) -> HttpResponse:
    """Whose list it is; with one possibility there is nothing to choose, with none nothing to do here."""
    resource = kind_or_404(kind)
    rows = selectors.targets(resource, request.user, request.business_day)
    if not rows:
        raise NotAllowed(resource.verbs.upload, [])
    choices = [(row, reverse("import-upload", args=[kind, getattr(row, resource.target_key)])) for row in rows]
    if len(choices) == 1:
        return redirect(choices[0][1])
    context = {"kind": resource, "choices": choices, "breadcrumb_items": crumbs((str(resource.title), ""))}
    return render(request, "exchange/choose_target.html", context)


@require_http_methods(["GET", "POST"])
def upload_page(request: Request, kind: str, key: str) -> HttpResponse:
    """The first step. A file that is not read says why, above the form."""
    resource = kind_or_404(kind)
    target = visible_or_404(request, apps.get_model(resource.target), **{resource.target_key: key})
    allowed_or_403(request, resource.verbs.upload, target)
    if request.method == "GET" and (why := resource.refuses(target)):
        messages.error(request, str(why))
        return redirect(page_before(request))
    old = _replaced(request, resource, target)
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, replaces = form.cleaned_data["workbook"], old.pk if old else None
        try:
            content = file.read(MAX_FILE + 1)
            batch = importing.receive(resource, target, act_of(request), file.name, content, replaces)
        except (WorkbookRefused, TransitionRefused) as refused:
            form.add_error("workbook", str(refused))
        else:
            return redirect("import", pk=batch.pk)
    context = {
        "form": form,
        "kind": resource,
        "target": target,
        "replaced": old,
        "breadcrumb_items": crumbs((str(resource.title), "")),
    }
    return render(request, "exchange/upload.html", context)


def _replaced(request: Request, kind: TwoStepResource, target: Record) -> ImportBatch | None:
    """The list of this place that the file corrects, as the address says (`?replaces=`), if it still waits for that."""
    if not (number := number_in(request.GET.get("replaces", ""))):
        return None
    rows = selectors.replaceable(kind, target, request.user, request.business_day)
    return rows.filter(pk=number).first()


@require_safe
def import_page(request: Request, pk: int) -> HttpResponse:
    """Progress while the list is checked, then the preview, then what became of it."""
    batch, kind = found(request, pk)
    if request.htmx and batch.status != S.UPLOADED:
        return HttpResponse(headers={"HX-Refresh": "true"})
    allowed = {step: has_right(request, getattr(kind.verbs, step), batch) for step in STEPS}
    refusal = kind.refuses(batch.target)
    offers = {step: not refusal and may(request, getattr(kind.verbs, step), batch) for step in STEPS}
    shown = request.GET.get("rows", "error" if batch.error_count else "")
    preview = presenters.preview(batch, kind, shown, request.GET.get("after", ""), masked=not allowed["confirm"])
    if allowed["confirm"] and kind.masked and preview["rows"]:
        record("reveal", act_of(request), batch, rows=len(preview["rows"]))
    key = new_key()
    confirm_url = reverse("import-confirm", args=[batch.pk], query=_seen(request.GET.get(SEEN, "")))
    context = {
        **preview,
        "may": allowed,
        "offers": offers,
        "undo_waits": kind.undo_waits(batch) if batch.status == S.CONFIRMED else "",
        "again": _upload_again(request, batch, kind),
        "advice": presenters.advice(batch, offers["confirm"]),
        "ways": _ways(request, batch, kind, preview["at_fault"]),
        "afterwards": kind.afterwards(batch) if batch.status == S.CONFIRMED else ("", "", ""),
        **presenters.corrections(batch, request.user, request.business_day),
        "rows_asked": "rows" in request.GET or "after" in request.GET,
        "refusal": refusal if allowed["confirm"] and batch.status in (S.CHECKED, S.CONFIRMED) else "",
        "breadcrumb_items": crumbs((str(batch), "")),
        "operation_key": key,
        "confirm_url": confirm_url,
        "good_rows": presenters.good_rows(batch, key, confirm_url) if offers["confirm"] else [],
        "for_another": why_not(request, VERBS[kind.verbs.confirm], batch) if _is_for_another(batch, offers) else "",
        "signing": _signing(request, batch) if kind.signed and offers["confirm"] else None,
        "answer_kind": "primary" if preview["stopped"] else "secondary",
        "questions": QuestionsForm(batch)
        if batch.status == S.CHECKED and batch.questions and offers["check"]
        else None,
    }
    return render(request, "exchange/import_page.html", context)


def _is_for_another(batch: ImportBatch, offers: dict[str, bool]) -> bool:
    """Whether whoever could do something about the list does not see the step that waits for a second person."""
    return batch.status == S.CHECKED and batch.not_by_id is not None and offers["discard"] and not offers["confirm"]


def _signing(request: Request, batch: ImportBatch) -> SignedForm:
    """The signature of who writes the list: the whole of it, or its rows without errors."""
    form = GoodRowsForm if batch.error_count else SignedForm
    return form(user=request.user)


def _upload_again(request: Request, batch: ImportBatch, kind: TwoStepResource) -> str:
    """Where the corrected list goes: the upload of the same kind and place; empty for whoever may not.

    Its address says which list it replaces; one that is discarded or undone is replaced by none.
    """
    replaces = {"replaces": batch.pk} if batch.status in (S.CHECKED, S.CONFIRMED) else None
    return _upload_of(request, kind, batch.target, replaces)


def _upload_of(request: Request, kind: TwoStepResource, place: Record, query: dict[str, int] | None = None) -> str:
    """The upload of a list of the kind and place; empty for whoever may not, or where there can be none."""
    if kind.refuses(place) or not may(request, kind.verbs.upload, place):
        return ""
    return reverse("import-upload", args=[kind.kind, getattr(place, kind.target_key)], query=query)


def _ways(
    request: Request, batch: ImportBatch, kind: TwoStepResource, at_fault: Collection[str]
) -> list[tuple[Words, str]]:
    """The lists that bring in what columns at fault name, each with its upload, for whoever may."""
    found = []
    for other in (RESOURCES[name]() for column in sorted(at_fault) for name in kind.prepared_by.get(column, ())):
        place = {batch.object_type: batch.target, "pilot.Pilot": batch.pilot}.get(other.target)
        if place and (address := _upload_of(request, other, place)):
            found.append((other.title, address))
    return found


@require_POST
def step_page(request: Request, pk: int, step: str) -> HttpResponse:
    """The second step: everything is written (`confirm`), or nothing of it ever (`discard`)."""
    batch, kind = found(request, pk)
    more = {"without_errors": True} if "without_errors" in request.POST and step == "confirm" else {}
    verb = VERBS[getattr(kind.verbs, step)]
    try:
        verb(batch, act_of(request, confirmed=verb.transition.signed and signed(request, verb, batch)), **more)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
        return redirect(reverse("import", args=[pk], query=_seen(" ".join(refused.marks))))
    if step == "confirm":
        batch.refresh_from_db()
        messages.success(request, presenters.written(batch))
    return redirect("import", pk=pk)


def _seen(marks: str) -> dict[str, str]:
    """The query by which the step, sent once more, says that its warnings were seen; nothing without any."""
    return {SEEN: marks} if marks else {}


def signed(request: Request, verb: Verb, batch: ImportBatch) -> bool:
    """That password or code were entered with the step. Raises NotAllowed, TransitionRefused wrong_secret."""
    allowed_or_403(request, verb.name, batch)
    form = SignedForm(request.POST, user=request.user)
    if not form.is_valid():
        raise TransitionRefused(WRONG, " ".join(map(str, form.errors["secret"])))
    return True


@require_POST
def check_page(request: Request, pk: int) -> HttpResponse:
    """Check once more: with questions answered, after things have changed, or when a job was lost."""
    batch, kind = found(request, pk)
    allowed_or_403(request, kind.verbs.check, batch)
    form = QuestionsForm(batch, request.POST)
    answers = form.answers() if form.is_valid() else {}
    try:
        importing.start_check(batch, act_of(request), answers=answers)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import", pk=pk)


@require_http_methods(["GET", "POST"])
def undo_page(request: Request, pk: int) -> HttpResponse:
    """What the undo does, the reason, and what stands in its way."""
    batch, kind = found(request, pk)
    allowed_or_403(request, kind.verbs.undo, batch)
    if request.method == "GET" and (why := kind.refuses(batch.target)):
        messages.error(request, str(why))
        return redirect("import", pk=pk)
    form = UndoForm(request.POST or None, initial={"row_version": batch.row_version})
    if form.is_valid():
        try:
            kind.undo(batch, act_of(request, form.cleaned_data["reason"]))
        except TransitionRefused as refused:
            form.refuse(refused)
        else:
            batch.refresh_from_db()
            done = _("The import is undone; everything is as it was before.")
            waits = _("It is proposed. It holds once a second person has confirmed it.")
            messages.success(request, done if batch.status == S.UNDONE else waits)
            return redirect("import", pk=pk)
    context = {
        **presenters.undoing(batch, kind, request.business_day),
        "by_two": kind.by_two,
        "form": form,
        "batch": batch,
        "breadcrumb_items": crumbs((str(batch), reverse("import", args=[pk])), (_("Undo the import"), "")),
    }
    return render(request, "exchange/undo.html", context)


@require_safe
def kept_file(request: Request, pk: int, name: str) -> FileResponse:
    """The list as it was sent, without identity numbers (`file`), or its rows with errors (`error_book`).

    A file with personal values goes only to those who may write the list, and leaves an event.
    """
    batch, kind = found(request, pk)
    stored: StoredFile | None = getattr(batch, name)
    if stored is None:
        raise Http404
    capacity = allowed_or_403(request, kind.verbs.confirm, batch)
    if batch.forgotten_at or not batch.head_row:  # or it stands as it was sent, perhaps with identity numbers
        raise Http404
    record("read_import_file", act_of(request), batch, capacity, file=stored.name, sha256=stored.sha256)
    return files.response(stored)


@require_safe
def template_file(request: Request, kind: str) -> HttpResponse:
    """An empty list to fill in."""
    return exporting.attachment(workbooks.template(kind_or_404(kind)), f"mau-{kind_or_404(kind).file_name}.xlsx")


@require_safe
def example_file(request: Request, kind: str) -> HttpResponse:
    """A list of made-up people that the template was filled in with."""
    resource = kind_or_404(kind)
    if resource.example is None:
        raise Http404
    return exporting.attachment(resource.example.read_bytes(), f"vi-du-{resource.file_name}.xlsx")


@require_http_methods(["GET", "POST"])
def export_page(request: Request, kind: str) -> HttpResponse:
    """What the file will hold, the reason when personal data are in it, then the file itself."""
    if kind not in EXPORTS:
        raise Http404
    resource, user, on = EXPORTS[kind](), request.user, request.business_day
    query = {name: line(request.GET[name]) for name in resource.filters if request.GET.get(name)}
    preview = exporting.preview(resource, user, on, query)
    form = (PersonalExportForm if preview.personal else ExportForm)(request.POST or None)
    if form.is_valid():
        export = exporting.collect(resource, user, on, query)
        act = act_of(request, form.cleaned_data.get("reason", ""))
        pilot = getattr(next(iter(export.rows), None), "pilot", None) or user.person.pilot
        return exporting.send(export, act, pilot, form.cleaned_data["form"], query)
    context = {
        "form": form,
        "kind": resource,
        "preview": preview,
        "columns": presenters.exported_columns(resource),
        "back": page_before(request) if request.method == "GET" else "",
        "breadcrumb_items": crumbs((_("Export"), "")),
        "query": [(resource.filters[name], resource.asked_in_words(name, value)) for name, value in query.items()],
    }
    return render(request, "exchange/export.html", context)
