"""Lists that are only exported: what their page shows, to whom it shows it."""

import re

import pytest
from django.urls import reverse

from pilot.platform.exchange import workbooks
from pilot.platform.exchange.resource import EXPORTS
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import User
from tests.platform.exchange.test_exports import cells

pytestmark = pytest.mark.usefixtures("demo")

LISTS = {  # kind → address of its page, the filter and the name of the event
    "procedure-catalogue": ("procedures", "q=dang", "export_procedure_catalogue"),
    "documents": ("official-documents", "kind=withdrawal_decision", "export_documents"),
    "withdrawals": ("withdrawals", "status=effective", "export_withdrawals"),
    "recognitions": ("recognitions", "", "export_recognitions"),
    "leases": ("leases", "", "export_leases"),
    "contracts": ("contracts", "", "export_contracts"),
}


@pytest.fixture
def office():
    """Not the bare facts of the other tests of this folder: the demo has rows of every kind."""


@pytest.mark.parametrize("kind", LISTS)
def test_the_page_leads_to_its_own_rows(kind, as_user):
    name, query, event = LISTS[kind]
    client = as_user("thuky")
    page = client.get(f"{reverse(name)}?{query}").content.decode()
    address = re.search(rf'href="(/nhap-xuat/{kind}/xuat/[^"]*)"', page)[1].replace("&amp;", "&")
    rows = cells(client.post(address, {"form": "xlsx"}).content)
    assert rows[0][0] == workbooks.WATERMARK
    resource_of = EXPORTS[kind]()
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    expected = resource_of.exported(User.objects.get(username="thuky"), DEMO_START, asked)
    assert len(rows) - 2 == len(expected) > 0
    assert AuditEvent.objects.latest("id").verb == event


@pytest.mark.parametrize("kind", LISTS)
def test_who_sees_no_row_exports_none(kind, as_user):
    rows = cells(as_user("thuky.gialai").post(f"/nhap-xuat/{kind}/xuat/", {"form": "xlsx"}).content)
    assert kind == "procedure-catalogue" or len(rows) == 2


@pytest.mark.parametrize("kind", LISTS)
def test_it_cannot_be_imported(kind, as_user):
    assert as_user("thuky").get(f"/nhap-xuat/{kind}/mau.xlsx").status_code == 404
