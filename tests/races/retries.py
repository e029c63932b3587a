"""Not refused, but the same: one form sent eight times, one month asked for eight times."""

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from billing.models import AcceptanceRecord, LabourContract, Timesheet
from billing.workflows import acceptance, statement, timesheet
from pilot.programme.models import User
from tests.races.entries import act, attempt

JUNE, LATER = dt.date(2021, 6, 1), dt.date(2021, 7, 5)


@attempt("same_form")
def send_draft(key: str, number: int) -> Any:
    """Draft an assignment decision; every racer sends the form with the same operation key."""
    client = Client()
    client.force_login(User.objects.get(username="buudien"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("assignment-draft", args=["HT-BDT"]), {"subject": f"Đua {key}", "operation_key": key})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer["Location"]


def accepted_months() -> list[int]:
    """June of both contracts, entered, checked and accepted, not yet requested."""
    parties = {"HT-CX": ("gd.tt.camxuyen", "chitra.camxuyen"), "HT-VPUBND": ("gd.trungtam", "chitra")}
    found = []
    for payer, (director, pays) in parties.items():
        contract = LabourContract.objects.get(payer__code=payer, status="in_force")
        sheet = Timesheet.objects.get(month__contract=contract, month__month=JUNE)
        timesheet.submit_timesheet(sheet, act("buudien", on=LATER))
        timesheet.check_timesheet(sheet, act(director, on=LATER))
        record = AcceptanceRecord.objects.get(timesheet=sheet)
        acceptance.sign_acceptance_centre(record, act(director, on=LATER))
        acceptance.sign_acceptance_payer(record, act(pays, on=LATER))
        found.append(record.pk)
    return found


@attempt("statement")
def ask_for_statement(pk: int, number: int) -> int:
    made = statement.issue_statement(AcceptanceRecord.objects.get(pk=pk), act("buudien", on=LATER))
    return made.pk
