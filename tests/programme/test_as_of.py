"""Pages of dated things as of a day: what held then, nothing that came later, nothing to decide, a way back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import LabourContract
from facilities.models import FacilityLease
from pilot.platform.cases.history import as_they_were
from pilot.programme.models import LegalDocument, Phase, Pilot
from staffing.models import Assignment, AssignmentDecision, PostalEmployee

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def shown(as_user):
    """Who reads which page as of which day."""

    def get(who, name, day, tab="", **kwargs):
        answer = as_user(who).get(reverse(name, kwargs=kwargs), {"ngay": day, "muc": tab})
        assert answer.status_code == 200
        return answer

    return get


def steps(answer):
    rows = [row for found in answer.context["ladders"].values() for _state, row in found]
    return {row.step for row in rows if row.agency.code == "HT-SCT"}


@pytest.mark.parametrize(("day", "step"), [("23/05/2021", "not_started"), ("24/05/2021", "handed_over")])
def test_the_ladder_of_a_site_stands_where_its_dated_steps_say(shown, day, step):
    assert steps(shown("thuky", "site", day, "thu-tuc", code="HT-S-TTPVHCC")) == {step}


def test_the_state_of_a_site_counts_the_ladder_of_the_day(shown):
    def state(day):
        return shown("thuky", "site", day, code="HT-S-CX").context["state"]

    assert state("31/03/2021").state == "idle"
    assert state("01/04/2021").state == "pass"


def test_panels_of_a_site_answer_for_the_day(as_user):
    def text(day, tab):
        return as_user("thuky").get("/diem/HT-S-CX/", {"ngay": day, "muc": tab}).content.decode().replace("%2F", "/")

    assert "/2021/HĐ-BĐT" not in text("28/02/2021", "tru-so")
    assert "/2021/HĐ-BĐT" in text("01/04/2021", "tru-so")
    assert "nang-luc/?ngay=01/04/2021" in text("01/04/2021", "nhan-vien")


@pytest.mark.parametrize(("day", "step"), [("21/02/2021", "not_started"), ("22/02/2021", "shadowing")])
def test_the_ladder_of_an_agency(shown, day, step):
    answer = shown("gd.taichinh", "handover", day, agency="HT-STC", site="HT-S-TTPVHCC")
    assert {line.step for _state, line in answer.context["lines"]} == {step}
    assert answer.context["form"] is None


@pytest.mark.parametrize(
    ("day", "status", "number"),
    [("18/04/2021", "draft", ""), ("25/04/2021", "agreed", ""), ("27/04/2021", "signed", "03/HĐ-BĐVHX")],
)
def test_a_lease_has_the_status_and_number_of_the_day(shown, day, status, number):
    answer = shown("ct.camthanh", "lease", day, pk=FacilityLease.objects.get().pk)
    row = answer.context["row"]
    assert (row.status, row.number, answer.context["steps"]) == (status, number, [])
    assert all(f"{entry.at:%Y-%m-%d}" <= "2021-04-27" for entry in answer.context["timeline"])


def test_what_was_not_there_yet_is_said_and_not_shown(shown):
    answer = shown("ct.camthanh", "lease", "11/04/2021", pk=FacilityLease.objects.get().pk).content.decode()
    assert "Ngày đó chưa có." in answer
    assert "03/HĐ-BĐVHX" not in answer


def test_a_contract_on_paper_holds_from_its_own_day():
    row = FacilityLease.objects.get()
    row.paper_source, row.paper_date = "Hợp đồng giấy", dt.date(2021, 4, 26)
    assert as_they_were([row], dt.date(2021, 4, 26)) == [row]
    assert not as_they_were([row], dt.date(2021, 4, 25))


def test_a_contract_shows_its_lines_and_how_far_its_months_were(shown):
    row = LabourContract.objects.filter(site__code="HT-S-CX").earliest("id")

    def months(day):
        found = shown("chitra.camxuyen", "contract", day, pk=row.pk).context
        assert found["steps"] == []
        assert not found["own"]
        return [(month.month.month, [part.state for part in parts]) for month, parts in found["months"]]

    assert months("31/03/2021") == [(3, ["idle"] * 4)]
    assert months("05/04/2021")[-1] == (3, ["pass", "wait", "idle", "idle"])
    assert months("14/06/2021")[-1] == (3, ["pass", "pass", "pass", "pass"])


def test_a_draft_of_today_is_no_contract_of_last_month(shown):
    draft = LabourContract.objects.filter(status="draft").first()
    assert "Ngày đó chưa có." in shown("buudien", "contract", "01/05/2021", pk=draft.pk).content.decode()


def test_an_employee_stands_where_the_dated_rows_say(shown):
    on_paper = Assignment.objects.filter(site__code="HT-S-CX", role="primary").first()

    def status(day, employee=on_paper.employee_id):
        return shown("buudien", "employee", day, pk=employee).context["employee"].status

    assert status("14/06/2021") == PostalEmployee.Status.IN_CHARGE
    assert status("21/03/2021") != PostalEmployee.Status.IN_CHARGE
    learner = Assignment.objects.filter(learning__started_on=dt.date(2021, 5, 10)).first().employee_id
    assert status("09/05/2021", learner) == PostalEmployee.Status.REPORTED
    assert status("10/05/2021", learner) == PostalEmployee.Status.LEARNING
    assert status("07/02/2021", learner) == PostalEmployee.Status.SELECTED


def test_an_employee_who_has_left(shown, act):
    from staffing.workflows.employees import end_employee

    row = Assignment.objects.filter(learning__isnull=False).first().employee
    end_employee(row, act("buudien", reason="Nghỉ việc"), day=dt.date(2021, 6, 14))
    answer = shown("buudien", "employee", "13/06/2021", pk=row.pk)
    assert answer.context["employee"].status == PostalEmployee.Status.LEARNING
    assert answer.context["standings"]
    assert shown("buudien", "employee", "16/06/2021", pk=row.pk).context["employee"].status == "ended"


def test_findings_after_the_day_are_not_known_on_it(shown):
    row = Assignment.objects.filter(employee__assessments__day=dt.date(2021, 6, 10)).first()
    before = shown("buudien", "employee", "07/06/2021", pk=row.employee_id).context["standings"][0]
    after = shown("buudien", "employee", "11/06/2021", pk=row.employee_id).context["standings"][0]
    assert (len(before.findings), len(after.findings)) == (0, 2)


def test_lines_of_a_decision_say_whether_they_held_on_the_day(shown):
    row = AssignmentDecision.objects.filter(status="issued").first()
    first = row.lines.earliest("valid_from").valid_from

    def held(day):
        context = shown("buudien", "assignment-decision", f"{day:%d/%m/%Y}", pk=row.pk).context
        assert context["steps"] == []
        return any(line.in_force for line in context["lines"])

    assert not held(first - dt.timedelta(days=1))
    assert held(dt.date(2021, 6, 14))


def test_the_competence_matrix_of_the_day(shown):
    def recognised(day):
        matrices = shown("truongban", "site-competence", day, code="HT-S-TTPVHCC").context["matrices"]
        cells = (cell for matrix, _actions in matrices for row in matrix.rows for cell in row.cells)
        return sum(cell is not None and cell.state == "pass" for cell in cells)

    assert recognised("21/04/2021") == 0
    assert 0 < recognised("19/05/2021") < recognised("20/05/2021")


def test_another_day_is_announced_with_the_way_back(shown):
    text = shown("thuky", "site", "01/05/2021", code="HT-S-CX").content.decode()
    assert "Tình hình tại ngày 01/05/2021" in text
    assert "Về hôm nay" in text
    assert "Tình hình tại ngày" not in shown("thuky", "site", "", code="HT-S-CX").content.decode()


def test_a_day_that_is_none_is_said_on_every_page(shown):
    for name, kwargs in (("lease", {"pk": FacilityLease.objects.get().pk}), ("site", {"code": "HT-S-CX"})):
        text = shown("thuky", name, "31/9/2021", **kwargs).content.decode()
        assert "31/9/2021" in text
        assert "hiển thị" in text


def test_another_day_costs_a_fixed_number_of_queries(as_user):
    client = as_user("thuky")
    address = reverse("site", args=["HT-S-TTPVHCC"])
    client.get(address)
    with CaptureQueriesContext(connection) as today:
        client.get(address)
    with CaptureQueriesContext(connection) as then:
        client.get(address, {"ngay": "01/06/2021"})
    assert len(then) <= len(today) + 7, "later events of site, posts and bodies; the phases of the pilot and its scheme"


def said(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("who", "name", "kwargs"),
    [
        ("thuky", "site", {"code": "HT-S-CX"}),
        ("thuky", "site-competence", {"code": "HT-S-CX"}),
        ("gd.taichinh", "handover", {"agency": "HT-STC", "site": "HT-S-TTPVHCC"}),
        ("buudien", "employee", {}),
        ("ct.camthanh", "lease", {}),
        ("ct.camthanh", "facility", {}),
    ],
)
def test_a_day_before_the_pilot_or_ahead_of_today_is_said(shown, who, name, kwargs):
    """Phase I of Hà Tĩnh has no day in the documents: the scheme of 23/07/2019 is the earliest."""
    lease = FacilityLease.objects.get()
    kwargs = (
        kwargs
        or {
            "employee": {"pk": PostalEmployee.objects.filter(pilot__code="HATINH").earliest("id").pk},
            "lease": {"pk": lease.pk},
            "facility": {"code": lease.facility.code},
        }[name]
    )
    before, begun = "sớm nhất từ ngày 23/07/2019", "Ngày này chưa đến"
    assert before in said(shown(who, name, "22/07/2019", **kwargs))
    assert before not in said(shown(who, name, "23/07/2019", **kwargs))
    assert begun in said(shown(who, name, "16/06/2021", **kwargs))
    assert begun not in said(shown(who, name, "15/06/2021", **kwargs))


def test_the_first_day_of_a_pilot():
    pilot = Pilot.objects.create(code="X", province="Tỉnh X")
    assert pilot.first_day() is None
    pilot.scheme_document = LegalDocument.objects.create(
        code="D900", number="1/QĐ", doc_type="QĐ", date=dt.date(2020, 1, 1), issuer="UBND", subject="Về"
    )
    assert pilot.first_day() == dt.date(2020, 1, 1)
    for number, day in enumerate([dt.date(2021, 2, 1), dt.date(2020, 6, 1)]):
        Phase.objects.create(pilot=pilot, code=f"X{number}", name="Giai đoạn", valid_from=day)
    assert pilot.first_day() == dt.date(2020, 6, 1)
    Phase.objects.create(pilot=pilot, code="X9", name="Giai đoạn không rõ ngày")
    assert pilot.first_day() == dt.date(2020, 1, 1)
