"""A masked value is read by whoever may, one at a time, and each reading is on record without the value."""

import pytest

from pilot.platform.access.contact import reveal
from pilot.platform.kernel.models import AuditEvent
from staffing.models import Assignment

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def employee():
    return Assignment.objects.filter(site__code="HT-S-CL").first().employee


def url(employee, field="phone"):
    return f"/nhan-su/nhan-vien/{employee.pk}/lien-he/{field}/"


def test_personnel_of_the_post_office_sees_the_phone_and_it_is_recorded(employee, as_user):
    assert len(employee.person.phone) > 10
    answer = as_user("buudien").post(url(employee)).content.decode()
    assert employee.person.phone in answer
    event = AuditEvent.objects.first()
    assert (event.verb, event.object_id, event.after) == (
        "read_contact",
        str(employee.pk),
        {"field": "phone"},
    )


def test_before_the_click_only_the_end_is_shown(employee, as_user):
    from django.template.loader import render_to_string

    from pilot.programme.models import User
    from staffing.selectors.contact import contact_of

    shown = {}
    for name in ("buudien", "gd.tt.canloc"):
        user = User.objects.get(username=name)
        shown[name] = render_to_string("staffing/contact.html", {"contact": contact_of(user, employee)})
        assert employee.person.phone not in shown[name]
        assert "••••••" + employee.person.phone[-2:] in shown[name]
    assert ["<form" in text for text in shown.values()] == [True, False]


def test_fragment_for_htmx_is_the_card_alone(employee, as_user):
    answer = as_user("buudien").post(url(employee), headers={"HX-Request": "true"}).content.decode()
    assert employee.person.phone in answer
    assert "<html" not in answer


def test_nobody_else_does_and_the_attempt_is_recorded(employee, as_user):
    answer = as_user("gd.tt.canloc").post(url(employee))
    assert (answer.status_code, employee.person.phone in answer.content.decode()) == (403, False)
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb) == ("refused", "see_contact")


def test_not_visible_is_not_found(employee, as_user):
    assert as_user("thuky.gialai").post(url(employee)).status_code == 404
    assert as_user("buudien").post(url(employee, "full_name")).status_code == 404


def test_only_masked_fields(employee, act):
    with pytest.raises(ValueError, match="not a masked field"):
        reveal(employee, "full_name", act("buudien"))


@pytest.mark.parametrize("verb", ["correct_employee", "change_employee"])
def test_forms_show_no_masked_value_and_keep_what_is_left_empty(employee, as_user, verb):
    client, person = as_user("buudien"), employee.person
    address = f"/nhan-su/nhan-vien/{employee.pk}/{verb}/"
    before, page = person.phone, client.get(address).content.decode()
    assert person.phone[-9:] not in page.replace(".", "")
    body = {
        "full_name": person.full_name, "staff_code": employee.staff_code, "birth_date": "", "phone": "",
        "qualification": "Tiến sĩ", "day": "15/06/2021", "reason": "Học xong.", "operation_key": "k",
    }  # fmt: skip
    assert client.post(address, body).status_code == 302
    person.refresh_from_db()
    assert person.phone == before
    client.post(address, body | {"phone": "0912.345.678", "operation_key": "l"})
    person.refresh_from_db()
    assert person.phone == "+84912345678"


def test_no_event_holds_a_name():
    """The demo went through the real verbs: learning, recognition, lines, selection."""
    from pilot.programme.models import Person

    names = set(Person.objects.values_list("full_name", flat=True))
    texts = [f"{e.verb} {e.before} {e.after}" for e in AuditEvent.objects.all()]
    assert [t[:200] for t in texts if any(name in t for name in names)] == []


def test_preview_of_a_list_is_a_reading(as_user):
    from tests.platform.exchange.books import AN, HEAD, xlsx
    from tests.platform.exchange.test_pages import send

    client = as_user("buudien")
    batch = send(client, xlsx(HEAD, AN)).context["batch"]
    client.get(f"/nhap-xuat/{batch.pk}/?rows=")
    event = AuditEvent.objects.filter(verb="read_contact").first()
    assert (event.object_id, event.after) == (str(batch.pk), {"rows": 1})
    as_user("thuky").get(f"/nhap-xuat/{batch.pk}/?rows=")
    assert AuditEvent.objects.filter(verb="read_contact").first() == event
