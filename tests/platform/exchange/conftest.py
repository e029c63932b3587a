"""Lists of the demo's post office and of an agency, uploaded as their own people would."""

from collections.abc import Callable
from typing import Any

import pytest

from pilot.platform.access.roles import ANCHOR_OF, Anchor, Role
from pilot.platform.exchange import importing
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import resource
from pilot.platform.kernel.workflow import VERBS, Act
from pilot.programme.models import Agency, Person, Pilot, User
from pilot.programme.workflows.accounts import propose_role

ACCOUNTS = [
    ("buudien", Role.POST_OFFICE_HR, "HT-BDT"),
    ("gd.congthuong", Role.AGENCY_HEAD, "HT-SCT"),
    ("gd.taichinh", Role.AGENCY_HEAD, "HT-STC"),
    ("thuky", Role.SECRETARIAT, "HATINH"),
    ("thanhtra", Role.AUDITOR, "HATINH"),
    ("thuky.gialai", Role.SECRETARIAT, "GIALAI"),
]


@pytest.fixture
def office(facts: None) -> None:
    """The facts and the accounts that deal with lists; no employee yet."""
    for username, role, place in ACCOUNTS:
        anchor = Pilot.objects.get(code=place) if ANCHOR_OF[role] is Anchor.PILOT else Agency.objects.get(code=place)
        pilot = anchor if isinstance(anchor, Pilot) else anchor.pilot
        user = User.objects.create_user(username, Person.objects.create(pilot=pilot, full_name=f"Người {username}"))
        where = {} if anchor is pilot else {"agency": anchor}
        propose_role(pilot, Act(source="test"), user=user, role=role, **where)


@pytest.fixture
def upload(act: Any) -> Callable[..., ImportBatch]:
    """Upload a list: kind, agency, account, bytes."""

    def do(
        kind: str, agency: str, who: str, content: bytes, name: str = "danh sach.xlsx", **columns: Any
    ) -> ImportBatch:
        target = Agency.objects.get(code=agency)
        return importing.receive(resource(kind), target, act(who, **columns), name, content)

    return do


@pytest.fixture
def staff(upload: Callable[..., ImportBatch]) -> Callable[..., ImportBatch]:
    """Upload a list of employees of the provincial post office."""
    return lambda content, name="danh sach.xlsx": upload("employees", "HT-BDT", "buudien", content, name)


@pytest.fixture
def step(act: Any) -> Callable[..., ImportBatch]:
    """Do a verb on an import: step(batch, "confirm")."""

    def do(
        batch: ImportBatch, name: str, who: str = "buudien", without_errors: bool = False, **columns: Any
    ) -> ImportBatch:
        inputs = {"without_errors": True} if without_errors else {}
        VERBS[getattr(resource(batch.kind).verbs, name)](batch, act(who, **columns), **inputs)
        batch.refresh_from_db()
        return batch

    return do
