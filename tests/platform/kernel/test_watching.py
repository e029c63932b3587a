"""Who watches is asked once, at the end of the outermost verb, within its transaction."""

import pytest
from django.db import connection

from pilot.platform.kernel import watching
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Agency
from staffing.models import PostalEmployee
from staffing.workflows.employees import change_employee, request_account
from tests.staffing import people as p

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def asked(monkeypatch):
    """What a watcher of employees was asked."""
    monkeypatch.setattr(watching, "WATCHERS", {})
    found = []
    watching.register("mine", [PostalEmployee], lambda rows, act, event: found.append((rows, act, event)))
    return found


def renamed(employee, act):
    change_employee(
        employee, act("buudien"), day=p.TODAY, full_name="Tên Mới", phone="", qualification="Đại học"
    )  # fmt: skip


def test_a_watcher_gets_rows_act_and_event_within_the_transaction(asked, act):
    employee = p.selected()
    renamed(employee, act)
    ((rows, by, event),) = asked
    assert rows == [employee]
    assert (by.user.username, event.verb) == ("buudien", "change_employee")
    assert event == AuditEvent.objects.filter(outcome="done").latest("pk")


def test_a_verb_about_something_else_asks_nobody(asked, act):
    request_account(PostalEmployee.objects.filter(status="reported", system_account=None).first(), act("buudien"))
    assert asked == []


def test_what_a_watcher_refuses_is_not_written(asked, act):
    def refuse(rows, by, event):
        assert connection.in_atomic_block
        raise TransitionRefused("watched", "Không được.")

    watching.register("mine", [PostalEmployee], refuse)
    employee = p.selected()
    name = employee.person.full_name
    assert p.codes(lambda: renamed(employee, act)) == {"watched"}
    employee.person.refresh_from_db()
    assert employee.person.full_name == name
    assert AuditEvent.objects.filter(verb="change_employee", outcome="refused").count() == 1


def test_registering_again_replaces(asked, act):
    watching.register("mine", [Agency], lambda *given: asked.append(given))
    renamed(p.selected(), act)
    assert asked == []
