"""The coordination regulation (R16): entered with its scan, corrected, changed from a day on, ended."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pilot.programme.models import Agency, Agreement, CounterPost, LegalDocument, Pilot
from pilot.programme.workflows import agreements as w
from staffing.readiness import readiness
from tests.found.browse import text_of
from tests.paper import SCAN, evidence, photograph
from tests.staffing import people as p

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]
FIRST, CHANGED = dt.date(2021, 3, 1), dt.date(2021, 6, 1)


@pytest.fixture
def of_the_demo():
    return Agreement.objects.get()


def bodies(*codes):
    return list(Agency.objects.filter(code__in=codes))


def document(number="15/QCPH", day=FIRST):
    return {"document": number, "document_date": day, "signers": "Giám đốc Bưu điện tỉnh", "scan": evidence()}


def entered(act, *codes, **more):
    given = {"subject": "Quy chế phối hợp", "valid_from": FIRST, "valid_to": None, **document(), **more}
    return w.enter_agreement(Pilot.objects.get(code="HATINH"), act("thuky"), parties=bodies(*codes), **given)


def state(code, day=p.TODAY):
    """What readiness says of the regulation at a counter post."""
    post = CounterPost.objects.get(code=code)
    return next(f.state for f in readiness([post], day)[post.pk] if f.id == "regulation")


def test_the_secretariat_enters_one_by_its_page_and_everybody_reads_it(as_user):
    secretary, address = as_user("thuky"), reverse("enter-agreement", args=["HATINH"])
    sent = {
        "document": "15/QCPH", "document_date": "24/02/2021", "subject": "Quy chế phối hợp", "valid_from": "01/03/2021",
        "last_day": "", "signers": "Giám đốc Bưu điện tỉnh; Giám đốc Sở Tài chính",
        "parties": [body.pk for body in bodies("HT-BDT", "HT-STC")],
        "scan": SimpleUploadedFile("quy-che.pdf", SCAN, "application/pdf"),
    }  # fmt: skip
    said = secretary.post(address, sent, follow=True)
    row = Agreement.objects.get(paper_source="15/QCPH")
    assert {body.code for body in row.parties.all()} == {"HT-BDT", "HT-STC"}
    assert "Quy chế phối hợp" in text_of(said)
    reader = as_user("gd.congthuong")
    assert "01/03/2021" in text_of(reader.get(reverse("agreement", args=[row.pk])))
    assert reader.get(reverse("agreement-scan", args=[row.pk])).getvalue() == SCAN
    listed = text_of(reader.get(reverse("agreements"), {"party": bodies("HT-STC")[0].pk}))
    assert "15/QCPH" in listed


@pytest.mark.parametrize("codes", [("HT-STC", "HT-SCT"), ("HT-BDT",), ()])
def test_the_post_office_signs_with_somebody(codes, act):
    assert p.codes(lambda: entered(act, *codes)) == {"r16_parties"}


def test_what_is_registered_was_signed_and_says_by_whom(act):
    ahead = {"document_date": dt.date(2021, 7, 1), "signers": " ", "scan": None}
    refused = p.codes(lambda: entered(act, "HT-BDT", "HT-STC", **ahead))
    assert refused == {"day_ahead", "paper_without_signers", "paper_without_scan"}


def test_a_correction_keeps_the_scan_where_none_is_sent(of_the_demo, act):
    scan = of_the_demo.paper_scan
    said = {**document("02/QCPH"), "scan": None, "valid_from": FIRST, "valid_to": None, "subject": "Quy chế"}
    w.correct_agreement(of_the_demo, act("thuky", reason="Gõ nhầm số."), parties=bodies("HT-BDT", "HT-CL"), **said)
    of_the_demo.refresh_from_db()
    assert (of_the_demo.paper_source, of_the_demo.paper_scan) == ("02/QCPH", scan)
    assert (state("HT-CL-Q1"), state("HT-SCT-Q1")) == ("pass", "warn")
    w.correct_agreement(
        of_the_demo,
        act("thuky", reason="Thiếu trang."),
        parties=bodies("HT-BDT", "HT-CL"),
        **said | {"scan": photograph()},
    )
    of_the_demo.refresh_from_db()
    assert of_the_demo.paper_scan != scan


def test_a_change_ends_the_old_text_and_begins_the_new_one(of_the_demo, act):
    parties = bodies("HT-BDT", "HT-CL")
    inputs = {"day": CHANGED, "subject": "Quy chế phối hợp (sửa đổi)", "parties": parties, **document("09/QCPH")}
    new = w.change_agreement(of_the_demo, act("thuky"), **inputs)
    of_the_demo.refresh_from_db()
    assert (of_the_demo.valid_to, new.valid_from, new.valid_to) == (CHANGED, CHANGED, None)
    assert [state("HT-SCT-Q1", day) for day in (dt.date(2021, 5, 31), CHANGED)] == ["pass", "warn"]
    assert p.codes(lambda: w.change_agreement(of_the_demo, act("thuky"), **inputs)) == {"day_outside"}


def test_what_ended_counts_until_its_last_day(of_the_demo, act):
    last = dt.date(2021, 6, 30)
    w.close_agreement(of_the_demo, act("thuky"), last_day=last, legal_basis="1/TB-UBND")
    assert [state("HT-CL-Q1", day) for day in (last, dt.date(2021, 7, 1))] == ["pass", "warn"]


def test_a_regulation_that_the_pilot_names_holds_for_all(of_the_demo, act):
    w.close_agreement(of_the_demo, act("thuky"), last_day=FIRST, legal_basis="1/TB-UBND")
    assert state("HT-CL-Q1") == "warn"
    pilot = Pilot.objects.get(code="HATINH")
    pilot.coordination_regulation = LegalDocument.objects.filter(date__lte=p.TODAY).earliest("pk")
    pilot.save()
    assert state("HT-CL-Q1") == "pass"
