"""Import of 10,000 employees against import-export's safe mode on the same rows.

`python -m tests.bench.import_employees`, on the database of DATABASE_URL (SQLite without it). Ours: the way of a
long list from the bytes of its .xlsx to written rows: upload (guard, child process, kept file, queued job), the
job's check, confirm. Yardstick: import-export's ModelResource with skip_unchanged and full_clean, dry run and
import, on rows already parsed. Both write the same people; tests/bench/measure.py says how they are compared. One
try each, since the yardstick's takes minutes and the goal is far. Exit code 1 when a goal is missed.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import dataclasses
import io
import os
import resource as usage
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")

import django

django.setup()

import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings, setup_databases, teardown_databases
from import_export import fields, resources, widgets
from openpyxl import Workbook

from pilot.platform.access.roles import Role
from pilot.platform.exchange import importing
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import resource
from pilot.platform.exchange.widgets import PhoneWidget
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import VERBS, Act
from pilot.programme.models import Agency, Person, User
from pilot.programme.workflows.accounts import propose_role
from staffing.models import PostalEmployee
from staffing.resources.employees import EmployeeSheet
from tests.bench.measure import Side, alternate, compare, limit, line

ROWS, ROUNDS = 10_000, 1
MOST = 50_000  # rows of a list
GOAL_TIMES, GOAL_MB, GOAL_SECONDS, GOAL_UPLOAD = 5.0, 300, 20, 3
HEAD = ["STT", "Mã nhân viên", "Họ và tên", "Ngày sinh", "Điện thoại", "Trình độ"]
FAMILY, GIVEN = "Nguyễn Trần Lê Phạm Hoàng Đặng Bùi".split(), "An Bình Cường Dũng Đạt Hạnh Thủy Yến".split()


def person(number: int) -> list[Any]:
    name = f"{FAMILY[number % 7]} Văn {GIVEN[number % 8]}"
    return [
        number,
        f"NV{number:06}",
        name,
        f"{number % 28 + 1:02}/{number % 12 + 1:02}/19{number % 30 + 70}",
        f"09{number:08}",
        "Đại học",
    ]


def workbook(count: int) -> bytes:
    return workbook_of([person(number) for number in range(count)])


def workbook_of(rows: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class SafeMode(resources.ModelResource):
    """import-export as its documentation advises for careful imports: one row a person and an employee."""

    staff_code = fields.Field("staff_code", "Mã nhân viên")
    full_name = fields.Field("person__full_name", "Họ và tên")
    birth_date = fields.Field("person__birth_date", "Ngày sinh", widgets.DateWidget("%d/%m/%Y"))
    phone = fields.Field("person__phone", "Điện thoại", PhoneWidget())
    qualification = fields.Field("qualification", "Trình độ")

    class Meta:
        model = PostalEmployee
        fields = ("staff_code", "full_name", "birth_date", "phone", "qualification")
        import_id_fields = ("staff_code",)
        skip_unchanged = True
        clean_model_instances = True

    def __init__(self, office: Agency) -> None:
        super().__init__()
        self.office = office

    def get_queryset(self) -> Any:
        return PostalEmployee.objects.filter(post_office=self.office).select_related("person")

    def init_instance(self, row: Any = None) -> PostalEmployee:
        return PostalEmployee(
            post_office=self.office,
            pilot_id=self.office.pilot_id,
            person=Person(pilot_id=self.office.pilot_id),
        )

    def before_save_instance(self, instance: PostalEmployee, row: Any, **kwargs: Any) -> None:
        instance.person.save()
        instance.person_id = instance.person.pk

    def validate_instance(
        self, instance: PostalEmployee, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        instance.person.full_clean(exclude=["sort_key", "search_key"])
        instance.full_clean(exclude=["person"])


def ours(office: Agency, user: User, content: bytes) -> Callable[[Any], None]:
    """What the product does with a long list; the worker's part is called here."""

    def work(_given: Any) -> None:
        act = Act(user=user, on=DEMO_START)
        batch = importing.receive(resource("employees"), office, act, "danh sach.xlsx", content)
        assert batch.status == ImportBatch.Status.UPLOADED, "a list of this length is left to the job"
        importing.check_job.func(batch.pk, "vi")
        VERBS[EmployeeSheet.verbs.confirm](batch, act)

    return work


def web_path(office: Agency, user: User) -> bool:
    """The page of uploads answers at once, and shows progress until the worker has checked the list."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    sent = SimpleUploadedFile("danh sach.xlsx", workbook(ROWS))
    began = time.perf_counter()
    answer = client.post(f"/nhap-xuat/employees/{office.code}/", {"workbook": sent})
    seconds = time.perf_counter() - began
    batch = ImportBatch.objects.latest("pk")
    assert answer["Location"] == f"/nhap-xuat/{batch.pk}/"
    shown = [b"<progress" in client.get(answer["Location"]).content]
    importing.check_job.func(batch.pk, "vi")
    shown.append(b"<progress" in client.get(answer["Location"]).content)
    assert shown == [True, False], "progress while the list is checked, then its preview"
    return limit("upload_10000_ms", seconds * 1000, GOAL_UPLOAD * 1000, "POST of the form, page with progress")


def all_or_nothing(office: Agency, user: User) -> bool:
    """Invariant 35: an error in row 49,999 of 50,000 writes nothing, and is told with its cell; prints rows written."""
    rows = [person(number) for number in range(MOST)]
    rows[MOST - 2][3] = "31/9/1990"
    act, before = Act(user=user, on=DEMO_START), PostalEmployee.objects.count()
    batch = importing.receive(resource("employees"), office, act, "danh sach.xlsx", workbook_of(rows))
    importing.check_job.func(batch.pk, "vi")
    batch.refresh_from_db()
    assert [(row.number, row.faults[0][0]) for row in batch.rows.filter(outcome="error")] == [(MOST, "birth_date")]
    with suppress(TransitionRefused):
        VERBS[EmployeeSheet.verbs.confirm](batch, act)
    return limit("rows_written_of_50000_with_one_error", PostalEmployee.objects.count() - before, 0.5, "invariant 35")


def again_and_undone(office: Agency, user: User) -> bool:
    """The same list once more changes nothing; its undo leaves what was there before, to the row."""
    act, before = Act(user=user, on=DEMO_START), stored(office)
    ours(office, user, workbook(ROWS))(None)
    written = ImportBatch.objects.latest("pk")
    again = importing.receive(resource("employees"), office, act, "danh sach.xlsx", workbook(ROWS))
    importing.check_job.func(again.pk, "vi")
    again.refresh_from_db()
    VERBS[EmployeeSheet.verbs.undo](written, dataclasses.replace(act, reason="Thử."))
    met = limit("changes_of_the_list_again", again.new_count + again.changed_count, 0.5, f"of {again.row_count} rows")
    return limit("rows_other_after_undo", len(stored(office) ^ before), 0.5, "employees and people") and met


def yardstick(office: Agency, data: tablib.Dataset) -> Callable[[Any], None]:
    def work(_given: Any) -> None:
        SafeMode(office).import_data(data, dry_run=True, raise_errors=True, use_transactions=True)
        SafeMode(office).import_data(data, dry_run=False, raise_errors=True, use_transactions=True)

    return work


def stored(office: Agency) -> frozenset[Any]:
    """Every employee and person that the list has written, in its words."""
    people = ("full_name", "birth_date", "phone", "sort_key", "search_key", "pilot")
    employee = ("staff_code", "qualification", "status", "pilot")
    rows = PostalEmployee.objects.filter(post_office=office)
    return frozenset(rows.values_list(*employee, *(f"person__{name}" for name in people)))


def tried(measure: Callable[[Agency, User], bool], office: Agency, user: User) -> bool:
    """A measure of which nothing stays."""
    with transaction.atomic():
        met = measure(office, user)
        transaction.set_rollback(True)
    return met


def queries(office: Agency, user: User, count: int) -> int:
    side = Side(ours(office, user, workbook(count)), lambda _result: None)
    with CaptureQueriesContext(connection) as seen:
        side.once()
    return len(seen)


def held(side: Side) -> float:
    """The most that this process and its children hold at one time during a try, looked at every 5 ms. Unit: MB."""
    done, seen = threading.Event(), [0]

    def look() -> None:
        while not done.wait(0.005):
            seen.append(resident())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        side.once()
    finally:
        done.set()
        watcher.join()
    alone = usage.getrusage(usage.RUSAGE_SELF).ru_maxrss * 1024
    return max(alone, *seen) / 1_000_000


def resident() -> int:
    """This process and its children now. Unit: bytes."""
    me = os.getpid()
    pages = 0
    for pid in [me, *Path(f"/proc/{me}/task/{me}/children").read_text().split()]:
        with suppress(FileNotFoundError, ProcessLookupError):  # the child has ended
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * usage.getpagesize()


@override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}})
def main() -> bool:
    """All measures; True when every goal is met. Memory first, before anything else has taken any."""
    office, user = world()
    name, shortest = f"import_{ROWS}_employees_{connection.vendor}", importing.AT_ONCE + 1
    first = Side(ours(office, user, workbook(ROWS)), lambda _result: None)
    met = [limit(f"{name}_MB", held(first), GOAL_MB, "the most at one time, children included")]
    met += [tried(one, office, user) for one in (web_path, again_and_undone, all_or_nothing)]
    few, many = queries(office, user, shortest), queries(office, user, ROWS)
    met.append(line(f"{name}_queries", many, few, many / few, "=1x", many == few, f"against {shortest} rows"))
    data = tablib.Dataset(*(person(number) for number in range(ROWS)), headers=HEAD)
    mine = Side(ours(office, user, workbook(ROWS)), lambda _result: stored(office))
    theirs = Side(yardstick(office, data), lambda _result: stored(office))
    alternate(mine, theirs, ROUNDS, unmeasured=0)
    assert len(mine.outcomes[0]) == ROWS
    met.append(compare(name, mine, theirs, at_least=GOAL_TIMES))
    met.append(limit(f"{name}_shown_ms", mine.times[0], GOAL_SECONDS * 1000, "until everything is written"))
    return all(met)


def world() -> tuple[Agency, User]:
    """The facts, and the person who imports for the post office."""
    call_command("load_pilots", verbosity=0, stdout=io.StringIO())
    office = Agency.objects.select_related("pilot").get(code="HT-BDT")
    user = User.objects.create_user("bench", Person.objects.create(pilot=office.pilot, full_name="Người Đo"))
    propose_role(office.pilot, Act(source="bench"), user=user, role=Role.POST_OFFICE_HR, agency=office)
    return office, user


if __name__ == "__main__":
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        good = main()
    finally:
        teardown_databases(databases, verbosity=0)
    sys.exit(0 if good else 1)
