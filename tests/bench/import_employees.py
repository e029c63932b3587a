"""Import of 10,000 employees against import-export's safe mode on the same rows.

`python -m tests.bench.import_employees [ROWS]`, on the database of DATABASE_URL (SQLite without it).
Ours: check and confirm of an .xlsx file, from its bytes to written rows, with guard, child process, preview
rows and audit event. Yardstick: import-export's ModelResource with skip_unchanged and full_clean, dry run and
import, on rows already parsed. Both write the same people (compared); everything is rolled back. One line a
measure: `name ours yardstick ratio goal PASS|FAIL`. Exit code 1 when a goal is missed.
"""

# ruff: noqa: E402 - Django has to be set up before models are imported

import io
import os
import resource as usage
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilot.settings.test")

import django

django.setup()

import tablib
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from import_export import fields, resources, widgets
from openpyxl import Workbook

from pilot.access.roles import Role
from pilot.exchange import importing
from pilot.exchange.resource import resource
from pilot.kernel.clock import DEMO_START
from pilot.kernel.workflow import VERBS, Act
from pilot.models import Agency, Person, User
from pilot.workflows.accounts import propose_role
from staffing.models import PostalEmployee
from staffing.resources import EmployeeSheet

GOAL_TIMES, GOAL_MIB, GOAL_SECONDS = 5.0, 300, 20
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
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    sheet.append(HEAD)
    for number in range(count):
        sheet.append(person(number))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class SafeMode(resources.ModelResource):
    """import-export as its documentation advises for careful imports: one row a person and an employee."""

    staff_code = fields.Field("staff_code", "Mã nhân viên")
    full_name = fields.Field("person__full_name", "Họ và tên")
    birth_date = fields.Field("person__birth_date", "Ngày sinh", widgets.DateWidget("%d/%m/%Y"))
    phone = fields.Field("person__phone", "Điện thoại")
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


def rolled_back(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of `work` and what it returned; what it wrote is gone afterwards."""
    with transaction.atomic():
        started = time.perf_counter()
        result = work()
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return seconds, result


def ours(office: Agency, user: User, content: bytes) -> Callable[[], int]:
    def work() -> int:
        batch = importing.receive(
            resource("employees"), office, Act(user=user, on=DEMO_START), "danh sach.xlsx", content
        )
        VERBS[EmployeeSheet.verbs.confirm](batch, Act(user=user, on=DEMO_START))
        return checksum(office)

    return work


def yardstick(office: Agency, data: tablib.Dataset) -> Callable[[], int]:
    def work() -> int:
        SafeMode(office).import_data(data, dry_run=True, raise_errors=True, use_transactions=True)
        SafeMode(office).import_data(data, dry_run=False, raise_errors=True, use_transactions=True)
        return checksum(office)

    return work


def checksum(office: Agency) -> int:
    """The same people in the same words."""
    rows = PostalEmployee.objects.filter(post_office=office)
    return hash(
        frozenset(
            rows.values_list(
                "staff_code", "person__full_name", "person__birth_date", "qualification", "person__search_key"
            )
        )
    )


def queries(office: Agency, user: User, count: int) -> int:
    content = workbook(count)
    with CaptureQueriesContext(connection) as seen:
        rolled_back(ours(office, user, content))
    return len(seen)


def memory() -> float:
    """The most this process and its children have held. Unit: MiB."""
    return max(usage.getrusage(who).ru_maxrss for who in (usage.RUSAGE_SELF, usage.RUSAGE_CHILDREN)) / 1024


def line(name: str, mine: float, theirs: float, ratio: float, goal: str, good: bool) -> bool:
    print(f"{name} {mine:.2f} {theirs:.2f} {ratio:.2f} {goal} {'PASS' if good else 'FAIL'}", flush=True)
    return good


def main(count: int) -> bool:
    """All measures on the database of DATABASE_URL (SQLite without it). True when every goal is met."""
    office, user = world()
    content = workbook(count)
    importing.AT_ONCE = count
    rolled_back(ours(office, user, workbook(100)))  # warm-up
    few, many = queries(office, user, count // 10), queries(office, user, count)
    seconds, result = min((rolled_back(ours(office, user, content)) for _ in range(3)), key=lambda one: one[0])
    held = memory()
    data = tablib.Dataset(*(person(number) for number in range(count)), headers=HEAD)
    theirs, expected = rolled_back(yardstick(office, data))
    name = f"import_{count}_employees_{connection.vendor}"
    return all(
        [
            line(
                f"{name}_seconds",
                seconds,
                theirs,
                theirs / seconds,
                f">={GOAL_TIMES:g}x",
                theirs / seconds >= GOAL_TIMES and result == expected,
            ),
            line(f"{name}_queries", many, few, many / few, "=1x", many == few),
            line(f"{name}_MiB", held, GOAL_MIB, held / GOAL_MIB, "<=1x", held <= GOAL_MIB),
            line(
                f"{name}_shown",
                seconds,
                GOAL_SECONDS,
                seconds / GOAL_SECONDS,
                "<=1x",
                seconds <= GOAL_SECONDS,
            ),
        ]
    )


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
        good = main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    finally:
        teardown_databases(databases, verbosity=0)
    sys.exit(0 if good else 1)
