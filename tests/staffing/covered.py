"""Many decided withdrawals, each covered by one employee of its own: rows as the verbs leave them, for counting."""

import datetime as dt

from django.utils import timezone

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import (
    Agency,
    CounterPost,
    Person,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
    Site,
    User,
)
from staffing.models import (
    Assignment,
    PostalEmployee,
    Recognition,
    WithdrawalDecision,
    WithdrawalRequest,
)
from staffing.readiness import frozen, readiness

SINCE = dt.date(2021, 2, 1)


def covered(number: int, prefix: str) -> list[WithdrawalRequest]:
    """So many sites of the demo's province with one counter post each, its withdrawal in effect."""
    office = Agency.objects.get(code="HT-BDT")
    field = ServiceField.objects.create(name=f"Lĩnh vực {prefix}")
    procedure = Procedure.objects.create(code=f"8.{prefix}", name=field.name, field=field, level="district")
    posts = [place(office, f"{prefix}-{n}", field, procedure) for n in range(number)]
    found = readiness(posts, DEMO_START)
    return [decided(office, post, frozen(found[post.pk])) for post in posts]


def place(office: Agency, code: str, field: ServiceField, procedure: Procedure) -> CounterPost:
    """A district with its centre, one counter post, one procedure handed over, one recognised employee."""
    shared = {"pilot": office.pilot}
    agency = Agency.objects.create(**shared, code=code, name=f"UBND {code}", kind="peoples_committee", level="district")
    site = Site.objects.create(**shared, code=f"{code}-S", name=f"Điểm {code}", level="district", agency=agency)
    post = CounterPost.objects.create(**shared, code=f"{code}-Q", name=f"Quầy {code}", agency=agency, site=site)
    post.receives([field])
    entries = ProcedureSet.objects.create(**shared, agency=agency)
    ProcedureSetEntry.objects.create(**shared, procedure_set=entries, procedure=procedure, valid_from=SINCE)
    here = {**shared, "agency": agency, "site": site}
    ProcedureHandover.objects.create(**here, procedure=procedure, step="handed_over", since=SINCE)
    stand_at(office, here, field, code)
    return post


def stand_at(office: Agency, here: dict[str, object], field: ServiceField, code: str) -> None:
    """An employee (employed since he was entered), assigned and recognised; the recognition ends in two months."""
    person = Person.objects.create(pilot=office.pilot, full_name=f"Nhân viên {code}")
    employee = PostalEmployee.objects.create(
        pilot=office.pilot, post_office=office, person=person, staff_code=code, status="in_charge"
    )
    row = {**here, "employee": employee, "field": field, "valid_from": SINCE}
    Assignment.objects.create(**row, role="primary")
    names = {"by_agency_head": "gd.congthuong", "by_centre_director": "gd.tt.camxuyen", "recognised_by": "truongban"}
    signed = {column: User.objects.get(username=name).person for column, name in names.items()}
    Recognition.objects.create(**row, **signed, document_number="1/QĐ", valid_to=dt.date(2021, 8, 15))


def decided(office: Agency, post: CounterPost, proof: list[object]) -> WithdrawalRequest:
    user, now = User.objects.get(username="ct.canloc"), timezone.now()
    shared = {"pilot": office.pilot, "effective_on": dt.date(2021, 6, 1)}
    request = WithdrawalRequest.objects.create(
        **shared, post=post, route="district", decider=post.agency, post_office=office, status="effective",
        drafted_at=now, drafted_by=user, submitted_at=now, submitted_by=user, readiness=proof,
    )  # fmt: skip
    WithdrawalDecision.objects.create(
        **shared, request=request, outcome="approved", decided_at=now, decided_on=dt.date(2021, 5, 20),
        decided_by=user, readiness=proof,
    )  # fmt: skip
    return request
