"""The demo is made as a province would make its own: by the lists of its offices and the verbs of its people."""

import ast
from collections import Counter

import pytest
from django.apps import apps
from django.conf import settings

from pilot.demo.accounts import ACCOUNTS, FIRST
from pilot.demo.invented import Invented
from pilot.demo.sending import send, sender_of, sheets
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Person, RoleGrant
from tests.architecture.project import ROOT

pytestmark = pytest.mark.usefixtures("demo")
BOOKS = sorted(settings.EXAMPLE_LISTS.rglob("*.xlsx"))
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "save", "delete", "create_user"}
WRITTEN_AROUND_VERBS = {  # the verb that moves the clock; the clock, and the password of all accounts
    "pilot/demo/clock.py": ["get_or_create", "save"],
    "pilot/demo/world.py": ["get_or_create", "update"],
}
WITHDRAWN_SINCE = {"civil-servants/01-HT-SCT", "civil-servants/04-HT-CX"}  # people left a post that the list names
AGAIN = {f"{path.parent.name}/{path.stem}": path for path in BOOKS}
FACTS = {"Agency", "Facility", "Procedure", "ProcedureSetEntry", "Site"}  # and what lists add to them


def test_the_workbooks_are_what_their_script_gives():
    made = Invented().books()
    assert sorted(settings.EXAMPLE_LISTS / path for path in made) == BOOKS
    for path, content in made.items():
        assert sheets((settings.EXAMPLE_LISTS / path).read_bytes()) == sheets(content), path


def test_nothing_is_written_around_the_verbs():
    files = [*(ROOT / "pilot/demo").glob("*.py"), ROOT / "staffing/demo.py", ROOT / "billing/demo.py"]
    found = {str(path.relative_to(ROOT)): writes(path.read_text()) for path in files}
    assert {path: names for path, names in found.items() if names} == WRITTEN_AROUND_VERBS


def writes(source):
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    on_rows = [func for func in calls if isinstance(func, ast.Attribute) and not is_a_dict(func.value)]
    return sorted(func.attr for func in on_rows if func.attr in WRITES)


def is_a_dict(node):
    return isinstance(node, ast.Name) and node.id in {"inputs", "rows"}


def test_every_list_is_written_as_a_whole_by_whoever_keeps_it():
    batches = list(ImportBatch.objects.select_related("file", "uploaded_by", "confirmed_by"))
    assert sorted((one.kind, one.file.name) for one in batches) == [(path.parent.name, path.name) for path in BOOKS]
    for one in batches:
        assert (one.status, one.error_count, one.new_count) == ("confirmed", 0, one.row_count)
        sender = sender_of(one.file.name[3:].removesuffix(".xlsx"))
        assert one.uploaded_by.username == one.confirmed_by.username == sender


@pytest.mark.parametrize("name", sorted(AGAIN.keys() - WITHDRAWN_SINCE))
def test_a_list_sent_again_finds_everything_there(name, act):
    path = AGAIN[name]
    whose = path.stem.partition("-")[2]
    with pytest.raises(TransitionRefused) as refused:
        send(path.parent.name, whose, path, act(sender_of(whose)))
    assert [problem.code for problem in refused.value.problems] == ["nothing_to_import"]


def test_the_columns_are_those_of_the_template():
    for path in BOOKS:
        headings = [column.heading for column in resource(path.parent.name).kept.values()]
        assert sheets(path.read_bytes())[0].rows[1] == headings


def test_roles_are_proposed_by_one_administrator_and_confirmed_by_another():
    grants = RoleGrant.objects.select_related("user", "proposed_by", "confirmed_by")
    alone = {grant.user.username for grant in grants if grant.confirmed_by is None}
    assert alone == {*FIRST, "quantri2", "thuky.gialai"}  # there was no second administrator
    assert all(grant.confirmed_by != grant.proposed_by for grant in grants if grant.confirmed_by)
    assert {grant.user.username: grant.role for grant in grants} == {one.username: one.role for one in ACCOUNTS}


def test_nobody_bears_the_name_of_another():
    names = Counter(Person.objects.values_list("full_name", flat=True))
    assert max(names.values()) == 1


def test_everything_that_is_made_up_says_so():
    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields()}
        if "illustrative" in fields and model.__name__ not in FACTS:
            assert not model._base_manager.filter(illustrative=False).exists(), model
