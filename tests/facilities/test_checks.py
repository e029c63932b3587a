"""With the guards off, a lease can be changed; `verify` then names it."""

import datetime as dt

import pytest

from facilities import checks
from facilities.models import FacilityLease
from pilot.platform.kernel import files
from tests.guards import without_guards

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.both_engines]


def lines(check):
    return [line.split(" ")[1] for line in check()]


@pytest.fixture
def lease():
    return FacilityLease.objects.filter(status="in_force", paper_date=None).order_by("pk").first()


def test_the_demo_is_in_order():
    assert [*checks.check_overlaps(), *checks.check_signed()] == []


def test_leases_that_overlap_are_named(lease):
    last = lease.valid_to or dt.date(2030, 1, 1)
    with without_guards():
        for first, end in ((lease.valid_from, lease.valid_from + dt.timedelta(days=1)), (last, None)):
            lease.pk, lease.valid_from, lease.valid_to = None, first, end
            lease.save(force_insert=True)
    assert len(lines(checks.check_overlaps)) >= 1


def test_a_lease_on_paper_that_nobody_checked_is_named(lease):
    stored = files.store(b"%PDF-1.4", "hop-dong.pdf", "application/pdf")
    paper = {"paper_source": "1/HĐ", "paper_date": lease.date, "paper_scan": stored, "paper_signers": "A, B"}
    with without_guards():
        FacilityLease.objects.filter(pk=lease.pk).update(paper_entered_by=lease.signed_by, **paper)
    assert lines(checks.check_signed) == [str(lease.pk)]
