"""The pages as their users open and send them."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import AcceptanceRecord, LabourContract, Payment, Statement, Timesheet, TimesheetEntry
from billing.selectors.sheets import read_sheet
from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.models import DemoClock
from pilot.programme.models import CounterPost, Site

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def later():
    DemoClock.objects.update_or_create(id=1, defaults={"day": dt.date(2021, 7, 15)})


def post(client, url, **data):
    """Send what the form shows, with its hidden fields."""
    form = client.get(url).context["form"]
    hidden = {bound.name: bound.value() for bound in form.hidden_fields()}
    return client.post(url, hidden | data)


def test_desk_and_pages_show_what_they_hold(as_user, april, june):
    client = as_user("taichinh")
    assert "22.907.500" in client.get("/thanh-toan/?thang=05/2021").content.decode()
    for url in (
        "/thanh-toan/?thang=x", "/thanh-toan/hop-dong/", f"/thanh-toan/hop-dong/{april.contract_id}/",
        f"/thanh-toan/ky/{june.month_id}/", f"/thanh-toan/cham-cong/{june.pk}/",
        f"/thanh-toan/nghiem-thu/{april.acceptance_id}/", reverse("site", args=["HT-S-CX"]) + "?muc=tru-so",
        reverse("site", args=["HT-S-CAMTHANH"]) + "?muc=tru-so",
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url


def test_every_amount_opens_to_what_it_rests_on(as_user, april):
    page = as_user("thanhtra").get(reverse("statement", args=[april.pk])).content.decode()
    for line in april.lines.all():
        assert f'href="#dong-{line.pk}"' in page
        assert f'id="dong-{line.pk}"' in page
    assert april.amount_in_words in page


def test_lists_have_a_fixed_number_of_queries(as_user, django_assert_max_num_queries):
    client = as_user("taichinh")
    for url in ("/thanh-toan/", "/thanh-toan/hop-dong/", "/co-so/"):
        with django_assert_max_num_queries(25):
            assert client.get(url).status_code == 200


def test_contract_from_draft_to_force(as_user):
    office, payer = as_user("buudien"), as_user("chitra")
    site = Site.objects.get(code="HT-S-TTPVHCC")
    payer_agency = LabourContract.objects.get(status="in_force", site=site).payer
    answer = post(
        office, reverse("contract-draft"), provider=LabourContract.objects.first().provider_id, site=site.pk,
        payer=payer_agency.pk, first_day="01/07/2021", last_day="31/12/2021",
    )  # fmt: skip
    row = LabourContract.objects.order_by("-pk").first()
    assert answer.url == reverse("contract", args=[row.pk])
    seat = CounterPost.objects.exclude(contract_lines__live=True).filter(site=site).first()
    line = {
        "post": seat.pk,
        "first_day": "01/07/2021",
        "vat_category": "standard",
        "unit_price_vnd": "6500000",
    }
    url = reverse("contract-line-add", args=[row.pk])
    assert post(office, url, **line, description="Tiền điện").status_code == 200  # a warning without its reason
    assert row.lines.count() == 0
    assert post(office, url, **line, description="Nhân công").status_code == 302
    assert post(payer, reverse("contract-step", args=[row.pk, "agree_contract"])).status_code == 302
    signed = {"secret": PASSWORD, "number": "9/HĐ", "date": "15/06/2021"}
    assert post(payer, reverse("contract-step", args=[row.pk, "sign_contract"]), **signed).status_code == 302
    assert post(office, reverse("contract-step", args=[row.pk, "put_contract_in_force"])).status_code == 302
    row.refresh_from_db()
    assert row.status == "in_force"


def test_line_is_removed_from_a_draft(as_user):
    row = LabourContract.objects.filter(status="draft", lines__isnull=False).first()
    url = reverse("contract-line-remove", args=[row.pk, row.lines.first().pk])
    before = row.lines.count()
    assert post(as_user("buudien"), url).status_code == 302
    assert row.lines.count() == before - 1
    assert as_user("chitra").get(url).status_code == 404


def test_june_from_grid_to_payment(as_user, june, later):
    office, director, payer = as_user("buudien"), as_user("gd.tt.camxuyen"), as_user("chitra.camxuyen")
    grid = reverse("timesheet", args=[june.pk])
    sheet = read_sheet(june)
    (line, employee, day), _cell = next(iter(sheet.cells.items()))
    name = f"d-{line}-{employee}-{day:%Y%m%d}"
    assert post(office, grid, **{name: "0.5"}).status_code == 200  # a deviation without its reason
    assert not TimesheetEntry.objects.filter(timesheet=june, half_days=1).exists()
    wrong = post(office, grid, **{name: "0.3"})
    assert wrong.status_code == 200
    assert post(office, grid, **{name: "0.5", f"why-{line}-{employee}": "Họp"}).status_code == 302
    assert TimesheetEntry.objects.get(timesheet=june, half_days=1).reason == "Họp"
    assert post(office, reverse("timesheet-step", args=[june.pk, "submit_timesheet"])).status_code == 302
    sign = {"secret": PASSWORD}
    assert post(director, reverse("timesheet-step", args=[june.pk, "check_timesheet"]), **sign).status_code == 302
    record = AcceptanceRecord.objects.get(timesheet=june)
    dispute = reverse("acceptance-line-step", args=[record.pk, record.lines.first().pk, "dispute_line"])
    assert post(payer, dispute, remark="Xem lại.").status_code == 302
    accept = reverse("acceptance-line-step", args=[record.pk, record.lines.first().pk, "accept_line"])
    assert post(payer, accept).status_code == 302
    for client, verb in ((director, "sign_acceptance_centre"), (payer, "sign_acceptance_payer")):
        assert post(client, reverse("acceptance-step", args=[record.pk, verb]), **sign).status_code == 302
    assert post(office, reverse("statement-issue", args=[record.pk])).status_code == 302
    made = Statement.objects.get(acceptance=record)
    pay = reverse("payment-record", args=[made.pk])
    form = {"amount_vnd": made.total_vnd, "paid_on": "15/07/2021", "treasury_reference": "KB 9"}
    assert post(payer, pay, **form).status_code == 302
    assert Payment.objects.get(statement=made).amount_vnd == made.total_vnd
    finance = as_user("taichinh")
    before_closing = finance.get(reverse("billing-month-step", args=[june.month_id, "begin_close"]))
    assert [str(fact.label) for fact in before_closing.context["head"]][-1] == "Còn phải trả"
    for verb, more in (("begin_close", {}), ("close_month", sign)):
        assert post(finance, reverse("billing-month-step", args=[june.month_id, verb]), **more).status_code == 302
    assert finance.get(reverse("billing-month", args=[june.month_id])).status_code == 200


def test_month_is_opened_on_its_page(as_user, district, later):
    url = reverse("billing-month-open", args=[district.pk])
    assert post(as_user("buudien"), url, month="08/2021").status_code == 200
    assert post(as_user("buudien"), url, month="07/2021").status_code == 302
    assert Timesheet.objects.filter(month__contract=district, month__month=dt.date(2021, 7, 1)).exists()


def test_verbs_of_other_pages_and_unknown_ones(as_user, june, april, district):
    office = as_user("buudien")
    assert office.get(reverse("timesheet-step", args=[june.pk, "enter_timesheet"])).status_code == 302
    assert office.get(reverse("timesheet-step", args=[june.pk, "nonsense"])).status_code == 404
    assert office.get(reverse("contract-step", args=[district.pk, "open_month"])).status_code == 302
    record = april.acceptance_id
    step = reverse("acceptance-step", args=[record, "dispute_line"])
    assert [as_user(name).get(step).status_code for name in ("chitra.camxuyen", "buudien")] == [302, 403]
    line = april.acceptance.lines.first().pk
    assert office.get(reverse("acceptance-line-step", args=[record, line, "nonsense"])).status_code == 404
    assert as_user("taichinh").get(reverse("contract-draft")).status_code == 403
    assert as_user("taichinh").get(reverse("payment-record", args=[april.pk])).status_code == 403


@pytest.mark.parametrize(
    ("name", "words"), [("buudien", "06/2021"), ("chitra.camxuyen", "05/2021"), ("chitra", "05/2021")]
)
def test_worklist_says_what_waits(as_user, later, name, words):
    assert words in as_user(name).get("/").content.decode()


def test_the_desk_compares_the_month_with_the_one_before(as_user):
    """22,907,500 + 7,122,500 = 30,030,000: in May the province's office is billed for the first time, one post at
    7,000,000 less one and a half of 20 days, with 10 % VAT.
    """
    page = as_user("taichinh").get("/thanh-toan/?thang=05/2021")
    bridge = page.context["bridge"]
    assert bridge.start == ("04/2021", 22_907_500)
    assert bridge.changes == [("Văn phòng UBND tỉnh", 7_122_500)]
    assert bridge.end == "05/2021"
    assert page.context["figures"][-1].value == 1  # disputed in the demo's May


def test_the_desk_says_so_where_there_is_nothing_to_compare(as_user):
    page = as_user("taichinh").get("/thanh-toan/?thang=03/2021")
    assert page.context["bridge"] is None
    assert "Chưa có gì để so sánh" in page.content.decode()


def test_many_changes_are_summed_up_as_others(monkeypatch, as_user):
    monkeypatch.setattr("billing.views.months.MOST_CHANGES", 0)
    assert as_user("taichinh").get("/thanh-toan/?thang=05/2021").context["bridge"].changes == [("khác", 7_122_500)]


def test_a_payer_compares_only_what_is_his(as_user):
    assert as_user("chitra").get("/thanh-toan/?thang=05/2021").context["bridge"] is None


def test_a_requested_amount_opens_to_its_explanation(as_user, april):
    page = as_user("taichinh").get("/thanh-toan/?thang=04/2021").content.decode()
    assert f'<a href="/thanh-toan/de-nghi/{april.pk}/">22.907.500' in page


def test_the_desk_has_pages_and_its_sums_are_of_the_whole_month(as_user, monkeypatch):
    monkeypatch.setattr("billing.views.months.MOST_MONTHS", 1)
    client, url = as_user("taichinh"), "/thanh-toan/?thang=05/2021"
    first = client.get(url).context
    second = client.get(f"{url}&after={first['following']}").context
    assert [len(page["rows"]) for page in (first, second)] == [1, 1]
    assert first["rows"][0][0].pk != second["rows"][0][0].pk
    assert second["following"] == ""
    assert first["figures"] == second["figures"]
    assert first["figures"][0].value == 2
