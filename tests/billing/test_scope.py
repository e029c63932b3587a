"""Whose money it is: list and detail agree, and others find nothing."""

import pytest

from billing.models import LabourContract, Payment, Statement, TimesheetEntry
from facilities.models import FacilityLease
from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Pilot, User

pytestmark = pytest.mark.usefixtures("demo")
MODELS = (LabourContract, Statement, TimesheetEntry, Payment)


def seen(name, model=Statement):
    return set(model.objects.visible_to(User.objects.get(username=name), DEMO_START).values_list("pk", flat=True))


def everything(model=Statement):
    return set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("model", MODELS)
def test_payers_see_their_own_money_only(model):
    own, other = seen("chitra.camxuyen", model), seen("chitra", model)
    assert own
    assert not own & other


@pytest.mark.parametrize("name", ["gd.congthuong", "pct.camxuyen", "ct.camxuyen", "vp.ubnd", "ubnd.tinh", "quantri1"])
@pytest.mark.parametrize("model", MODELS)
def test_money_is_not_every_agency_heads(name, model):
    assert seen(name, model) == set()


@pytest.mark.parametrize("name", ["taichinh", "thuky", "buudien", "thanhtra"])
def test_whole_money_for_those_who_answer_for_it(name):
    assert seen(name) == everything()


def test_finance_officer_of_another_province_sees_nothing(as_user, april):
    user = User.objects.get(username="thuky.gialai")
    give(user, Role.FINANCE_OFFICER, Pilot.objects.get(code="GIALAI"))
    assert [seen("thuky.gialai", model) for model in (*MODELS, FacilityLease)] == [set()] * 5
    client = as_user("thuky.gialai")
    assert client.get(f"/thanh-toan/de-nghi/{april.pk}/").status_code == 404
    assert client.get("/thanh-toan/").status_code == 200


def test_detail_answers_as_the_list(as_user, april, district):
    for name, status in (("taichinh", 200), ("chitra.camxuyen", 200), ("chitra", 404), ("ct.camxuyen", 404)):
        client = as_user(name)
        assert client.get(f"/thanh-toan/de-nghi/{april.pk}/").status_code == status
        assert client.get(f"/thanh-toan/hop-dong/{district.pk}/").status_code == status
