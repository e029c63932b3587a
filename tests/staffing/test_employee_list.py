"""The list of employees page by page, and the way of one to the counter."""

import re

import pytest
from django.urls import reverse

from pilot.programme.models import Agency, Person
from staffing.models import PostalEmployee
from staffing.presenters.employees import steps

pytestmark = pytest.mark.usefixtures("demo")


def test_namesakes_on_both_sides_of_a_page_are_all_listed(as_user):
    office = Agency.objects.get(code="HT-BDT")
    for number in range(60):
        person = Person.objects.create(pilot=office.pilot, full_name="Nguyễn Văn Ánh")
        PostalEmployee.objects.create(
            pilot=office.pilot, post_office=office, person=person, staff_code=f"TEN{number:02}"
        )
    client, address, seen = as_user("buudien"), reverse("employees"), []
    while address:
        page = client.get(address)
        seen += [employee.pk for employee, _state in page.context["rows"]]
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = following and reverse("employees") + following[1].replace("&amp;", "&")
    assert seen == list(PostalEmployee.objects.values_list("pk", flat=True))


def test_a_filter_that_nothing_fits_is_told_from_an_empty_list(as_user):
    page = as_user("buudien").get(reverse("employees"), {"q": "nhung"}).content.decode()
    assert "Không có dòng nào khớp bộ lọc" in page
    assert "Chưa có nhân viên" not in page


def way(employee):
    """The states of the steps to the counter."""
    return [step.state for step in steps(employee, [], [])]


@pytest.mark.parametrize(("status", "present"), [("selected", 1), ("reported", 2), ("merged", None), ("ended", None)])
def test_who_left_or_was_merged_stands_at_no_step(status, present):
    employee = PostalEmployee(post_office=Agency(name="Bưu điện"), status=status)
    states = way(employee)
    assert [n for n, state in enumerate(states) if state == "current"] == ([] if present is None else [present])
    assert "done" not in states[states.index("todo") :]
