"""Every list that can be imported leaves as a workbook or as CSV, and comes back without a change."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import RESOURCES
from pilot.platform.half_days import half_day
from pilot.programme.models import ProcedureSetEntry
from staffing.models import Absence, PostalEmployee
from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
LISTS = {  # kind → who imports it, what belongs to which place, the filter of its export
    "employees": ("buudien", "pilot.Agency", {"code": "HT-BDT"}, ""),
    "procedures": ("thuky", "pilot.Agency", {"code": "HT-CX"}, "agency"),
    "agencies": ("thuky", "pilot.Pilot", {"code": "HATINH"}, "pilot"),
    "sites": ("thuky", "pilot.Pilot", {"code": "HATINH"}, "pilot"),
    "posts": ("ct.camxuyen", "pilot.Agency", {"code": "HT-CX"}, "agency"),
    "civil-servants": ("ct.camxuyen", "pilot.Agency", {"code": "HT-CX"}, "agency__code"),
    "accounts": ("quantri1", "pilot.Pilot", {"code": "HATINH"}, "pilot"),
    "absences": ("buudien", "pilot.Agency", {"code": "HT-BDT"}, ""),
    "timesheet": ("buudien", "billing.Timesheet", {"month__contract__payer__code": "HT-CX"}, "timesheet"),
}


def exported(client: Client, kind: str, query: str, form: str) -> bytes:
    address = f"{reverse('export', args=[kind])}{query}"
    reason = {"reason": "Đối chiếu"} if "reason" in client.get(address).content.decode() else {}
    content: bytes = send(client, address, having="form", form=form, **reason).content
    return content


def named_by_a_list(agency: Any) -> None:
    """What the catalogue proposes for the agency, as its own list would have named it."""
    proposed = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED, procedure_set__agency=agency)
    proposed.filter(illustrative=False).update(valid_from=dt.date(2021, 3, 1))


def some_absences() -> None:
    """A morning, two days and a half with a reason, and a day known before."""
    first = half_day(dt.date(2021, 6, 14))
    spans = [(first, first + 1), (first + 3, first + 8), (first + 8, first + 10)]
    for employee, (begin, past) in zip(PostalEmployee.objects.order_by("id"), spans, strict=False):
        Absence.objects.create(
            pilot=employee.pilot, employee=employee, leave="sick", why="Đau; lưng", sudden=past == begin + 1,
            first_half=begin, past_half=past,
        )  # fmt: skip


def test_every_list_that_can_be_imported_is_tried() -> None:
    assert LISTS.keys() == RESOURCES.keys()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", LISTS)
def test_a_list_comes_back_untouched_without_a_change(kind: str, form: str, as_user: Any) -> None:
    who, label, where, parameter = LISTS[kind]
    resource, client = RESOURCES[kind](), as_user(who)
    place = next(
        row for row in apps.get_model(label).objects.filter(**where).order_by("-pk") if not resource.refuses(row)
    )
    if kind == "procedures":
        named_by_a_list(place)
    if kind == "absences":
        some_absences()
    key = getattr(place, resource.target_key)
    content = exported(client, kind, f"?{parameter}={key}" if parameter else "", form)
    address = reverse("import-upload", args=[kind, key])
    page = client.post(address, {"workbook": SimpleUploadedFile(f"xuat.{form}", content)}, follow=True)
    batch: ImportBatch = page.context["batch"]
    counted = (batch.new_count, batch.changed_count, batch.error_count, batch.unchanged_count)
    assert counted == (0, 0, 0, batch.row_count)
    assert batch.row_count >= 3
    assert (batch.faults, page.context["stopped"]) == ([], False)
    assert "Không có gì để ghi" in text_of(page)
