"""What a pilot still lacks before work is billed: contracts where people are paid for, calendar, VAT rates."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import LabourContract, VatRate, WorkingCalendar
from pilot.platform.cases.setup import Missing, Part
from pilot.programme.models import Agency, Participation, Pilot, PilotForm, Site

S = LabourContract.Status
PAID = (PilotForm.LABOUR_TRANSFER, PilotForm.BOTH)  # forms in which the post office's people are paid for


def parts(pilot: Pilot, on: dt.date) -> list[Part]:
    """Five queries."""
    return [_contracts(pilot, on), _calendar(pilot, on)]


def _calendar(pilot: Pilot, on: dt.date) -> Part:
    """No month is opened without the calendar of its year, nor requested without a rate."""
    confirmed = WorkingCalendar.objects.filter(pilot=pilot, status=WorkingCalendar.Status.CONFIRMED)
    years = sorted(confirmed.values_list("year", flat=True))
    missing = []
    if on.year not in years:
        words = _("The working calendar of %(year)d is not confirmed") % {"year": on.year}
        missing.append(Missing(words, "propose_calendar", pilot, reverse("calendars")))
    if not VatRate.objects.as_at(on).filter(pilot=pilot).exists():
        enter = reverse("vat-rate-enter", args=[pilot.code])
        missing.append(Missing(_("No VAT rate is entered"), "enter_vat_rate", pilot, enter))
    stands = _("calendars of %(years)s") % {"years": ", ".join(map(str, years))} if years else _("no calendar yet")
    return Part(_("Working calendar and VAT"), stands, missing)


def _contracts(pilot: Pilot, on: dt.date) -> Part:
    paid = Exists(Participation.objects.as_at(on).filter(site=OuterRef("pk"), pilot_form__in=PAID))
    contract = Exists(LabourContract.objects.filter(site=OuterRef("pk")).exclude(status__in=(S.LIQUIDATED, S.REJECTED)))
    sites = Site.objects.as_at(on).filter(paid, pilot=pilot)
    without = list(sites.filter(~contract).order_by("name"))
    office = Agency.objects.as_at(on).filter(pilot=pilot, kind=Agency.Kind.POST_OFFICE).first()
    total, words = sites.count(), _("%(site)s has no labour contract")
    count = total - len(without)
    stands = ngettext("%(count)d site has a labour contract", "%(count)d sites have a labour contract", count)
    return Part(_("Labour contracts"), stands % {"count": count}, [
        Missing(words % {"site": site}, "draft_contract", office or pilot, reverse("contract-draft"))
        for site in without
    ], later=not total)  # fmt: skip
