"""The frame around every page: which pilot one is in, and for whom one acts."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission

from pilot.platform.periods import ONE_DAY
from pilot.programme.models import Pilot, PilotGrant, User
from pilot.programme.workflows.delegations import end_delegation
from tests.delegating import delegated

pytestmark = pytest.mark.usefixtures("demo")


def user(name):
    return User.objects.get(username=name)


@pytest.fixture
def frame(as_user):
    def read(name, path="/"):
        return as_user(name).get(path).wsgi_request.frame_data

    return read


def test_the_only_pilot_is_current_everywhere(frame):
    assert [p["current"] for p in frame("thuky")["pilots"]] == [True]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", []),
        ("/thi-diem/GIALAI/", ["Gia Lai"]),
        ("/thi-diem/HATINH/giai-doan/HT-P2/", ["Hà Tĩnh"]),
        ("/thi-diem/", []),
    ],
)
def test_of_two_pilots_the_one_whose_pages_are_read_is_current(path, current, frame):
    right = Permission.objects.get(codename="act_secretariat")
    PilotGrant.objects.create(user=user("thuky"), permission=right, content_object=Pilot.objects.get(code="GIALAI"))
    assert [p["label"] for p in frame("thuky", path)["pilots"] if p["current"]] == current


@pytest.fixture
def delegate():
    """Sở Nội vụ's head stands in for somebody until a day."""

    def give(principal, last_day):
        return delegated(principal, "gd.noivu", valid_to=last_day + ONE_DAY)

    return give


def test_every_principal_is_named_with_the_last_day(delegate, frame, as_user, act):
    assert frame("gd.noivu")["on_behalf_of"] == []
    ended = delegate("ct.canloc", dt.date(2021, 6, 20))
    delegate("ct.camxuyen", dt.date(2021, 6, 30))
    shown = {p["name"]: p["until"] for p in frame("gd.noivu")["on_behalf_of"]}
    assert shown == {
        user("ct.canloc").person.full_name: dt.date(2021, 6, 20),
        user("ct.camxuyen").person.full_name: dt.date(2021, 6, 30),
    }
    page = as_user("gd.noivu").get("/").content.decode()
    assert all(name in page for name in shown)
    end_delegation(ended, act("quantri1", reason="Đã về."))
    assert [p["name"] for p in frame("gd.noivu")["on_behalf_of"]] == [user("ct.camxuyen").person.full_name]
