"""One search over everything that the reader may see, whatever the marks and capitals."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import LabourContract
from facilities.models import FacilityLease
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.half_days import half_day
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.personal import personal_columns
from pilot.programme.models import CounterPost, Person
from staffing.models import Absence, CivilServant, Incumbency, PostalEmployee, WithdrawalRequest

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


@pytest.fixture
def find(as_user):
    def ask(name, text):
        found = as_user(name).get("/tim-kiem/", {"q": text}).context["found"]
        return {group.title: [hit.url for hit in group.hits] for group in found}

    return ask


@pytest.mark.parametrize(
    ("text", "title", "url"),
    [
        ("can loc", "Điểm thí điểm", "/diem/HT-S-CL/"),
        ("HT-S-CL", "Điểm thí điểm", "/diem/HT-S-CL/"),
        ("so cong thuong", "Cơ quan, đơn vị", "/co-quan/HT-SCT/"),
        ("ht-sct", "Cơ quan, đơn vị", "/co-quan/HT-SCT/"),
        ("HT-CL-Q1", "Vị trí tại quầy", "/vi-tri/HT-CL-Q1/"),
        ("quay 1", "Vị trí tại quầy", "/vi-tri/HT-CL-Q1/"),
        ("2459/qd", "Văn bản", "/van-ban-can-cu/D15/"),
    ],
)
def test_names_and_codes_are_found_without_marks(find, text, title, url):
    assert url in find("thuky", text)[title]


def test_people_are_found_by_name_and_by_code(find):
    employee, held = PostalEmployee.objects.earliest("id"), Incumbency.objects.as_at(DEMO_START).earliest("id")
    servant = held.civil_servant
    for text in (employee.person.full_name.upper(), employee.staff_code):
        assert f"/nhan-su/nhan-vien/{employee.pk}/" in find("thuky", text)["Người"]
    for text in (servant.person.full_name, servant.staff_code.lower()):
        assert f"/nhan-su/cong-chuc/{servant.pk}/" in find("thuky", text)["Người"]


@pytest.mark.parametrize("spelt", ["bd 0022", "BD-0022", "bd.0022", "BD0022"])
def test_a_code_is_found_however_it_is_spelt(find, spelt):
    employee = PostalEmployee.objects.get(staff_code="BD0022")
    assert find("thuky", spelt)["Người"] == [f"/nhan-su/nhan-vien/{employee.pk}/"]


def test_a_number_of_a_document_is_found_without_its_marks_of_punctuation(find):
    document = OfficialDocument.objects.get(number="412/QĐ-UBND")
    assert find("thuky", "412 qđubnd")["Văn bản đã lập"][0] == reverse("official-document", args=[document.pk])


def test_a_civil_servant_leads_to_the_page_that_names_him_in_vietnamese(as_user):
    client, held = as_user("thuky"), Incumbency.objects.as_at(DEMO_START).earliest("id")
    servant = held.civil_servant
    ((hit,),) = (group.hits for group in client.get("/tim-kiem/", {"q": servant.staff_code}).context["found"])
    assert hit.note == f"{servant.staff_code} · công chức"
    assert servant.person.full_name in client.get(hit.url).content.decode()
    assert held.post.name in client.get(hit.url).content.decode()


@pytest.mark.parametrize(
    ("text", "label", "url"),
    [
        ("R05", "R05 · ", "/thi-diem/HATINH/quy-dinh/#R05"),
        ("a24", "A24 · ", "/van-de/#A24"),
        ("RP5", "RP5 · Báo cáo đội ngũ nhân viên được lựa chọn", "/thi-diem/HATINH/ke-hoach/"),
        ("rp1", "RP1 · ", "/ke-hoach-tham-chieu/S2/"),
    ],
)
def test_a_code_leads_to_its_meaning(as_user, text, label, url):
    client = as_user("thuky")
    ((hit,),) = (group.hits for group in client.get("/tim-kiem/", {"q": text}).context["found"])
    assert hit.label.startswith(label)
    assert hit.url == url
    assert text.upper() in client.get(url).content.decode()


def test_a_code_that_means_nothing_to_the_reader_is_not_found(find):
    for text in ("R99", "A99", "RP", "R"):
        assert not {"Quy định", "Vấn đề về tài liệu", "Báo cáo"} & find("thuky", text).keys()
    assert find("thuky.gialai", "RP5") == {}


def test_withdrawals_contracts_and_leases_are_found(find):
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    contract, lease = LabourContract.objects.earliest("id"), FacilityLease.objects.earliest("id")
    assert f"/nhan-su/rut-cong-chuc/{request.pk}/" in find("thuky", "can loc")["Rút công chức"]
    for text in (contract.number, contract.payer.name.lower()):
        assert f"/thanh-toan/hop-dong/{contract.pk}/" in find("thuky", text)["Hợp đồng thuê nhân công"]
    assert f"/co-so/hop-dong-thue/{lease.pk}/" in find("thuky", lease.facility.name)["Hợp đồng thuê trụ sở"]
    assert f"/co-so/tru-so/{lease.facility.code}/" in find("thuky", lease.facility.code)["Trụ sở"]


def test_nobody_finds_what_he_may_not_see(find):
    contract = LabourContract.objects.earliest("id")
    servant = CivilServant.objects.filter(agency__code="HT-CL").latest("id")  # no procedure has the words of this name
    assert find("gd.noivu", contract.number) == {}
    assert find("buudien", servant.person.full_name) == {}
    assert find("thuky.gialai", "HT-CL-Q1") == {}


def test_more_hits_than_shown_are_said(as_user):
    assert CounterPost.objects.count() > 10
    page = as_user("thuky").get("/tim-kiem/", {"q": "ubnd"})
    (posts,) = (group for group in page.context["found"] if group.title == "Cơ quan, đơn vị")
    assert len(posts.hits) == 10
    assert posts.more
    assert "Còn kết quả khác" in page.content.decode()


def test_words_come_in_any_order_and_a_wildcard_is_none(find):
    employee = PostalEmployee.objects.earliest("id")
    backwards = " ".join(reversed(employee.person.full_name.split()))
    assert f"/nhan-su/nhan-vien/{employee.pk}/" in find("thuky", backwards)["Người"]
    assert find("thuky", "h%z_q") == {}


def test_an_exact_code_comes_first(find):
    first = CounterPost.objects.get(code="HT-CL-Q1")
    for n in range(12):
        CounterPost.objects.create(
            pilot=first.pilot, agency=first.agency, site=first.site, code=f"HT-CL-Q1{n}", name=f"A HT-CL-Q1 {n}"
        )
    assert find("thuky", "ht cl q1")["Vị trí tại quầy"][0] == "/vi-tri/HT-CL-Q1/"
    document = OfficialDocument.objects.exclude(number=None).earliest("id")
    address = reverse("official-document", args=[document.pk])
    assert find("thuky", document.number.lower())["Văn bản đã lập"][0] == address


def test_much_is_found_by_as_many_statements_as_little(as_user):
    client = as_user("thuky")

    def statements(text):
        with CaptureQueriesContext(connection) as seen:
            client.get("/tim-kiem/", {"q": text})
        return len(seen)

    little = statements("n")
    first = CounterPost.objects.get(code="HT-CL-Q1")
    for n in range(30):
        CounterPost.objects.create(
            pilot=first.pilot, agency=first.agency, site=first.site, code=f"HT-CL-N{n}", name=f"Quầy n {n}"
        )
    assert statements("n") == little <= 25
    assert statements("khong co gi nhu the") < little  # what names nothing is asked once, for everything together


@pytest.mark.parametrize("text", ["", "  ", "???"])
def test_nothing_asked_for_finds_nothing(find, text):
    assert find("thuky", text) == {}


def masked_values():
    """Some values of every column that declares itself masked, as somebody would type them."""
    for model in apps.get_models():
        for name in (name for name, words in personal_columns(model).items() if words.masked):
            found = set(model._base_manager.order_by().values_list(name, flat=True)) - {None, ""}
            assert found, f"{model._meta.label}.{name}"
            for value in sorted(found)[:3]:
                yield f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


def test_nothing_is_found_by_a_masked_value(find):
    Person.objects.filter(postal_employee__isnull=False).update(birth_date=dt.date(1988, 9, 17))
    employee = PostalEmployee.objects.earliest("id")
    span = {"first_half": half_day(DEMO_START), "past_half": half_day(DEMO_START) + 2}
    Absence.objects.create(pilot=employee.pilot, employee=employee, leave="sick", why="Sốt xuất huyết", **span)
    for text in masked_values():
        for name in ("buudien", "gd.tt.camxuyen", "thanhtra"):
            assert find(name, text) == {}, text
