"""Decision and PDF are two things: the first stands without the second, and the second comes later."""

import datetime as dt

import pytest
from django.utils import timezone

from pilot.platform.documents import presenters, render, tasks
from pilot.platform.documents.checks import pdf_available
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import number_document, render_again
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.cases import DOCUMENTS
from staffing.workflows import withdrawal as verbs
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2021, 6, 15)
LATER = timezone.now() + dt.timedelta(minutes=5)


@pytest.fixture
def broken(monkeypatch):
    def fails(_html):
        raise ValueError("no glyph")

    monkeypatch.setattr(render, "pdf", fails)
    return monkeypatch


def test_pdf_is_made_after_the_commit(approved_report, act, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as queued:
        number_document(approved_report, act("ct.canloc"), number="8", date=TODAY)
        approved_report.refresh_from_db()
        assert approved_report.pdf is None
    approved_report.refresh_from_db()
    assert len(queued) == 1
    assert approved_report.pdf.content_type == "application/pdf"
    assert approved_report.pdf.name == "08-BC-UBND-2021.pdf"


def test_two_who_render_at_the_same_time_file_one_pdf(decision_document):
    """The worker and `tick`: each has read the document before the other was done."""
    worker, tick = (OfficialDocument.objects.get(pk=decision_document.pk) for _reader in range(2))
    assert tasks.render_one(worker)
    assert tasks.render_one(tick)
    filed = AuditEvent.objects.filter(verb="file_pdf", object_id=str(decision_document.pk))
    assert [event.after["sha256"] for event in filed] == [
        OfficialDocument.objects.get(pk=decision_document.pk).pdf.sha256
    ]


def test_failed_render_leaves_the_decision_standing(approved, act, broken, django_capture_on_commit_callbacks):
    request = approved.subject.request
    with django_capture_on_commit_callbacks(execute=True):
        verbs.number_withdrawal(request, act("ct.canloc"), number="55", date=TODAY)
    request.refresh_from_db()
    approved.refresh_from_db()
    assert (request.status, approved.status, approved.pdf) == ("effective", "numbered", None)
    assert (approved.render_tries, approved.render_error) == (1, "ValueError: no glyph")
    assert "no glyph" in presenters.pdf_problem(approved)


def pending_later(monkeypatch):
    monkeypatch.setattr(tasks, "business_moment", lambda: LATER)
    return tasks.render_pending()


def test_tick_retries_three_times_then_the_worklist(decision_document, act, broken):
    for _try in range(5):
        assert pending_later(broken) == 0
    decision_document.refresh_from_db()
    assert decision_document.render_tries == tasks.MOST_TRIES
    signer = decision_document.approved_by
    steps = [step for step, _line in lines(signer, TODAY, [DOCUMENTS])]
    assert steps.count("render_again") == 2  # decision and report of Cẩm Xuyên

    broken.undo()
    assert tasks.render_pending() == 0  # given up: a person asks for it again
    render_again(decision_document, act("ct.camxuyen"))
    assert pending_later(broken) == 1
    decision_document.refresh_from_db()
    assert decision_document.pdf_id
    assert decision_document.render_error == ""


def test_tick_renders_what_a_dead_worker_left(monkeypatch):
    lacking = tasks.pending().count()
    assert lacking >= 3
    assert pending_later(monkeypatch) == min(lacking, 20)
    assert pending_later(monkeypatch) == max(lacking - 20, 0)


def test_tick_leaves_the_last_minute_to_the_worker(approved_report, act):
    number_document(approved_report, act("ct.canloc"), number="8", date=TODAY)
    tasks.render_pending()
    approved_report.refresh_from_db()
    assert approved_report.pdf is None


def test_recalled_documents_are_not_rendered(report_document, act, monkeypatch):
    from pilot.platform.documents.workflows import recall_document

    recall_document(report_document, act("ct.camxuyen", reason="Nhầm."))
    pending_later(monkeypatch)
    report_document.refresh_from_db()
    assert report_document.pdf is None


def test_pdfs_off_is_said_and_not_counted_as_a_try(decision_document, monkeypatch):
    monkeypatch.setattr(render, "fonts_known", lambda: 0)
    render.unavailable.cache_clear()
    try:
        assert not tasks.render_one(decision_document)
        decision_document.refresh_from_db()
        assert (decision_document.pdf, decision_document.render_tries) == (None, 0)
        assert presenters.pdf_problem(decision_document) == render.unavailable()
        assert [w.id for w in pdf_available(None)] == ["documents.W001"]
        with pytest.raises(render.PdfOff):
            render.pdf("<p>x</p>")
    finally:
        render.unavailable.cache_clear()


def test_no_pango_is_said(monkeypatch):
    known = render._library
    monkeypatch.setattr(render, "_library", lambda name: None if "pango" in name else known(name))
    render.unavailable.cache_clear()
    try:
        assert "Pango" in render.unavailable()
    finally:
        render.unavailable.cache_clear()


def test_filed_pdf_is_not_made_again(rendered, act):
    with pytest.raises(TransitionRefused) as caught:
        render_again(rendered, act("ct.camxuyen"))
    assert caught.value.problems[0].code == "has_its_pdf"


def test_nothing_is_queued_when_the_decision_is_rolled_back(approved_report, act, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued, pytest.raises(TransitionRefused):
        number_document(approved_report, act("ct.canloc"), number="x", date=TODAY)
    assert queued == []
