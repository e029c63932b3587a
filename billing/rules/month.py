"""Rules of a month: timesheet, acceptance, statement, close. Each returns problems.

The wording is the message.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing.models import AcceptanceLine, AcceptanceRecord, BillingMonth, Statement, Timesheet
from billing.selectors.reckoning import reckon
from billing.selectors.sheets import FULL_DAY, Sheet, elsewhere, read_sheet, with_input
from pilot.platform.access.people import signers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs, Words
from pilot.platform.kernel.workflow import Act

Problems = list[Problem]
MONTH_NOT_OPEN = _("The month is closed or being closed: nothing more is entered.")
MOST_NAMED = 10


def sheet_after(timesheet: Timesheet, inputs: Inputs) -> Sheet:
    """The sheet as the verb would leave it, read once for all rules of one call (the locked row lives no longer)."""
    if "_sheet" not in timesheet.__dict__:
        timesheet.__dict__["_sheet"] = with_input(read_sheet(timesheet), inputs.get("entries", ()))
    sheet: Sheet = timesheet.__dict__["_sheet"]
    return sheet


def not_entered(timesheet: Timesheet) -> Words:
    """Why nothing is entered in the timesheet now; empty while it is a draft of an open month."""
    if timesheet.status == Timesheet.Status.SUBMITTED:
        return _("The timesheet is handed in: days are entered again once the director of the centre returns it.")
    if timesheet.status == Timesheet.Status.CHECKED:
        return _("The timesheet is checked: its days can no longer be changed.")
    return "" if timesheet.month.status == BillingMonth.Status.OPEN else MONTH_NOT_OPEN


def rule_month_open(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """The month's row is locked before it is asked.

    Who closes it waits for us, or we see that it was closed.
    """
    month = BillingMonth.objects.select_for_update().get(pk=timesheet.month_id)
    if month.status == BillingMonth.Status.OPEN:
        return []
    return [Problem("month_not_open", MONTH_NOT_OPEN)]


def rule_entries_in_the_sheet(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """An entry is for a line of the contract, a working day of the month on which the line runs, 0 to 2 half-days."""
    sheet = sheet_after(timesheet, inputs)
    for entry in inputs["entries"]:
        line = sheet.lines.get(entry["line"])
        if line is None or entry["day"] not in sheet.line_days(line) or entry["half_days"] not in (0, 1, FULL_DAY):
            return [Problem("entry_outside", _("An entry is not for a working day of this contract and month."))]
    return []


def rule_no_unsigned_person_day(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """No đồng is paid without a signed-off person-day.

    Assigned, and recognised by two assessors and the committee (R08, R09).
    """
    return unsigned_problems(sheet_after(timesheet, inputs))


def unsigned_problems(sheet: Sheet) -> Problems:
    """One problem that names the person-days without a valid assignment and recognition."""
    unsigned = sorted(sheet.unsigned(), key=lambda key: key[2])
    if not unsigned:
        return []
    known = sheet.signed_off.employees
    names = [f"{known.get(employee, '?')} {day:%d/%m}" for _line, employee, day in unsigned]
    words = _("Person-days without a valid assignment and recognition: %(days)s.")
    return [Problem("unsigned_person_day", words % {"days": shortened(names)})]


def rule_nothing_lapsed(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """Days for which nobody is signed off any more go when the sheet is saved, so that nobody misses them unseen."""
    lapsed = sorted(sheet_after(timesheet, inputs).lapsed, key=lambda key: key[2])
    if not lapsed:
        return []
    words = _("Days that were entered are not signed off any more: %(days)s. Look at the timesheet and save it.")
    days = dict.fromkeys(f"{day:%d/%m}" for _line, _employee, day in lapsed)
    return [Problem("days_lapsed", words % {"days": shortened(list(days))})]


def rule_deviation_has_reason(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """Whatever differs from the prefill is leave of some kind, or says why."""
    sheet = sheet_after(timesheet, inputs)
    open_ones = sorted(
        (day, employee)
        for (_line, employee, day), cell in sheet.cells.items()
        if cell.half_days != cell.prefilled and not cell.reason and not cell.leave
    )
    if not open_ones:
        return []
    words = _("%(days)s: this differs from the assignments. Write the mark of the leave, or the reason.")
    return [Problem("deviation_reason", words % {"days": _people_on_days(sheet, open_ones)})]


def rule_post_paid_once(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """A counter post is paid once a day: a reserve who stands in takes the place of the one who is absent."""
    sheet = sheet_after(timesheet, inputs)
    doubled = sorted((day, post) for post, day in doubled_posts(sheet))
    if not doubled:
        return []
    posts = {line.post_id: line.post.name for line in sheet.lines.values()}
    words = _("A counter post has more than one whole day: %(days)s.")
    return [
        Problem("post_paid_twice", words % {"days": shortened([f"{posts[post]} {day:%d/%m}" for day, post in doubled])})
    ]


def doubled_posts(sheet: Sheet) -> set[tuple[int, dt.date]]:
    """Counter posts (their keys) with more than a whole day, and the days."""
    sums: dict[tuple[int, dt.date], int] = defaultdict(int)
    for (line, _employee, day), cell in sheet.worked().items():
        if line in sheet.lines:
            sums[sheet.lines[line].post_id, day] += cell.half_days
    return {key for key, half_days in sums.items() if half_days > FULL_DAY}


def rule_one_place_at_a_time(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """Nobody stands at two posts at once, also not under another contract."""
    sheet = sheet_after(timesheet, inputs)
    doubled = sorted((day, employee) for employee, day in doubled_people(timesheet, sheet))
    if not doubled:
        return []
    words = _("An employee has more than one whole day: %(days)s.")
    return [Problem("employee_twice", words % {"days": _people_on_days(sheet, doubled)})]


def doubled_people(timesheet: Timesheet, sheet: Sheet) -> set[tuple[int, dt.date]]:
    """Employees (their keys) with more than a whole day, wherever, and the days. One query."""
    sums: dict[tuple[int, dt.date], int] = defaultdict(int, elsewhere(timesheet, sheet))
    claimed = set()
    for (_line, employee, day), cell in sheet.worked().items():
        sums[employee, day] += cell.half_days
        claimed.add((employee, day))
    return {key for key in claimed if sums[key] > FULL_DAY}


def rule_nobody_paid_while_away(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """Nobody is paid for a half-day on which an absence says that he was away."""
    sheet = sheet_after(timesheet, inputs)
    sums: dict[tuple[dt.date, int], int] = defaultdict(int)
    for (_line, employee, day), cell in sheet.worked().items():
        sums[day, employee] += cell.half_days
    known, present = sheet.signed_off.away, sheet.signed_off.present
    away = sorted((day, pk) for (day, pk), claimed in sums.items() if (pk, day) in known and claimed > present(pk, day))
    if not away:
        return []
    words = _("An absence is recorded for these half-days: %(days)s. Take it back where it is wrong.")
    return [Problem("away_that_day", words % {"days": _people_on_days(sheet, away)})]


def _people_on_days(sheet: Sheet, found: Sequence[tuple[dt.date, int]]) -> str:
    names = sheet.signed_off.employees
    return shortened([f"{names.get(employee, '?')} {day:%d/%m}" for day, employee in found])


ENTERED = (  # what every written cell has to keep to, from the grid or from a workbook
    rule_no_unsigned_person_day,
    rule_deviation_has_reason,
    rule_post_paid_once,
    rule_one_place_at_a_time,
    rule_nobody_paid_while_away,
)


def rule_days_are_over(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """A month is handed in when its last claimed day has come."""
    if all(day <= act.on for _line, _employee, day in sheet_after(timesheet, inputs).worked()):
        return []
    return [Problem("future_day", _("The timesheet claims days that have not come yet."))]


def rule_something_claimed(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """An empty timesheet is not handed in."""
    if sheet_after(timesheet, inputs).worked():
        return []
    return [Problem("nothing_claimed", _("The timesheet is empty."))]


def rule_checker_is_another(timesheet: Timesheet, act: Act, inputs: Inputs) -> Problems:
    """Who handed the timesheet in does not check it, not as principal either; persons are compared."""
    if timesheet.submitted_by_id not in signers(act, "check_timesheet", timesheet):
        return []
    return [Problem("same_person", _("Somebody else than the one who handed it in has to check."))]


def rule_line_of_this_record(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """The line belongs to the acceptance on which the verb was called."""
    if inputs["line"].record_id == record.pk:
        return []
    return [Problem("other_record", _("This line belongs to another acceptance."))]


def rule_dispute_has_remark(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """What is disputed and why stands in the minutes."""
    if inputs["remark"].strip():
        return []
    return [Problem("remark_needed", _("Say what is disputed and why."))]


def rule_centre_signs_once(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """The centre has signed this content already, or the payer's signature is of the same person."""
    payer = {record.payer_signed_by_id, record.payer_signed_for_id}
    return _signer_problems(record.centre_signed_by_id, payer & signers(act, "sign_acceptance_centre", record))


def rule_payer_signs_once(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """The payer has signed this content already, or the centre's signature is of the same person."""
    centre = {record.centre_signed_by_id, record.centre_signed_for_id}
    return _signer_problems(record.payer_signed_by_id, centre & signers(act, "sign_acceptance_payer", record))


def _signer_problems(own: int | None, both: set[int | None]) -> Problems:
    if own is not None:
        return [Problem("signed_already", _("This side has signed already."))]
    if both:
        return [Problem("same_person", _("Centre and payer sign by two different people."))]
    return []


def rule_acceptance_signed(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """Nothing is requested before centre and payer have signed."""
    if record.status == AcceptanceRecord.Status.SIGNED:
        return []
    return [Problem("acceptance_not_signed", _("Centre and payer have not both signed the acceptance."))]


def rule_something_accepted(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """A request over nothing is not made; disputed lines wait for their own supplementary acceptance."""
    accepted = record.lines.filter(outcome=AcceptanceLine.Outcome.ACCEPTED).aggregate(sum=Sum("amount_vnd"))["sum"]
    return [] if accepted else [Problem("nothing_accepted", _("No line of the acceptance is accepted."))]


def rule_still_signed_off(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """The person-days are looked at once more when money is asked for.

    A statement already made stays as it is.
    """
    if Statement.objects.filter(acceptance=record).exists():
        return []
    return unsigned_problems(read_sheet(record.timesheet))


def rule_month_not_closed(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """No new request in a closed month; the one made before is given again."""
    month = BillingMonth.objects.select_for_update().get(pk=record.timesheet.month_id)
    if month.status != BillingMonth.Status.CLOSED or Statement.objects.filter(acceptance=record).exists():
        return []
    return [Problem("month_closed", _("The month is closed."))]


def rule_vat_rate_known(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """Each line's category has a rate in force in the month."""
    if reckon(record).missing_rates:
        return [Problem("vat_rate_unknown", _("There is no VAT rate for this month in the table."))]
    return []


def rule_within_ceiling(record: AcceptanceRecord, act: Act, inputs: Inputs) -> Problems:
    """Requests of a contract, VAT included, never pass its ceiling."""
    contract = record.timesheet.month.contract
    others = Statement.objects.filter(contract=contract).exclude(acceptance=record)
    asked = others.aggregate(sum=Sum("total_vnd"))["sum"] or 0
    if contract.ceiling_vnd is None or asked + reckon(record).total_vnd <= contract.ceiling_vnd:
        return []
    return [Problem("over_ceiling", _("With this request the contract would pass its ceiling."))]


def rule_month_has_statement(month: BillingMonth, act: Act, inputs: Inputs) -> Problems:
    """A month is closed when its request has been made."""
    if Statement.objects.filter(contract=month.contract_id, month=month.month).exists():
        return []
    return [Problem("no_statement", _("The month has no payment request yet."))]


def shortened(names: list[str]) -> str:
    """All, or the first ones and how many more there are; a sentence may end behind it."""
    first = ", ".join(names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    return str(_("%(first)s and %(count)d more") % {"first": first, "count": left}) if left > 0 else first
