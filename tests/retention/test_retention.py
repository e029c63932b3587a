"""Erasing a person: not while something open or a law needs the name; then nothing of it is left in the
tables.
"""

import datetime as dt

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pilot.platform.exchange.importing import receive
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel import checks, files
from pilot.platform.kernel.clock import business_moment
from pilot.platform.kernel.models import AuditEvent, OutboxMessage
from pilot.platform.kernel.personal import Personal
from pilot.platform.kernel.refusals import NotAllowed, StepUpNeeded, TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Person, Pilot, User
from pilot.programme.workflows.accounts import close_account
from pilot.retention import needs
from pilot.retention import workflows as retention
from pilot.retention.periods import RETENTION
from pilot.retention.workflows import erase_person
from staffing.models import Assignment, PostalEmployee, SelectionCheck, SystemAccount
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("demo")
REASON = "Đề nghị của người đó."


@pytest.fixture
def leaver(act):
    """Somebody whose account is closed and who never did anything."""
    person = Person.objects.create(
        pilot=Pilot.objects.get(code="HATINH"),
        full_name="Đỗ Thị Biến Mất",
        phone="+84912345678",
        birth_date=dt.date(1990, 1, 2),
    )
    user = User.objects.create_user("do.bien.mat", person, "bienmat@example.vn")
    close_account(user, act("quantri1", reason=REASON))
    OutboxMessage.objects.create(to="BienMat@example.vn", subject="Chào", body="Đỗ Thị Biến Mất")
    return person


@pytest.fixture
def former():
    """A postal employee whose only assignment ended on 30/06/2021."""
    known = Assignment.objects.first()
    person = Person.objects.create(pilot=known.pilot, full_name="Lý Văn Cũ")
    employee = PostalEmployee.objects.create(
        pilot=known.pilot, person=person, post_office=known.employee.post_office, staff_code="BD9999"
    )
    Assignment.objects.create(
        pilot=known.pilot, employee=employee, agency=known.agency, site=known.site, field=known.field,
        role=known.role, valid_from=dt.date(2021, 2, 22), valid_to=dt.date(2021, 7, 1),
    )  # fmt: skip
    employee.employments.update(valid_to=dt.date(2021, 7, 1))
    PostalEmployee.objects.filter(pk=employee.pk).update(status="ended")
    return person


def refusal(person, act):
    with pytest.raises(TransitionRefused) as caught:
        erase_person(person, act)
    return caught.value


def test_erase_leaves_nothing_of_the_person(leaver, act):
    erase_person(leaver, act("quantri1", reason=REASON))
    leaver.refresh_from_db()
    user = leaver.accounts.get()
    assert leaver.full_name == f"Người đã xóa #{leaver.pk}"
    assert (leaver.phone, leaver.birth_date, leaver.erased_at is None) == ("", None, False)
    assert "bien" not in leaver.search_key + leaver.sort_key
    assert (user.username, user.email) == (f"da-xoa-{user.pk}", "")
    assert not OutboxMessage.objects.exists()
    recorded = str(list(AuditEvent.objects.values_list("before", "after", "reason")))
    assert not any(word in recorded for word in ("Biến", "do.bien.mat", "bienmat@", "912345678"))
    event = AuditEvent.objects.filter(verb="erase_person").get()
    assert (event.object_id, event.reason) == (str(leaver.pk), REASON)


class TestColumnsThatDeclareThemselves:
    """An erasure reads the fields: also of rows beside the person's own."""

    @pytest.fixture
    def employee(self, former):
        employee = former.postal_employee
        PostalEmployee.objects.filter(pk=employee.pk).update(qualification="Cao đẳng Hà Tĩnh")
        SelectionCheck.objects.create(
            pilot=former.pilot, employee=employee, criterion="Sức khỏe", evidence="Giấy khám của Lý Văn Cũ",
            checked_on=dt.date(2020, 1, 1), checked_by=former,
        )  # fmt: skip
        SystemAccount.objects.create(
            pilot=former.pilot, employee=employee, provincial_office=Agency.objects.get(code="HT-VPUBND"),
            account_name="ly.van.cu", requested_on=dt.date(2020, 1, 1), requested_by=former,
            created_on=dt.date(2020, 1, 2), created_by=former,
        )  # fmt: skip
        return employee

    def erase(self, employee, act):
        erase_person(employee.person, act("quantri1", reason=REASON, on=dt.date(2026, 7, 1)))
        employee.refresh_from_db()
        return employee

    def test_rows_about_the_person_lose_them_and_keep_the_rest(self, employee, act):
        version = employee.row_version
        self.erase(employee, act)
        assert (employee.qualification, employee.staff_code, employee.row_version) == ("", "BD9999", version + 1)
        assert employee.selection_checks.get().evidence == "Đã xóa"
        assert employee.selection_checks.get().criterion == "Sức khỏe"
        assert employee.system_account.account_name == f"da-xoa-{employee.system_account.pk}"
        recorded = str(list(AuditEvent.objects.values_list("before", "after")))
        assert not any(word in recorded for word in ("Lý Văn", "ly.van", "Giấy khám"))

    def test_other_people_keep_theirs(self, employee, act):
        others = PostalEmployee.objects.exclude(pk=employee.pk)
        before = list(others.order_by("pk").values_list("qualification", "row_version", "person__full_name"))
        self.erase(employee, act)
        assert list(others.order_by("pk").values_list("qualification", "row_version", "person__full_name")) == before

    def test_a_column_declared_kept_stays(self, employee, act, monkeypatch):
        field = PostalEmployee._meta.get_field("qualification")
        monkeypatch.setattr(field, "personal", Personal(kept="people"))
        assert self.erase(employee, act).qualification == "Cao đẳng Hà Tĩnh"

    def test_the_page_names_what_goes(self, as_user, leaver):
        page = as_user("quantri1").get(f"/luu-giu/nguoi/{leaver.pk}/xoa/").content.decode()
        assert "họ và tên, ngày sinh, điện thoại" in page
        assert "trình độ" in page
        assert "sort_key" not in page


def test_erase_twice_is_refused(leaver, act):
    erase_person(leaver, act("quantri1", reason=REASON))
    assert refusal(leaver, act("quantri1", reason=REASON)).code == "erased_before"


def test_erase_needs_reason_signature_and_the_right(leaver, act):
    assert refusal(leaver, act("quantri1")).code == "reason_needed"
    with pytest.raises(StepUpNeeded):
        erase_person(leaver, act("quantri1", reason=REASON, confirmed=False))
    for other in ("thuky", "quantri.gialai"):
        with pytest.raises(NotAllowed):
            erase_person(leaver, act(other, reason=REASON))


@pytest.mark.parametrize("username", ["ct.camxuyen", "buudien"])
def test_open_account_and_signed_decisions_are_still_needed(username, act):
    person = User.objects.get(username=username).person
    refused = refusal(person, act("quantri1", reason=REASON))
    assert {p.code for p in refused.problems} == {"still_needed"}
    said = [str(p.message) for p in refused.problems]
    assert any(username in message for message in said)
    if username == "ct.camxuyen":
        assert any("33/2024" in message for message in said)


def test_employee_in_service_is_still_needed(act):
    employee = PostalEmployee.objects.exclude(status="ended").first()
    assert refusal(employee.person, act("quantri1", reason=REASON)).code == "still_needed"


def test_assignments_are_kept_five_years(former, act):
    refused = refusal(former, act("quantri1", reason=REASON, on=dt.date(2026, 6, 30)))
    assert [p.code for p in refused.problems] == ["still_needed"]
    assert "17/2017" in str(refused.problems[0].message)
    erase_person(former, act("quantri1", reason=REASON, on=dt.date(2026, 7, 1)))


def test_a_date_on_29_february_ends_on_1_march():
    employee = Assignment.objects.filter(valid_to=None).first().employee
    Assignment.objects.filter(employee=employee).update(valid_to=dt.date(2024, 2, 29))
    ((count, dated, newest),) = needs._summed(Assignment, {"employee": Q(employee=employee)})
    assert count == dated == Assignment.objects.filter(employee=employee).count()
    assert needs._kept_until("people", newest) == dt.date(2029, 3, 1)


def test_every_group_of_tables_with_people_has_a_period():
    from pilot.platform.access.roles import Group

    grouped = {group for kept in RETENTION.values() for group in kept.groups}
    assert set(Group) - grouped <= {Group.CATALOGUE, Group.ACCOUNTS, Group.AUDIT}


def test_sweep_deletes_only_what_its_period_let_go():
    now = timezone.now()
    for days in (1, 100):
        message = OutboxMessage.objects.create(to="a@example.vn", subject="x")
        OutboxMessage.objects.filter(pk=message.pk).update(sent_at=now - dt.timedelta(days=days))
    OutboxMessage.objects.create(to="a@example.vn", subject="never sent")
    assert retention.sweep(now.date()) == {"outbox": 1}
    assert retention.sweep(now.date()) == {}


def test_sweep_forgets_results_of_two_weeks_ago_but_no_failures():
    old = timezone.now() - dt.timedelta(days=15)
    columns = {"args_kwargs": {}, "run_after": old, "exception_class_path": "", "traceback": "", "finished_at": old}
    for status in ("SUCCESSFUL", "FAILED"):
        DBTaskResult.objects.create(status=status, **columns)
    assert retention.sweep(timezone.localdate()) == {"jobs": 1}
    assert [job.status for job in DBTaskResult.objects.all()] == ["FAILED"]


class TestUnwrittenLists:
    """Rows, workbook and error book of a list nobody wrote go after 90 days; a written one stays."""

    @pytest.fixture
    def lists(self, act):
        office = Agency.objects.get(code="HT-BDT")
        head = ["Mã nhân viên", "Họ và tên", "Điện thoại"]
        rows = {"written": ["ZZ01", "Lê Văn Giữ", ""], "wrong": ["ZZ02", "Lê Văn Sai", "123"]}
        made = {
            name: receive(resource("employees"), office, act("buudien"), f"{name}.xlsx", xlsx(head, row))
            for name, row in rows.items()
        }
        VERBS["confirm_employee_list"](made["written"], act("buudien"))
        return made

    def sweep_after(self, days):
        ImportBatch.objects.update(uploaded_at=business_moment() - dt.timedelta(days=days))
        return retention.sweep(dt.date(2021, 6, 15))

    def test_not_before_their_period(self, lists):
        assert self.sweep_after(89) == {}
        assert lists["wrong"].rows.exists()

    def test_erased_after_it(self, lists, as_user):
        wrong, written = lists["wrong"], lists["written"]
        paths = [files.blob(stored.sha256) for stored in (wrong.file, wrong.error_book)]
        assert self.sweep_after(91) == {"lists": 1}
        wrong.refresh_from_db()
        assert (wrong.status, wrong.rows.count(), wrong.error_count) == ("refused", 0, 1)
        assert not any(path.exists() for path in paths)
        assert written.rows.exists()
        assert files.read(written.file)
        page = as_user("buudien").get(reverse("import", args=[wrong.pk]))
        assert page.status_code == 200
        assert "Lê Văn Sai" not in page.content.decode()
        assert as_user("buudien").get(reverse("import-file", args=[wrong.pk])).status_code == 404
        assert self.sweep_after(91) == {}
        assert not list(checks.CHECKS["files"]())

    def test_the_same_content_stays_for_a_file_that_is_kept(self, lists):
        twin = files.store(files.read(lists["wrong"].file), "khac.xlsx", "application/octet-stream")
        self.sweep_after(91)
        assert files.read(twin)
        files.erase(twin)
        assert files.purge() == 1


class TestPages:
    def test_table_and_way_to_the_person(self, leaver, as_user):
        page = as_user("quantri1").get("/luu-giu/", {"name": "bien mat"}).content.decode()
        assert "TT 17/2017/TT-BTTTT" in page
        assert f"/luu-giu/nguoi/{leaver.pk}/xoa/" in page
        assert as_user("thuky").get("/luu-giu/").status_code == 404

    def test_erase_on_the_page(self, leaver, as_user):
        url, client = f"/luu-giu/nguoi/{leaver.pk}/xoa/", as_user("quantri1")
        assert client.get(url).status_code == 200
        client.post(url, {"reason": REASON, "secret": "minh-hoa-2021", "operation_key": "k1"})
        leaver.refresh_from_db()
        assert leaver.erased_at is not None
        assert client.get(url).status_code == 200

    def test_what_stands_in_the_way_is_said_before_anything_is_typed(self, as_user):
        person = User.objects.get(username="ct.camxuyen").person
        page = as_user("quantri1").get(f"/luu-giu/nguoi/{person.pk}/xoa/").content.decode()
        assert "33/2024" in page
        assert 'name="secret"' not in page

    def test_other_people_may_not(self, leaver, as_user):
        url = f"/luu-giu/nguoi/{leaver.pk}/xoa/"
        assert as_user("thanhtra").get(url).status_code == 403
        assert as_user("quantri.gialai").get(url).status_code == 404
        assert as_user("thuky").get(url).status_code == 404


def test_the_documentation_holds_the_table():
    from django.utils import translation

    from tests.architecture.project import ROOT

    with translation.override("en"):
        rows = [
            f"| {k.what} | {k.period or 'not stated'} | {k.source} | {k.sure} | {k.then} |" for k in RETENTION.values()
        ]
    assert "\n".join(rows) in (ROOT / "docs" / "retention.md").read_text()
