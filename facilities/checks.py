"""Invariants of premises for `manage.py verify`: each check names the offending rows."""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext_noop

from facilities.models import FacilityLease
from pilot.platform.kernel import checks
from pilot.platform.kernel.faults import Fault

S = FacilityLease.Status
SIGNED = (S.SIGNED, S.IN_FORCE, S.ENDED)


def register_all() -> None:
    checks.register(gettext_noop("premises: leases do not overlap"), check_overlaps)
    checks.register(gettext_noop("premises: leases are signed"), check_signed)


def check_overlaps() -> Iterator[str]:
    """On no day two leases of one facility in force."""
    held = FacilityLease.objects.filter(status__in=(S.IN_FORCE, S.ENDED)).select_related("facility")
    last: FacilityLease | None = None  # the one of the same facility that lasts longest so far
    for lease in held.order_by("facility_id", "valid_from", "pk"):
        if last is None or last.facility_id != lease.facility_id:
            last = lease
            continue
        if last.period.overlaps(lease.period):
            yield Fault(
                gettext_noop("lease %(pk)s %(lease)s: overlaps lease %(other)s"),
                pk=lease.pk,
                lease=lease,
                other=last.pk,
            )
        if last.valid_to is not None and (lease.valid_to is None or lease.valid_to > last.valid_to):
            last = lease


def check_signed() -> Iterator[str]:
    """A signed lease has number and date, by somebody else than who drafted it; one on paper was checked."""
    signed = FacilityLease.objects.filter(status__in=SIGNED).select_related("facility")
    for lease in signed.filter(Q(number="") | Q(date=None)):
        yield Fault(gettext_noop("lease %(pk)s %(lease)s: signed without number or date"), pk=lease.pk, lease=lease)
    for lease in signed.filter(Q(signed_by=F("drafted_by")) | Q(paper_entered_by=F("paper_checked_by"))):
        yield Fault(
            gettext_noop("lease %(pk)s %(lease)s: drafted and signed, or entered and checked, by one person"),
            pk=lease.pk,
            lease=lease,
        )
    for lease in signed.filter(paper_date__isnull=False, paper_checked_at=None):
        yield Fault(gettext_noop("lease %(pk)s %(lease)s: its paper was not checked"), pk=lease.pk, lease=lease)
