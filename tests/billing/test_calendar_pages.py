"""The pages of calendars and VAT rates: a year without one is named, proposed, looked through, confirmed, opened."""

import datetime as dt

import pytest
from django.urls import reverse

from billing.models import BillingMonth, LabourContract, VatRate, WorkingCalendar
from pilot.demo.accounts import PASSWORD
from pilot.platform.kernel.models import DemoClock
from pilot.programme.models import User
from tests.billing.test_pages import post
from tests.worklist import addresses

pytestmark = pytest.mark.usefixtures("demo")
NOTICE = {"notice_number": "1/TB", "notice_date": "01/06/2021", "notice_issuer": "Sở Nội vụ (minh họa)"}


@pytest.fixture
def finance(as_user):
    return as_user("taichinh")


@pytest.fixture
def next_year(district):
    """Cẩm Xuyên's contract runs on, and it is January 2022."""
    LabourContract.objects.filter(pk=district.pk).update(valid_to=None)
    DemoClock.objects.update_or_create(id=1, defaults={"day": dt.date(2022, 1, 10)})
    return reverse("billing-month-open", args=[district.pk])


def step(row, verb):
    return reverse("calendar-step", args=[row.pk, verb])


def test_from_the_refusal_to_the_month(as_user, finance, next_year):
    office = as_user("buudien")
    page = post(office, next_year, month="01/2022").content.decode()
    assert "Lịch làm việc năm 2022 chưa được xác nhận" in page
    assert f'<a href="{reverse("calendars")}">' in page
    assert User.objects.get(username="taichinh").person.full_name in page

    answer = post(finance, reverse("calendar-propose", args=["HATINH"]), year="2022")
    row = WorkingCalendar.objects.get(year=2022)
    assert answer.url == reverse("calendar", args=[row.pk])
    assert f'<a href="{answer.url}">' in post(office, next_year, month="01/2022").content.decode()
    assert answer.url in addresses(finance)

    line = row.lines.get(day=dt.date(2022, 1, 3))
    assert post(finance, reverse("calendar-day-remove", args=[row.pk, line.pk])).url == answer.url
    added = post(finance, step(row, "add_calendar_day"), day="03/01/2022", worked="08/01/2022", name="Nghỉ", **NOTICE)
    assert added.url == answer.url
    assert post(finance, step(row, "confirm_calendar"), secret=PASSWORD).url == answer.url
    assert "/cham-cong/" in post(office, next_year, month="01/2022").url
    month = BillingMonth.objects.get(month=dt.date(2022, 1, 1))
    page = office.get(reverse("billing-month", args=[month.pk])).content.decode()
    assert "2022, Đặng" in page
    assert "xác nhận ngày 10/01/2022" in page


def test_what_is_wrong_with_a_day_stands_at_its_field(finance):
    row = WorkingCalendar.objects.get(year=2021)
    page = post(finance, step(row, "add_calendar_day"), day="05/05/2021", worked="06/05/2021", name="Nghỉ", **NOTICE)
    assert page.context["form"].errors["worked"] == ["Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."]
    page = post(finance, step(row, "add_calendar_day"), day="05/05/2021", name="Nghỉ")
    assert {"notice_number", "notice_date", "notice_issuer"} == page.context["form"].errors.keys()


def test_a_day_entered_later_is_named_with_its_month(as_user, finance, june):
    row = WorkingCalendar.objects.get(year=2021)
    post(finance, step(row, "add_calendar_day"), day="21/06/2021", name="Nghỉ bù", **NOTICE)
    said = "21/06/2021 (Nghỉ bù): nhập ngày 15/06/2021 theo 1/TB ngày 01/06/2021, Sở Nội vụ (minh họa)."
    month = reverse("billing-month", args=[june.month_id])
    assert said in as_user("buudien").get(month).content.decode()
    line = row.lines.get(day=dt.date(2021, 6, 21))
    post(finance, reverse("calendar-day-end", args=[row.pk, line.pk]), **{**NOTICE, "notice_number": "2/TB"})
    assert "bỏ ngày 15/06/2021 theo 2/TB" in as_user("buudien").get(month).content.decode()
    page = finance.get(reverse("calendar", args=[row.pk])).content.decode()
    assert "nhập sau" in page
    assert "đã bỏ" in page


@pytest.mark.parametrize("name", ["thuky", "buudien", "chitra.camxuyen", "thanhtra"])
def test_others_read_and_are_offered_nothing(as_user, name):
    row = WorkingCalendar.objects.get(year=2021)
    client = as_user(name)
    page = client.get(reverse("calendar", args=[row.pk]))
    assert "22 ngày công" in page.content.decode()
    assert page.context["steps"] == []
    assert client.get(reverse("vat-rates")).context["actions"] == []
    assert client.get(step(row, "add_calendar_day")).status_code == 403


def test_a_decree_is_entered_over_http(finance):
    url = reverse("vat-rate-enter", args=["HATINH"])
    said = {"category": "standard", "first_day": "01/07/2021", "last_day": "31/12/2021", "source": "NĐ (minh họa)"}
    assert "rate" in post(finance, url, **said).context["form"].errors
    assert post(finance, url, rate="8,5", **said).url == reverse("vat-rates")
    rows = VatRate.objects.filter(
        pilot__code="HATINH", category="standard", valid_to__lte=dt.date(2022, 2, 1)
    ).order_by("valid_to")
    assert [f"{row.percent} {row.valid_from} {row.valid_to}" for row in rows] == [
        "10 None 2021-07-01", "8.5 2021-07-01 2022-01-01", "10 2022-01-01 2022-02-01",
    ]  # fmt: skip
    assert "8.5 %" in finance.get(reverse("vat-rates")).content.decode()
