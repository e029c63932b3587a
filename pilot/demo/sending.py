"""The lists of the demo on the way that the lists of offices take: sent, checked, written (docs/exchange.md)."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings

from pilot.demo.accounts import ACCOUNTS
from pilot.platform.access.roles import Role
from pilot.platform.exchange import parse
from pilot.platform.exchange.importing import run_check
from pilot.platform.exchange.mapping import remembered
from pilot.platform.exchange.reading import Sheet, sheets_of
from pilot.platform.exchange.resource import resource
from pilot.platform.exchange.sheet import find_table
from pilot.platform.exchange.workflows import Upload
from pilot.platform.kernel.workflow import VERBS, Act

SENDERS = (Role.ADMINISTRATOR, Role.AGENCY_HEAD, Role.POST_OFFICE_HR)


def send_lists(kind: str, on: dt.date, act: Callable[[str, dt.date], Act]) -> None:
    """Every list of a kind, by whoever keeps it. Raises what reading a list and its verbs refuse."""
    for path in sorted((settings.EXAMPLE_LISTS / kind).glob("*.xlsx")):
        whose = path.stem.partition("-")[2]
        send(kind, whose, path, act(sender_of(whose), on))


def sender_of(place: str) -> str:
    """The first account there that sends lists; the secretariat for those who have none."""
    return next((one.username for one in ACCOUNTS if one.place == place and one.role in SENDERS), "thuky")


def send(name: str, whose: str, path: Path, act: Act) -> None:
    """One list: what is uploaded, checked and confirmed by the same person."""
    kind = resource(name)
    target = apps.get_model(kind.target)._base_manager.get(**{kind.target_key: whose})
    content = path.read_bytes()
    table = find_table(sheets(content), kind, {}, remembered(kind, target))
    batch = VERBS[kind.verbs.upload](target, act, upload=Upload(path.name, content, table, content))
    run_check(batch, act, table, {})
    VERBS[kind.verbs.confirm](batch, act)


def sheets(content: bytes) -> list[Sheet]:
    """The sheets of one of our own workbooks: read like a stranger's, though not in a child process, which costs most.

    Raises Refusal.
    """
    return sheets_of(json.dumps({"sheets": parse.read_sheets(content, ".xlsx")}).encode())
