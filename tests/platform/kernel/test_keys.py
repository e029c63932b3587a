"""The key of a code follows it through every gate; what shared a code before an upgrade is kept and named."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from pilot.platform.exchange import bulk
from pilot.platform.kernel.keys import OLDER, check_code_keys, filled
from pilot.programme.models import Agency, Person
from staffing.models import PostalEmployee

pytestmark = [pytest.mark.both_engines, pytest.mark.usefixtures("demo")]
FILL = filled("staffing.PostalEmployee", "staff_code_key", "staff_code", ("post_office",))


@pytest.fixture
def employee():
    """An employee of the demo's post office who is not written yet."""
    office = Agency.objects.get(code="HT-BDT")

    def make(code):
        person = Person.objects.create(pilot=office.pilot, full_name="Nguyễn Văn Thử")
        return PostalEmployee(pilot=office.pilot, post_office=office, person=person, staff_code=code)

    return make


def key_of(row):
    return PostalEmployee.objects.get(pk=row.pk).staff_code_key


def test_every_gate_reckons_the_key(employee):
    (saved := employee("ZA 01")).save()
    PostalEmployee.objects.bulk_create([many := employee("za-02")])
    bulk.insert([imported := employee("Za.03")])
    assert [key_of(row) for row in (saved, many, imported)] == ["za01", "za02", "za03"]
    bulk.update(PostalEmployee, {saved.pk: {"staff_code": "ZA 04"}}, ["staff_code"])
    assert key_of(saved) == "za04"


@pytest.mark.parametrize("write", [lambda row: row.save(), lambda row: bulk.insert([row])])
def test_the_database_refuses_a_second_spelling(employee, write):
    employee("ZA01").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(employee("za 01"))


def test_the_keys_of_the_demo_hold():
    assert list(check_code_keys()) == []


def test_a_key_that_does_not_follow_is_named(employee):
    (row := employee("ZA01")).save()
    PostalEmployee.objects.filter(pk=row.pk).update(staff_code="ZB01")
    name = f"staffing.PostalEmployee {row.pk}"
    assert list(check_code_keys()) == [f"{name}: its staff_code has a key that does not follow it"]


def test_an_upgrade_keeps_rows_that_share_a_code_and_names_the_later_one(employee):
    first, second = employee("ZA01"), employee("ZA02")
    first.save()
    second.save()
    PostalEmployee.objects.filter(pk=second.pk).update(staff_code="za 01")
    FILL.code(apps, connection.schema_editor())
    assert (key_of(first), key_of(second)) == ("za01", f"za01 {second.pk}")
    found = f"staffing.PostalEmployee {second.pk}: its staff_code {OLDER}"
    assert list(check_code_keys()) == [found]
    second.refresh_from_db()
    second.save()
    assert list(check_code_keys()) == [found]
    second.staff_code = "ZA02"
    second.save()
    assert list(check_code_keys()) == []
