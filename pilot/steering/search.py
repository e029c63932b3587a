"""What search finds of steering: a report by its code."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilot.platform.cases.search import Hit, Searched
from pilot.programme.models import Pilot, User
from pilot.steering.models import ReportSchedule


def reports(user: User, on: dt.date) -> QuerySet[ReportSchedule]:
    """Those of reference plans and of the user's pilots: what other pilots owe stands on no page of the user."""
    mine = Pilot.objects.visible_to(user, on)
    return ReportSchedule.objects.visible_to(user, on).filter(Q(plan__isnull=False) | Q(pilot__in=mine))


def report_hit(row: ReportSchedule) -> Hit:
    pages = ("reference-plan", row.plan), ("pilot-plan", row.pilot)
    return Hit(f"{row.code} · {row.name}", next(reverse(page, args=[of.code]) for page, of in pages if of))


SEARCHED = (
    Searched(
        _("Reports"),
        ReportSchedule,
        report_hit,
        keys=(),
        codes=("code",),
        select_related=("pilot", "plan"),
        order=("code",),
        seen=reports,
    ),
)
