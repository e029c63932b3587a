"""Delegates in the money: both names stay, and a principal counts as one who has signed."""

import datetime as dt

import pytest

from billing.workflows import acceptance, statement
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import User
from tests.billing.conftest import REQUESTED, SIGNED
from tests.delegating import delegated

pytestmark = pytest.mark.usefixtures("demo")


def delegate(principal, delegate):
    delegated(principal, delegate, title="Người được ủy quyền", valid_to=dt.date(2021, 8, 1))


def person(name):
    return User.objects.get(username=name).person


def test_minutes_and_request_keep_both_names(steps, act):
    delegate("gd.tt.camxuyen", "gd.noivu")
    delegate("buudien", "gd.taichinh")
    record = steps.check()
    acceptance.sign_acceptance_centre(record, act("gd.noivu", on=SIGNED))
    acceptance.sign_acceptance_payer(record, act("chitra.camxuyen", on=SIGNED))
    record.refresh_from_db()
    assert (record.centre_signed_by, record.centre_signed_for) == (person("gd.noivu"), person("gd.tt.camxuyen"))
    assert record.payer_signed_for is None

    minutes = OfficialDocument.objects.of("acceptance_minutes", record)
    principal = person("gd.tt.camxuyen").full_name
    assert minutes.snapshot["context"]["signatories"][1] == {
        "lines": ["ĐẠI DIỆN TRUNG TÂM", f"(theo ủy quyền của {principal})"],
        "name": person("gd.noivu").full_name,
    }
    request = statement.issue_statement(record, act("gd.taichinh", on=REQUESTED))
    assert (request.issued_by, request.issued_for) == (person("gd.taichinh"), person("buudien"))
    assert OfficialDocument.objects.of("payment_request", request).on_behalf_of.username == "buudien"


def test_principal_of_the_centre_does_not_sign_for_the_payer(steps, act):
    delegate("gd.tt.camxuyen", "gd.noivu")
    delegate("chitra.camxuyen", "gd.tt.camxuyen")
    record = steps.check()
    acceptance.sign_acceptance_centre(record, act("gd.noivu", on=SIGNED))
    with pytest.raises(TransitionRefused) as refused:
        acceptance.sign_acceptance_payer(record, act("gd.tt.camxuyen", on=SIGNED))
    assert [p.code for p in refused.value.problems] == ["same_person"]
