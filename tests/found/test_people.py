"""Who left, who came back, and one person under two codes (F9, F30, F31), from outside."""

import datetime as dt
import io

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import Workbook

from pilot.demo.accounts import PASSWORD
from tests.found.browse import forms_of, send, text_of

pytestmark = pytest.mark.usefixtures("demo")
PRICE_OF_A_MONTH = 7_000_000  # đồng for a counter post, VAT 10 %


def rows(label):
    return apps.get_model(label)._base_manager.all()


@pytest.fixture
def district():
    return rows("billing.LabourContract").get(payer__code="HT-CX")


@pytest.fixture
def leaver(district):
    """Who is in charge of a counter post of the district and is paid for June."""
    entry = rows("billing.TimesheetEntry").filter(timesheet__month__contract=district, day=dt.date(2021, 6, 1)).first()
    return entry.employee


def clock(as_user, day):
    send(as_user("quantri1"), reverse("demo-clock"), day=f"{day:%d/%m/%Y}")


def leave(client, employee, day):
    """The page shows what the day touches; who has read that sends it."""
    url = reverse("employee-act", args=[employee.pk, "end_employee"])
    return send(client, url, day=f"{day:%d/%m/%Y}", reason="Nghỉ việc theo đơn.", shown=day.isoformat())


def assigned_again(as_user, employee, first):
    """A decision of June assigns the employee from that day on to the fields he has; those end the day before."""
    hr, head = as_user("buudien"), as_user("gd.buudien")
    held = list(rows("staffing.Assignment").filter(employee=employee, valid_to=None).select_related("agency", "site"))
    for row in held:
        last_day = f"{first - dt.timedelta(days=1):%d/%m/%Y}"
        send(hr, reverse("end-assignment", args=[row.pk]), last_day=last_day, reason="Có quyết định mới.")
    send(hr, reverse("assignment-draft", args=[employee.post_office.code]), subject="Cử nhân viên từ 12/07")
    decision = rows("staffing.AssignmentDecision").latest("id")
    line = reverse("assignment-line", args=[decision.pk]) + f"?place={held[0].agency_id}-{held[0].site_id}"
    send(
        hr, line, employee=str(employee.pk), role=held[0].role, fields_=[str(row.field_id) for row in held],
        valid_from=f"{first:%d/%m/%Y}",
    )  # fmt: skip
    send(head, reverse("assignment-step", args=[decision.pk, "approve_assignment_decision"]), secret=PASSWORD)
