"""A masked value is read by whoever may, one at a time and with a reason; the reading is on record, not the value."""

import pytest

from pilot.platform.access.reveal import reveal
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from staffing.models import Assignment

pytestmark = pytest.mark.usefixtures("demo")
WHY = {"reason": "Gọi về lịch trực."}


@pytest.fixture
def employee():
    return Assignment.objects.filter(site__code="HT-S-CL").first().employee


def url(employee, field="phone"):
    return f"/du-lieu-ca-nhan/staffing.postalemployee/{employee.pk}/{field}/"


def test_personnel_of_the_post_office_sees_the_phone_and_it_is_recorded(employee, as_user):
    assert len(employee.person.phone) > 10
    answer = as_user("buudien").post(url(employee), WHY).content.decode()
    assert employee.person.phone in answer
    event = AuditEvent.objects.first()
    assert (event.verb, event.object_id, event.after, event.reason) == (
        "reveal",
        str(employee.pk),
        {"field": "phone"},
        WHY["reason"],
    )


def test_nothing_is_shown_or_recorded_without_a_reason(employee, as_user, act):
    before = AuditEvent.objects.count()
    for typed in ({}, {"reason": "  "}):
        answer = as_user("buudien").post(url(employee), typed)
        assert (answer.status_code, employee.person.phone in answer.content.decode()) == (200, False)
    with pytest.raises(TransitionRefused) as refused:
        reveal(employee, "phone", act("buudien"))
    assert refused.value.code == "reason_needed"
    assert AuditEvent.objects.filter(verb="reveal").count() == 0
    assert AuditEvent.objects.count() == before


def test_before_the_click_only_the_end_is_shown(employee, as_user):
    from django.template.loader import render_to_string

    from pilot.programme.models import User

    shown = {}
    for name in ("buudien", "gd.tt.canloc"):
        may_see = User.objects.get(username=name).has_perm("see_contact", employee)
        shown[name] = render_to_string("staffing/contact.html", {"employee": employee, "may_see_contact": may_see})
        assert employee.person.phone not in shown[name]
        assert "••••••" + employee.person.phone[-2:] in shown[name]
    assert ["<form" in text for text in shown.values()] == [True, False]


def test_fragment_for_htmx_is_the_card_alone(employee, as_user):
    answer = as_user("buudien").post(url(employee), WHY, headers={"HX-Request": "true"}).content.decode()
    assert employee.person.phone in answer
    assert "<html" not in answer


def test_nobody_else_does_and_the_attempt_is_recorded(employee, as_user):
    answer = as_user("gd.tt.canloc").post(url(employee), WHY)
    assert (answer.status_code, employee.person.phone in answer.content.decode()) == (403, False)
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb) == ("refused", "see_contact")


def test_not_visible_is_not_found(employee, as_user):
    assert as_user("thuky.gialai").post(url(employee), WHY).status_code == 404
    assert as_user("buudien").post(url(employee, "full_name"), WHY).status_code == 404


@pytest.mark.parametrize("label", ["x", "x.y", "a.b.c", "staffing.nothing", "sessions.session", "pilot.pilot"])
def test_no_address_leads_to_a_column_that_is_not_masked(label, as_user):
    assert as_user("buudien").post(f"/du-lieu-ca-nhan/{label}/1/phone/", WHY).status_code == 404


def test_the_phone_of_whoever_signed_is_nobodys_to_read(as_user):
    """A lookup does not lead from a row to other people it names."""
    address = "/du-lieu-ca-nhan/staffing.assignmentdecision/1/drafted_by__phone/"
    assert as_user("buudien").post(address, WHY).status_code == 404


def test_only_masked_fields(employee, act):
    with pytest.raises(ValueError, match="not a masked field"):
        reveal(employee, "full_name", act("buudien", reason="Thử."))


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
    event = AuditEvent.objects.filter(verb="reveal").first()
    assert (event.object_id, event.after) == (str(batch.pk), {"rows": 1})
    as_user("thuky").get(f"/nhap-xuat/{batch.pk}/?rows=")
    assert AuditEvent.objects.filter(verb="reveal").first() == event
