"""The audit log is found by thing, by person and by actor, together; from the page of a thing; and taken along."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Payment
from pilot.platform.exchange import workbooks
from pilot.platform.kernel import audit
from pilot.platform.kernel.clock import DEMO_START, business_moment
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Site, User
from staffing.models import AssignmentDecisionLine, PostalEmployee, WithdrawalRequest
from staffing.workflows.withdrawal import approve_withdrawal
from tests.found.browse import text_of
from tests.platform.exchange.test_exports import cells

pytestmark = pytest.mark.usefixtures("demo")
LOG, EXPORT = reverse("audit-log"), reverse("export", args=["audit-log"])


@pytest.fixture
def found(as_user):
    """The (verb, kind of thing, id) of the events that a filter finds."""

    def ask(name="thanhtra", **query):
        rows = as_user(name).get(LOG, query).context["rows"]
        return {(row["event"].verb, row["event"].object_type, row["event"].object_id) for row in rows}

    return ask


@pytest.fixture
def approved(act):
    request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
    approve_withdrawal(request, act("ct.canloc", reason="Đồng ý."))
    return request


def employee():
    """One of Hà Tĩnh, whose name was changed."""
    row = PostalEmployee.objects.filter(pilot__code="HATINH").earliest("id")
    about = {"object_type": row._meta.label, "object_id": str(row.pk), "verb": "correct_employee"}
    if not AuditEvent.objects.filter(**about).exists():
        changed = {"after": {"staff_code": "hmac:1"}, "at": business_moment(), "business_day": DEMO_START}
        audit.append_alone("HATINH", outcome="done", **about, **changed)
    return row


@pytest.mark.both_engines
def test_found_by_thing_its_kind_and_its_name_or_code(approved, found):
    wanted = ("approve_withdrawal", "staffing.WithdrawalRequest", str(approved.pk))
    assert wanted in found(kind="staffing.withdrawalrequest", thing="can loc")
    assert wanted in found(thing=approved.post.code)
    assert wanted in found(kind="staffing.withdrawalrequest", thing=str(approved.pk))
    assert wanted not in found(kind="pilot.site", thing="can loc")
    assert wanted not in found(thing="khong co diem nay")
    code = employee().staff_code
    assert {label for _verb, label, _pk in found(thing=code)} == {"staffing.PostalEmployee"}


@pytest.mark.both_engines
def test_found_by_the_person_concerned_who_may_have_acted(found):
    person = employee().person
    about = found(person=person.full_name)
    assert ("staffing.PostalEmployee", str(employee().pk)) in {(label, pk) for _verb, label, pk in about}
    chairman = User.objects.get(username="ct.canloc").person.full_name
    assert found(q=person.full_name) == set()
    assert found(q=chairman) <= found(person=chairman)


def test_what_a_person_did_is_found_as_what_concerns_them(approved, found):
    chairman = User.objects.get(username="ct.canloc").person.full_name
    assert ("approve_withdrawal", "staffing.WithdrawalRequest", str(approved.pk)) in found(person=chairman)


def test_an_empty_result_says_that_nothing_fits(as_user):
    page = text_of(as_user("thanhtra").get(LOG, {"q": "khong ai"}))
    assert "Không có dòng nào khớp bộ lọc" in page
    assert "Chưa có sự kiện" not in page
    assert "Số trong nhật ký" not in text_of(as_user("thanhtra").get(LOG))


def test_the_export_leads_back_to_the_list_it_came_from(as_user):
    client, place = as_user("thanhtra"), f"{LOG}?q=khong"
    page = client.get(f"{EXPORT}?q=khong", headers={"referer": f"http://testserver{place}"}).content.decode()
    assert f'href="{place}">Hủy' in page or f'href="{place}">Bỏ' in page


def test_a_thing_whose_lines_name_the_person_concerns_him(found):
    line = AssignmentDecisionLine.objects.select_related("decision__pilot").earliest("id")
    label, pk = line.decision._meta.label, str(line.decision_id)
    audit.append_alone(
        line.decision.pilot.code, outcome="done", at=business_moment(), business_day=DEMO_START,
        verb="add_assignment_line", object_type=label, object_id=pk,
    )  # fmt: skip
    wanted = ("add_assignment_line", label, pk)
    assert wanted in found(person=line.employee.person.full_name)
    assert wanted not in found(person=User.objects.get(username="quantri2").person.full_name)


def test_filters_hold_together_and_stand_in_the_address(approved, found, as_user):
    chairman = User.objects.get(username="ct.canloc").person.full_name
    query = {
        "kind": "staffing.withdrawalrequest", "thing": "can loc", "q": chairman, "verb": "approve_withdrawal",
        "outcome": "done", "since": "15/06/2021", "until": "15/06/2021",
    }  # fmt: skip
    assert found(**query) == {("approve_withdrawal", "staffing.WithdrawalRequest", str(approved.pk))}
    for name, other in {"outcome": "refused", "since": "16/06/2021", "q": "khong ai", "thing": "hong linh"}.items():
        assert found(**query | {name: other}) == set()
    page = as_user("thanhtra").get(LOG, query)
    assert f'href="{reverse("withdrawal", args=[approved.pk])}"' in page.content.decode()


def test_the_page_of_a_thing_leads_to_its_events_for_those_who_read_the_log(as_user, found):
    address = reverse("employee", args=[employee().pk])
    about = f"staffing.postalemployee:{employee().pk}"
    page = as_user("thanhtra").get(address).content.decode()
    link = re.search(rf'href="({LOG}\?about=[^"]+)"', page)[1]
    answer = as_user("thanhtra").get(link)
    assert str(employee().person) in answer.context["about"]["name"]
    kinds = {row["event"].object_type for row in answer.context["rows"]}
    assert {"staffing.PostalEmployee"} < kinds, "what makes it up belongs to it"
    assert "?about=" not in as_user("buudien").get(address).content.decode()
    assert (
        "?about="
        in as_user("quantri1").get(reverse("account", args=[User.objects.get(username="quantri2").pk])).content.decode()
    )
    assert {label for _verb, label, _pk in found("quantri1", about=about)} == {"staffing.PostalEmployee"}


@pytest.mark.parametrize("about", ["pilot.site:0", "no.model:1", "kernel.auditevent:1", "staffing.postalemployee:x"])
def test_a_thing_that_is_none_or_is_not_seen_gives_no_name_away(about, as_user):
    answer = as_user("thanhtra").get(LOG, {"about": about})
    assert answer.status_code == 200
    assert answer.context["about"].get("name", "") == ""


def test_names_of_other_provinces_are_not_told(as_user):
    about = f"staffing.postalemployee:{employee().pk}"
    answer = as_user("quantri.gialai").get(LOG, {"about": about})
    assert (answer.context["about"]["name"], answer.context["rows"]) == ("", [])
    person = employee().person.full_name
    assert as_user("quantri.gialai").get(LOG, {"person": person}).context["rows"] == []


def test_the_workbook_holds_what_is_filtered_and_is_an_event(approved, as_user):
    client, query = as_user("thanhtra"), "?verb=approve_withdrawal&thing=can+loc"
    page = client.get(LOG + query).content.decode()
    assert re.search(rf'href="{EXPORT}\?verb=approve_withdrawal&amp;thing=can\+loc"', page)
    rows = cells(client.post(EXPORT + query, {"form": "xlsx"}).content)
    head, line = [row for row in rows if row[0] != workbooks.WATERMARK]
    told = dict(zip(head, line, strict=False))
    assert (told["Đối tượng"], told["Lý do"]) == (str(approved.post), "Đồng ý.")
    assert "Trạng thái: đã trình → đã duyệt" in told["Thay đổi"]
    event = AuditEvent.objects.get(verb="export_audit_log")
    assert (event.after["rows"], event.after["filter"]["thing"], event.user.username) == (1, "can loc", "thanhtra")
    assert event.capacity.startswith("auditor@")


def test_what_is_hidden_on_the_page_is_hidden_in_the_workbook(as_user):
    employee()
    text = as_user("thanhtra").post(EXPORT, {"form": "csv"}).content.decode("utf-8-sig")
    assert "hmac:" not in text
    assert "– → (đã che)" in text


def test_who_reads_no_log_takes_none(as_user):
    rows = cells(as_user("thuky").post(EXPORT, {"form": "xlsx"}).content)
    assert len(rows) == 2, "the watermark and the head"


def test_every_filter_costs_the_same_for_few_events_and_for_many(as_user):
    client = as_user("thanhtra")
    everything = {"person": "a", "thing": "a", "about": f"staffing.postalemployee:{employee().pk}"}
    for name, text in everything.items():
        client.get(LOG, {name: text})
        with CaptureQueriesContext(connection) as asked:
            client.get(LOG, {name: text})
        assert len(asked) <= 25, name


@pytest.mark.both_engines
def test_each_event_leads_to_its_thing_where_it_has_a_page_and_is_seen(as_user):
    site, account = Site.objects.get(code="HT-S-CL"), User.objects.get(username="thuky")
    moment = {"at": business_moment(), "business_day": DEMO_START, "outcome": "done", "verb": "get"}
    payment = Payment.objects.filter(pilot__code="HATINH").earliest("id")
    for row in (site, account, employee(), payment):
        audit.append_alone("HATINH", object_type=row._meta.label, object_id=str(row.pk), **moment)
    wanted = {
        reverse("site", args=["HT-S-CL"]),
        reverse("account", args=[account.pk]),
        reverse("employee", args=[employee().pk]),
        reverse("statement", args=[payment.statement_id]),
    }

    def led_to(name):
        return {row["url"] for row in as_user(name).get(LOG, {"verb": "get"}).context["rows"]}

    assert wanted <= led_to("thanhtra")
    assert wanted & led_to("quantri1") == {reverse("site", args=["HT-S-CL"]), reverse("account", args=[account.pk])}


def test_the_page_before_the_workbook_says_the_filter_in_words(as_user):
    query = {"kind": "staffing.withdrawalrequest", "verb": "approve_withdrawal", "about": "pilot.site:1"}
    page = as_user("thanhtra").get(EXPORT, query)
    said = {str(value) for _name, value in page.context["query"]}
    assert not {value for value in said if "." in value or "_" in value}
