"""The process of test_upgrading.py: a demo with the tables of 0.4.0, as its offices left it, and from there to now."""

import datetime as dt
import json
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, F

from billing.models import Payment, Timesheet, VatRate, WorkingCalendar
from pilot.operations.releases import OURS
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.platform.kernel import checks, guards
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import User
from staffing.models import Assignment, Employment, PostalEmployee, SystemAccount
from staffing.workflows.employees import end_employee
from tests.platform.kernel.test_ledgers import all_resist

V040 = "0001_initial"  # of every app
ONE_DAY = dt.timedelta(days=1)
TODAY, LAST_DAY, LATER = dt.date(2021, 6, 15), dt.date(2021, 6, 14), dt.date(2021, 7, 12)
HOLIDAY = dt.date(2021, 6, 7)  # entered when timesheets with entries on it were checked already


class OneByOne(MigrationLoader):
    """The migrations as they came to be, without those that replace several of them on a new installation."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: found for key, found in self.disk_migrations.items() if not found.replaces}


def there_and_forward() -> None:
    """Print what the migrations filled in, the tables of which rows changed, what the checks find, and who resists.

    Forward with one migration more, which touches every ledger (later/), and back over that one.
    """
    with transaction.atomic():
        leave()
    resisting = [all_resist()]
    go_back()
    with transaction.atomic():
        put_in(historical())
    columns = columns_then()
    before = {table: rows(table, names) for table, names in columns.items()}
    call_command("migrate", verbosity=0)
    resisting.append(all_resist())
    call_command("migrate", "later", "zero", verbosity=0)
    resisting.append(all_resist())
    changed = [table for table, found in before.items() if found != rows(table, columns[table])]
    found = {"filled": filled(), "changed": changed, "problems": checks.problems(), "resisting": resisting}
    print(json.dumps(found, default=str))


def leave() -> None:
    """Two people leave: one whose account was only asked for, one whose account exists."""
    act = Act(user=User.objects.get(username="buudien"), on=TODAY, confirmed=True, reason="Thôi việc")
    accounts = SystemAccount.objects.select_related("employee")
    for account in (accounts.get(created_on=None), accounts.exclude(created_on=None).latest("created_on")):
        end_employee(account.employee, act, day=LAST_DAY)


def values(row: Any, **other: object) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key} | other


def go_back() -> None:
    """To the tables of 0.4.0, which knew no list of a pilot, nor what was given up, nor when an account ended."""
    guards.lift()
    of_pilots = ImportBatch.objects.filter(agency=None)
    ImportRow.objects.filter(batch__in=of_pilots).delete()
    of_pilots.delete()
    executor = MigrationExecutor(connection)
    executor.loader = OneByOne(connection)
    ours = sorted(config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in OURS)
    executor.migrate([(app, V040) for app in ours if (app, V040) in executor.loader.graph.nodes])


def historical() -> Any:
    loader = MigrationExecutor(connection).loader
    return loader.project_state(list(loader.applied_migrations)).apps


def put_in(then: Any) -> None:
    """What 0.4.0 took: one code, one number and one address spelt in two ways, a list, a holiday after the check.

    And who leaves was to begin at another counter later.
    """
    Employee, Person, Account, Document, Batch, File, Holiday, Line, Assigned = (
        then.get_model(*label.split("."))
        for label in (
            "staffing.PostalEmployee", "pilot.Person", "pilot.User", "documents.OfficialDocument",
            "exchange.ImportBatch", "kernel.StoredFile", "billing.Holiday",
            "staffing.AssignmentDecisionLine", "staffing.Assignment",
        )
    )  # fmt: skip
    employee = Employee.objects.get(staff_code="BD0060")
    person = Person.objects.create(**values(Person.objects.get(pk=employee.person_id), full_name="Người trùng mã"))
    Employee.objects.create(**values(employee, staff_code="bd 0060", person_id=person.pk))
    for name, mail in (("buudien", "lai@example.vn"), ("chitra", "LAI@example.vn")):
        Account.objects.filter(username=name).update(email=mail)
    Document.objects.filter(number="15/QĐ-BĐ").update(number="01/2021/hđ-bđt")
    row = Assigned.objects.filter(employee__status="ended").exclude(line=None).latest("pk")
    other = Assigned.objects.exclude(field=row.field_id).earliest("pk").field_id
    line = Line.objects.create(**values(row.line, field_id=other, valid_from=LATER))
    Assigned.objects.create(**values(row, line_id=line.pk, field_id=other, valid_from=LATER, valid_to=None))
    office, file = employee.post_office, File.objects.earliest("pk")
    Batch.objects.create(
        kind="employees", object_type="pilot.Agency", object_id=office.pk, agency=office, pilot=office.pilot, file=file,
        status="uploaded", sheet="NV", head_row=1, options={"birth_date": "month_first"},
        uploaded_at=dt.datetime(2021, 6, 14, tzinfo=dt.UTC), uploaded_by=Account.objects.get(username="buudien"),
    )  # fmt: skip
    Holiday.objects.create(day=HOLIDAY, kind="off", name="Nghỉ bù", source="Nhập sau")


def columns_then() -> dict[str, list[str]]:
    """The columns of 0.4.0 of each table of ours, but the search keys and what became something else."""
    gone = {"search_key", "ended_on", "options"}
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.partition(".")[0] in OURS]
    with connection.cursor() as cursor:
        tables = {model._meta.db_table for model in ours} & set(connection.introspection.table_names(cursor))
        read = connection.introspection.get_table_description
        return {table: sorted({column.name for column in read(cursor, table)} - gone) for table in sorted(tables)}


def rows(table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(quote, columns))} FROM {quote(table)} ")
        return sorted(cursor.fetchall(), key=repr)


def filled() -> dict[str, Any]:
    """What 0.4.0 did not keep, of the rows that it had."""
    left = Employment.objects.exclude(valid_to=None)
    sheets = Timesheet.objects.filter(status="checked").order_by("pk")
    return {
        "employees without a period": PostalEmployee.objects.exclude(employments__valid_from=None).count(),
        "last days": [row.valid_to - ONE_DAY for row in left],
        "given up": list(Assignment.objects.exclude(cancelled_on=None).values_list("valid_from", "cancelled_on")),
        "accounts": list(
            SystemAccount.objects.filter(employee__employments__in=left)
            .order_by(F("ended_on").asc(nulls_last=True))
            .values_list("created_on", "ended_on")
        ),
        "staff codes": list(keys(PostalEmployee.objects.filter(staff_code__iendswith="0060"), "staff_code_key")),
        "addresses": list(keys(User.objects.exclude(email=""), "email_key")),
        "numbers": list(keys(OfficialDocument.objects.filter(number__istartswith="01/2021"), "number_key")),
        "vouchers": list(keys(Payment.objects.all(), "voucher_key")),
        "sheets with a day outside their calendar": sum(
            not {row.day.day for row in sheet.entries.all()} <= set(sheet.working_days) for sheet in sheets
        ),
        "calendars": list(
            WorkingCalendar.objects.annotate(days=Count("lines")).values_list(
                "pilot__code", "year", "status", "confirmed_by", "days"
            )
        ),
        "pilots with rates": list(
            VatRate.objects.order_by("pilot__code").values_list("pilot__code", flat=True).distinct()
        ),
        "lists": list(ImportBatch.objects.exclude(options={}).values_list("options", flat=True)),
        "lists of other bytes": ImportBatch.objects.exclude(sent_sha256=F("file__sha256")).count(),
    }


def keys(rows: Any, key: str) -> Any:
    """Keys of the rows without the numbers of the rows."""
    return (
        stored.partition(" ")[0] + " +" * (" " in stored) for stored in rows.order_by("pk").values_list(key, flat=True)
    )


if __name__ == "__main__":
    there_and_forward()
