"""The folded search key of a row follows its texts through every gate, and no model with a name is forgotten."""

import pytest
from django.apps import apps

from pilot.platform.cases.search import SEARCHED, Searched
from pilot.platform.exchange import bulk
from pilot.platform.kernel.models import Versioned
from pilot.platform.kernel.search import check_search_keys, fold_again, search_key_columns
from pilot.programme.models import Agency, Person, Procedure, ServiceField
from staffing.models import PostalEmployee

pytestmark = pytest.mark.both_engines
NAMED = {"code", "name", "number", "full_name", "staff_code", "proposal_document"}
NOT_SEARCHED = {
    "pilot.Pilot": "everybody has one",
    "pilot.Person": "found as employee and as civil servant",
    "pilot.Phase": "a pilot has two or three, on its page",
    "pilot.Parameter": "found by the code of the rule, whatever it says in which pilot",
    "pilot.AdminUnit": "on a list of their own with a filter",
    "pilot.ServiceField": "a few dozen, on a list of their own with a filter",
}


def test_no_model_with_a_name_or_number_is_forgotten():
    written = [model for model in apps.get_models() if issubclass(model, Versioned)]
    named = {m._meta.label for m in written if NAMED & {column.name for column in m._meta.concrete_fields}}
    declared = {found.model._meta.label for found in SEARCHED}
    assert named - declared == NOT_SEARCHED.keys()


def test_every_search_key_is_asked():
    asked = {found.model for found in SEARCHED if found.keys[:1] == ("search_key",)}
    assert {column.model for column in search_key_columns()} - asked == {Person, ServiceField}


def test_a_masked_column_cannot_be_searched():
    with pytest.raises(TypeError, match="masked"):
        Searched("", PostalEmployee, hit=str, order=("pk",), keys=("person__phone",))


@pytest.mark.usefixtures("demo")
def test_keys_hold_after_the_demo_was_played():
    assert list(check_search_keys()) == []


@pytest.mark.django_db
def test_every_gate_folds():
    (many,) = ServiceField.objects.bulk_create([ServiceField(name="Đất rừng")])
    bulk.insert([imported := ServiceField(name="Chợ phiên")])
    saved = Procedure.objects.create(code="1.000001", name="Đăng ký", field=many, level="district")
    found = [ServiceField.objects.get(pk=row.pk).search_key for row in (many, imported)]
    assert [*found, saved.search_key] == ["dat rung", "cho phien", "1 000001 dang ky"]


@pytest.mark.usefixtures("demo")
def test_a_key_that_does_not_follow_is_named_and_rebuilt_by_an_upgrade():
    agency = Agency.objects.earliest("pk")
    Agency.objects.filter(pk=agency.pk).update(name="Sở Đổi Tên")
    assert list(check_search_keys()) == [f"pilot.Agency {agency.pk}: is not found by what it says"]
    fold_again(plan=[("back", True)])
    fold_again(plan=[])
    assert list(check_search_keys()) != []
    fold_again(plan=[("forward", False)])
    assert list(check_search_keys()) == []
    agency.refresh_from_db()
    assert agency.search_key.endswith("so doi ten")
