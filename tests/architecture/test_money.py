"""Amounts come in through one field: a form never reads them as it reads a number of things."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.project import files, name

FIELD = "VndField"


def faults(text: str) -> Iterator[int]:
    """Lines on which a column of a form that is named as an amount has another field than VndField."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, (ast.Assign, ast.AnnAssign)) or not isinstance(node.value, ast.Call):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        amount = any(isinstance(target, ast.Name) and target.id.endswith("_vnd") for target in targets)
        field = ast.unparse(node.value.func)
        if amount and field.endswith("Field") and not field.startswith("models.") and field.split(".")[-1] != FIELD:
            yield node.lineno


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class F:\n    rent_vnd = forms.IntegerField()", [2]),
        ("class F:\n    rent_vnd: Any = forms.DecimalField(min_value=0)", [2]),
        ("class F:\n    rent_vnd = CharField()", [2]),
        ("class F:\n    rent_vnd = VndField(least=1)", []),
        ("class M:\n    rent_vnd = models.BigIntegerField()", []),
        ("total_vnd = reckon(1)", []),
    ],
)
def test_an_amount_with_another_field_is_recognised(text: str, found: list[int]) -> None:
    assert list(faults(text)) == found


def test_every_amount_of_a_form_is_read_by_the_one_rule() -> None:
    sources = [path for path in files(".py") if not name(path).startswith("tests/")]
    assert [f"{name(path)}:{line}" for path in sources for line in faults(path.read_text())] == []
