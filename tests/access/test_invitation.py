"""An account stands for the person who is known already: checks that compare persons see one, not two."""

import pytest
from django.urls import reverse

from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Person, Pilot, User
from pilot.programme.workflows import accounts as verbs
from staffing.models import CivilServant, PostalEmployee

pytestmark = pytest.mark.usefixtures("demo")
ADDRESS = reverse("invite-account", args=["HATINH"])


@pytest.fixture
def known():
    return PostalEmployee.objects.filter(pilot__code="HATINH").first()


@pytest.fixture
def send(as_user):
    client = as_user("quantri1")
    return lambda **body: client.post(ADDRESS, {"username": "moi.vao", "operation_key": "k", **body})


@pytest.mark.parametrize("model", [PostalEmployee, CivilServant])
def test_links_to_an_employee_or_a_civil_servant(send, model):
    row = model.objects.filter(pilot__code="HATINH").first()
    people = Person.objects.count()
    assert "/dat-mat-khau/" in send(person=row.person_id).content.decode()
    assert User.objects.get(username="moi.vao").person_id == row.person_id
    assert Person.objects.count() == people


def test_choice_names_the_staff_code(as_user, known):
    page = as_user("quantri1").get(ADDRESS).content.decode()
    assert f"{known.person.full_name} ({known.staff_code})" in page


def test_warns_of_the_same_folded_name_and_goes_on_with_a_reason(send, known):
    name = known.person.full_name.upper()
    form = send(full_name=name, reason="Người mới.").context["form"]
    assert form.errors["full_name"]  # a reason that was given before the warning is none for it
    assert not User.objects.filter(username="moi.vao").exists()
    seen = form["seen_warnings"].value()
    send(full_name=name, reason="Người khác, cùng tên.", operation_key="l", seen_warnings=seen)
    assert User.objects.get(username="moi.vao").person_id != known.person_id


def test_one_of_both_is_given(send, known):
    assert send().context["form"].errors["full_name"]
    assert send(person=known.person_id, full_name="Lê Thị Bảy").context["form"].errors["full_name"]


def test_not_to_a_person_of_another_pilot(act):
    stranger = Person.objects.filter(pilot__code="GIALAI").first()
    with pytest.raises(TransitionRefused) as refused:
        verbs.invite_account(Pilot.objects.get(code="HATINH"), act("quantri1"), username="x.y", person=stranger)
    assert [p.code for p in refused.value.problems] == ["other_pilot"]


def test_a_second_account_of_one_person_confirms_nothing_of_the_first(act):
    """quantri1 gets no second pair of hands by an account linked to himself."""
    pilot, first = Pilot.objects.get(code="HATINH"), User.objects.get(username="quantri1")
    twin = verbs.invite_account(pilot, act("quantri1"), username="quantri1.b", person=first.person)
    role = verbs.propose_role(pilot, act("quantri1"), user=twin, role=Role.ADMINISTRATOR)
    verbs.confirm_role(role, act("quantri2"))
    other = verbs.propose_role(pilot, act("quantri1"), user=User.objects.get(username="gd.noivu"), role=Role.AUDITOR)
    with pytest.raises(TransitionRefused) as refused:
        verbs.confirm_role(other, act("quantri1.b"))
    assert [p.code for p in refused.value.problems] == ["same_person"]


def test_whoever_is_invited_in_the_demo_is_illustrative_so_that_documents_may_name_him(send):
    send(full_name="Nguyễn Văn Thử Mới")
    assert User.objects.get(username="moi.vao").person.illustrative
