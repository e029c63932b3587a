"""Rules of the labour contract, named by their source. Each returns problems; the wording is the message."""

from django.utils.translation import gettext_lazy as _

from billing.models import LabourContract, LabourContractLine, WorkingCalendar
from billing.selectors.calendar import calendar_of
from facilities.selectors.operating_costs import excluded_items, named_in
from pilot.platform.access.people import signers
from pilot.platform.access.policy import AccessPolicy
from pilot.platform.kernel.refusals import Problem, Severity
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period, month_of, month_period, show
from pilot.programme.models import Agency, CounterPost
from pilot.programme.models.organisation import AdminLevel
from pilot.programme.selectors.rules import in_force

Problems = list[Problem]


def rule_r26_payer(provider: Agency, act: Act, inputs: Inputs) -> Problems:
    """Văn phòng UBND tỉnh pays for the provincial centre, each locality for its own (KH II, III.2, III.5, III.6)."""
    site, payer = inputs["site"], inputs["payer"]
    rule = in_force(site.pilot_id, act.on, "R26").get("R26")
    if rule is None:
        return []
    if site.level == AdminLevel.PROVINCE:
        right = payer.kind == Agency.Kind.PROVINCIAL_OFFICE and payer.pilot_id == site.pilot_id
    else:
        right = payer.pk == site.agency_id
    if right:
        return []
    words = _("The provincial Office pays for the provincial centre, each locality for its own (%(rule)s).")
    return [Problem("r26_payer", words % {"rule": rule.label})]


def rule_one_pilot(provider: Agency, act: Act, inputs: Inputs) -> Problems:
    """Payer, post office and site belong to one pilot."""
    if {inputs["site"].pilot_id, inputs["payer"].pilot_id} == {provider.pilot_id}:
        return []
    return [Problem("other_pilot", _("Payer, post office and site belong to different pilots."))]


def rule_contract_dates(row: Agency | LabourContract, act: Act, inputs: Inputs) -> Problems:
    """The last day is not before the first; the end may be open."""
    if inputs.get("last_day") is None or inputs["last_day"] >= inputs["first_day"]:
        return []
    return [Problem("dates", _("The last day lies before the first day."))]


def rule_r27_operating_cost(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """ "Điện, nước, văn phòng phẩm, giấy in, mực in, điện thoại, Internet..." stay with the agency (KH II, III.6).

    The rule names district centres and commune units; at the provincial centre it warns and asks for a reason (A28).
    """
    excluded = excluded_items(contract.pilot, act.on)
    found = ", ".join(named_in(inputs["description"], excluded.items))
    if not found:
        return []
    if contract.site.level in excluded.levels:
        words = _("Running costs stay with the agency and are no line of a labour contract (%(rule)s): %(items)s.")
        return [Problem("r27_operating_cost", words % {"items": found, "rule": excluded.label})]
    words = _("The line names running costs: %(items)s. The rule is silent on this level (A28): give your reason.")
    return [Problem("r27_operating_cost", words % {"items": found}, Severity.WARN)]


def rule_line_of_this_site(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """A line is for a counter post of the contract's own site."""
    if inputs["post"].site_id == contract.site_id:
        return []
    return [Problem("other_site", _("This counter post is at another site."))]


def rule_post_in_use(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """A line runs while there is the counter post, which is locked: it is not closed meanwhile."""
    if rule_contract_dates(contract, act, inputs):
        return []
    return _not_in_use([(inputs["post"], Period.inclusive(inputs["first_day"], inputs.get("last_day")))])


def rule_posts_in_use(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """The same of every line."""
    return _not_in_use([(line.post, line.period) for line in contract.lines.select_related("post")])


def _not_in_use(wanted: list[tuple[CounterPost, Period]]) -> Problems:
    locked = CounterPost.objects.select_for_update().order_by("pk").in_bulk([post.pk for post, _term in wanted])
    outside = [locked[post.pk] for post, term in wanted if locked[post.pk].period.intersection(term) != term]
    words = _("The line runs on days on which there is no counter post %(post)s (%(days)s).")
    return [
        Problem("post_not_in_use", words % {"post": post, "days": show(post.period)}, field="post") for post in outside
    ]


def rule_line_inside_term(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """A line runs inside the term of its contract and does not meet another line of the same post in it."""
    if rule_contract_dates(contract, act, inputs):
        return []
    term = Period.inclusive(inputs["first_day"], inputs.get("last_day"))
    if term.intersection(contract.period) != term:
        return [Problem("outside_term", _("The line runs outside the term of the contract."))]
    if any(line.period.overlaps(term) for line in contract.lines.filter(post=inputs["post"])):
        return [Problem("post_twice", _("The contract has another line for this counter post in this time."))]
    return []


def rule_complete(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """Nothing is agreed to that has no line or a line without a price: prices are never made up."""
    lines = list(contract.lines.all())
    if not lines:
        return [Problem("no_line", _("The contract has no line yet."))]
    if any(line.unit_price_vnd is None for line in lines):
        return [Problem("price_not_given", _("A line has no unit price yet."))]
    return []


def rule_two_people(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """Who drafted for the post office does not sign for the payer, not as principal either; persons are compared."""
    if contract.drafted_by_id not in signers(act, "sign_contract", contract):
        return []
    return [Problem("same_person", _("Somebody else than the one who drafted it has to sign."))]


def rule_post_in_one_contract(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """No counter post is paid for twice: it stands in one contract in force on any day.

    A guard says the same.
    """
    lines = list(contract.lines.select_related("post"))
    others = LabourContractLine.objects.filter(post__in=[line.post_id for line in lines], live=True)
    taken = {
        line.post
        for line in lines
        for other in others
        if other.post_id == line.post_id and other.period.overlaps(line.period)
    }
    return [
        Problem(
            "post_in_other_contract",
            _("%(post)s is in another contract in force in this time.") % {"post": post},
        )
        for post in sorted(taken, key=str)
    ]


def rule_end_inside(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """A contract is liquidated with one of its own days as the last."""
    if contract.period.contains(inputs["last_day"]):
        return []
    return [Problem("end_outside", _("The contract does not run on this day."))]


def rule_month_of_contract(contract: LabourContract, act: Act, inputs: Inputs) -> Problems:
    """A month is opened when it has begun, has a day of the contract, and the calendar of its year is confirmed."""
    month = inputs["month"]
    if month != month_of(month) or not month_period(month).overlaps(contract.period):
        return [Problem("month_outside", _("The contract has no day in this month."))]
    if month > act.on:
        return [Problem("month_in_future", _("The month has not begun."))]
    return _calendar_confirmed(contract, month.year, act)


def _calendar_confirmed(contract: LabourContract, year: int, act: Act) -> Problems:
    """The working calendar of the year is confirmed; else where that is done, and by whom."""
    calendar = calendar_of(contract.pilot_id, year)
    if calendar and calendar.status == WorkingCalendar.Status.CONFIRMED:
        return []
    verb, row = ("confirm_calendar", calendar) if calendar else ("propose_calendar", contract.pilot)
    people = ", ".join(AccessPolicy().who_can(verb, row, act.on)) or _("nobody has this right")
    words = _("The working calendar of %(year)d is not confirmed. It is confirmed on its page, by: %(people)s.")
    page = ("calendar", calendar.pk) if calendar else ("calendars",)
    return [Problem("calendar_unknown", words % {"year": year, "people": people}, page=page)]
