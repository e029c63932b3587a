"""What billing has to say before a counter post is closed or receives a field no longer."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract, LabourContractLine, Timesheet, TimesheetEntry
from pilot.platform.kernel.refusals import Problem
from pilot.programme.workflows.posts import Loss

S = LabourContract.Status
ON_THE_WAY = Q(contract__status__in=(S.DRAFT, S.AGREED, S.SIGNED, S.ENTERED))


def veto_contract(loss: Loss) -> list[Problem]:
    """A post that a contract pays for is not closed before the contract lets go of it."""
    if not loss.closes:
        return []
    after = Q(valid_to=None) | Q(valid_to__gt=loss.from_day) if loss.from_day else Q()
    rows = LabourContractLine.objects.filter(Q(live=True) | ON_THE_WAY, after, post=loss.post)
    words = _("The contract %(contract)s has this post on those days: end its line first.")
    return [
        Problem("post_in_contract", words % {"contract": row.contract}) for row in rows.select_related("contract__site")
    ]


def veto_handed_in(loss: Loss) -> list[Problem]:
    """Work that was handed in for a field is not left without it."""
    entries = TimesheetEntry.objects.filter(line__post=loss.post, half_days__gt=0)
    entries = entries.exclude(timesheet__status=Timesheet.Status.DRAFT)
    if loss.from_day:
        entries = entries.filter(day__gte=loss.from_day)
    last = entries.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return []
    words = _("Timesheets that were handed in have work at this post until %(day)s. Enter the change from a later day.")
    return [Problem("post_has_work", words % {"day": f"{last:%d/%m/%Y}"})]
