"""The README names the accounts that the demo really has."""

import re

from django.utils import translation

from pilot.demo.accounts import ACCOUNTS, PASSWORD
from tests.architecture.project import ROOT


def rows_of_accounts() -> list[tuple[str, ...]]:
    table = (ROOT / "README.md").read_text().split("<!-- accounts -->")[1].split("<!-- /accounts -->")[0]
    rows = [
        tuple(cell.strip(" `") for cell in line.strip(" |").split("|")) for line in table.splitlines() if "|" in line
    ]
    return [row for row in rows[1:] if not re.fullmatch(r"-+", row[0])]


def test_account_table_is_that_of_the_demo() -> None:
    with translation.override("en"):
        expected = [(account.username, str(account.role.label), account.title) for account in ACCOUNTS]
    assert rows_of_accounts() == expected


def test_password_is_that_of_the_demo() -> None:
    assert f"`{PASSWORD}`" in (ROOT / "README.md").read_text()
