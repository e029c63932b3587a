"""The reader holds all twelve roles in Gia Lai, where the documents leave the lists empty, and so sees all of them."""

import pytest

from pilot.platform.access.roles import ANCHOR_OF, Anchor, Role
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Agency, Person, Pilot, ServiceField, Site, User
from pilot.programme.workflows.accounts import propose_role
from tests.lists.here import Here


@pytest.fixture
def here(facts) -> Here:
    pilot = Pilot.objects.get(code="GIALAI")
    agency, site = Agency.objects.get(code="GL-CHUSE"), Site.objects.get(code="GL-S-CHUSE")
    office = Agency.objects.get(code="GL-BDT")
    user = User.objects.create_user("moi.vai", Person.objects.create(pilot=pilot, full_name="Lê Mọi Vai"))
    for role, anchor in ANCHOR_OF.items():
        at = office if role is Role.POST_OFFICE_HR else agency
        where = {Anchor.PILOT: {}, Anchor.AGENCY: {"agency": at}, Anchor.SITE: {"site": site}}[anchor]
        propose_role(pilot, Act(source="test"), user=user, role=role, **where)
    user.refresh_from_db()
    return Here(user, pilot, agency, site, office, ServiceField.objects.earliest("id"))
