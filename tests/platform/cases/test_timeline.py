"""The timeline of each thing: its own events, and those of what makes it up, as far as the reader sees them."""

import ast
import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from billing.models import Payment
from facilities.models import FacilityLease
from pilot.platform.cases.timeline import EVENTS, story, verb_label
from pilot.platform.exchange.resource import EXPORTS
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, CounterPost, Procedure, User
from staffing.models import PaperRecord, PostalEmployee, WithdrawalRequest
from tests.architecture.project import ROOT
from tests.found.browse import press, send
from tests.platform.exchange.books import AN, HEAD, xlsx

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


def titles(row, name="thuky", **more):
    return [entry.title for entry in story(row, user(name), DEMO_START, **more)]


@pytest.fixture
def handed_over():
    """A procedure of Sở Tài chính with a step on the ladder."""
    return Procedure.objects.get(code="1.005416")


def test_the_newest_by_what_they_show_stand_first_and_fill_the_page():
    site = CounterPost.objects.get(code="HT-CL-Q1").site
    shown = [entry.at for entry in story(site, user("thuky"), DEMO_START)]
    days = [localdate(at) if isinstance(at, dt.datetime) else at for at in shown]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 2


def test_steps_of_the_hand_over_stand_at_agency_site_and_procedure(handed_over):
    site = CounterPost.objects.get(code="HT-STC-Q1").site
    for row in (Agency.objects.get(code="HT-STC"), site, handed_over):
        assert any("bàn giao" in title.lower() for title in titles(row)), row
    other = Procedure.objects.exclude(set_entries__procedure_set__agency__code="HT-STC").earliest("id")
    assert titles(other) == []


def test_other_provinces_do_not_read_the_hand_over_of_a_procedure(handed_over):
    assert titles(handed_over, "thuky.gialai") == []


def test_a_list_is_told_by_what_it_wrote_and_not_by_who_looked_at_it(as_user):
    hr = as_user("buudien")
    book = SimpleUploadedFile("nhan-vien.xlsx", xlsx(HEAD, AN))
    preview = send(hr, "/nhap-xuat/employees/HT-BDT/", workbook=book)
    press(hr, preview, "/ghi/")
    person = PostalEmployee.objects.get(staff_code=AN[1])
    assert "Ghi danh sách" in titles(person, "buudien")
    assert "Xem dữ liệu cá nhân được che" not in titles(person, "buudien")


def test_a_request_tells_its_payments_to_those_who_see_them(as_user):
    payment = Payment.objects.earliest("pk")
    assert "Ghi nhận thanh toán" in titles(payment.statement, "chitra.camxuyen")
    page = as_user("chitra.camxuyen").get(f"/thanh-toan/de-nghi/{payment.statement_id}/").content.decode()
    assert str(payment) in page.partition('class="timeline"')[2]
    assert "Ghi nhận thanh toán" not in titles(payment.statement, "gd.noivu")


def test_premises_tell_their_leases():
    lease = FacilityLease.objects.earliest("pk")
    links = {entry.url for entry in story(lease.facility, user("thuky"), DEMO_START)}
    assert f"/co-so/hop-dong-thue/{lease.pk}/" in links


def test_a_post_and_its_site_tell_its_withdrawal_and_lead_to_it():
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    for row in (request.post, request.post.site, request.post.agency):
        links = {entry.url for entry in story(row, user("thuky"), DEMO_START)}
        assert f"/nhan-su/rut-cong-chuc/{request.pk}/" in links


def test_who_may_not_see_the_withdrawal_does_not_read_of_it():
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    assert titles(request.post, "taichinh") == []
    assert titles(request.post, "thuky") != []


def test_an_employee_tells_of_learning_assessment_report_and_record_from_paper():
    learner = PostalEmployee.objects.filter(assignments__learning__isnull=False, assessments__isnull=False).first()
    told = set(titles(learner, "buudien"))
    own = {entry.title for entry in story(learner, user("quantri1"), DEMO_START)}
    assert own < told


def test_an_account_tells_of_its_roles():
    assert titles(user("ct.canloc"), "quantri1") != []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("thuky", "/thi-diem/HATINH/?muc=dien-bien"), ("thuky", "/thi-diem/HATINH/giai-doan/HT-P2/"),
        ("thuky", "/co-quan/HT-STC/"),
        ("thuky", "/diem/HT-S-CL/?muc=dien-bien"), ("thuky", "/vi-tri/HT-CL-Q1/"), ("thuky", "/thu-tuc/1.005416/"),
        ("quantri1", "/tai-khoan/1/"),
    ],
)  # fmt: skip
def test_every_thing_has_its_timeline(name, path, as_user):
    page = as_user(name).get(path)
    assert page.status_code == 200
    assert "Diễn biến" in page.content.decode()


def test_one_query_for_the_events_and_one_a_model_for_the_names(django_assert_num_queries):
    employee, reader = PostalEmployee.objects.earliest("id"), user("buudien")
    told = story(employee, reader, DEMO_START)  # capacities are read once
    about = AuditEvent.objects.filter(verb__in={entry.verb for entry in told}).values_list("object_type", flat=True)
    others = set(about) - {PostalEmployee._meta.label}
    assert len(told) > len(others) > 0
    with django_assert_num_queries(1 + len(others)):
        story(employee, reader, DEMO_START)


def test_an_event_about_something_else_names_it():
    record = PaperRecord.objects.filter(kind="recognition").earliest("id")
    told = [entry for entry in story(record.employee, user("buudien"), DEMO_START) if entry.verb == "record_from_paper"]
    cited = f"{record.paper_source} ngày {record.paper_date:%d/%m/%Y} cho {record.employee.person.full_name}"
    assert cited in [entry.thing for entry in told]
    assert "" not in [entry.thing for entry in told]


def written_in_code():
    """The name of every event that is written outside the workflows: constants given to `record` and `append`."""
    for path in ROOT.glob("*/**/*.py"):
        if path.parts[len(ROOT.parts)] in ("pilot", "staffing", "facilities", "billing"):
            for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                given = call.args[:1] if name in ("record", "note") else []
                given = given + [k.value for k in call.keywords if k.arg == "verb"]
                yield from (a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_every_event_is_told_in_words():
    names = {*written_in_code(), *VERBS, *(kind().event for kind in EXPORTS.values())}
    assert {"sign_in", "reveal", "load_pilots", "backup"} <= names
    assert {name for name in names if verb_label(name) == name} == set()
    assert set(EVENTS) <= names | {"step_up", "get", "post", "head"}  # these are written by name of a constant
