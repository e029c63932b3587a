"""What lists from workbooks said of employees that is recorded nowhere else."""

from pilot.platform.exchange.models import ImportBatch, ImportRow

COLUMNS = ("field", "position", "unit")  # of EmployeeSheet


def said_in_lists(office: int) -> dict[int, str]:
    """Field, position and unit of each employee in the last written list of a post office, by id. One query."""
    batches = {"batch__kind": "employees", "batch__agency": office, "batch__status": ImportBatch.Status.CONFIRMED}
    rows = ImportRow.objects.filter(**batches).exclude(object_id=None).order_by("batch_id")
    said: dict[int, str] = {}
    for employee, cells in rows.values_list("object_id", "cells"):
        if employee and (found := [cells[name] for name in COLUMNS if cells.get(name)]):
            said[employee] = ", ".join(found)
    return said
