"""What lists from workbooks said of employees."""

import datetime as dt

from pilot.platform.exchange.models import ImportBatch, ImportRow
from pilot.programme.models import User
from staffing.models import PostalEmployee

COLUMNS = ("position", "unit")  # of EmployeeSheet, recorded nowhere else


def said_in_lists(office: int) -> dict[int, str]:
    """Fields, position and unit of each employee by the lists of a post office, by id. Two queries."""
    batches = {"batch__kind": "employees", "batch__agency": office, "batch__status": ImportBatch.Status.CONFIRMED}
    rows = ImportRow.objects.filter(**batches).exclude(object_id=None).order_by("batch_id")
    asked = PostalEmployee.objects.filter(post_office=office).exclude(asked_fields="")
    said = {pk: [fields] for pk, fields in asked.order_by().values_list("pk", "asked_fields")}
    last: dict[int, list[str]] = {}
    for employee, cells in rows.values_list("object_id", "cells"):
        if employee and (found := [cells[name] for name in COLUMNS if cells.get(name)]):
            last[employee] = found
    return {pk: ", ".join([*said.get(pk, []), *last.get(pk, [])]) for pk in said | last}


def brought_in(batch: int, user: User, on: dt.date) -> list[int]:
    """Ids of the employees whom a list has brought in, where the reader sees the list. One query."""
    found = ImportBatch.objects.visible_to(user, on).filter(pk=batch, kind="employees").first()
    return list(found.created.get("staffing.PostalEmployee", [])) if found else []
