"""Rules of procedures, of the set of an agency, and of fields."""

import re

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import Period
from pilot.platform.vietnamese import search_key
from pilot.programme.models import Agency, Pilot, Procedure, ProcedureHandover, ProcedureSetEntry, ServiceField
from pilot.programme.models.procedure import CODE

Problems = list[Problem]
NOT_OWNERS = frozenset({Agency.Kind.POST_OFFICE, Agency.Kind.STEERING_COMMITTEE, Agency.Kind.SECRETARIAT})


def rule_keeps_procedures(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """Post office and committee receive no procedures of their own."""
    if agency.kind not in NOT_OWNERS:
        return []
    return [Problem("no_set", _("This body has no procedures of its own."))]


def rule_code(row: Agency | ProcedureSetEntry, act: Act, inputs: Inputs) -> Problems:
    """A procedure is known by its national code."""
    if re.match(CODE.regex, inputs["code"]):
        return []
    words = _("“%(code)s” is not a procedure code; it looks like 1.001193.")
    return [Problem("procedure_code", words % {"code": inputs["code"]}, field="code")]


def rule_known_or_whole(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """What the catalogue does not have comes with name, field and level."""
    whole = inputs.get("name") and inputs.get("field") and inputs.get("level")
    if whole or Procedure.objects.filter(code=inputs["code"]).exists():
        return []
    words = _("The catalogue has no procedure %(code)s. Give its name, field and level to enter it.")
    return [Problem("procedure_unknown", words % {"code": inputs["code"]}, field="name")]


def rule_in_catalogue(entry: ProcedureSetEntry, act: Act, inputs: Inputs) -> Problems:
    """Only a procedure of the catalogue can have been meant."""
    if Procedure.objects.filter(code=inputs["code"]).exists():
        return []
    words = _("The catalogue has no procedure %(code)s. Take this one out of the set, and enter the other one.")
    return [Problem("procedure_unknown", words % {"code": inputs["code"]}, field="code")]


def rule_field_in_use(row: Agency | Procedure, act: Act, inputs: Inputs) -> Problems:
    """A procedure gets no field that is closed; the one that it has it keeps."""
    field: ServiceField | None = inputs.get("field")
    kept = isinstance(row, Procedure) and field is not None and row.field_id == field.pk
    if field is None or kept or field.period.contains(act.on):
        return []
    return [closed(field.name)]


def closed(name: str, column: str = "field") -> Problem:
    """`column`: of the form in which the field was chosen."""
    words = _("The field “%(name)s” is closed: nothing new is entered in it.")
    return Problem("field_closed", words % {"name": name}, field=column)


def rule_not_in_the_set(row: Agency | ProcedureSetEntry, act: Act, inputs: Inputs) -> Problems:
    """A procedure stands once in a set on each day; a proposal of it ends with the entry."""
    agency = row if isinstance(row, Agency) else row.procedure_set.agency
    others = ProcedureSetEntry.objects.filter(procedure_set__agency=agency, procedure__code=inputs["code"])
    others = others.exclude(ProcedureSetEntry.PROPOSED)
    if isinstance(row, ProcedureSetEntry):
        others = others.exclude(pk=row.pk)
    first, end = inputs["valid_from"], inputs.get("valid_to")
    if end and end <= first:  # rule_days_in_order says so
        return []
    if not any(other.period.overlaps(Period(first, end)) for other in others):
        return []
    return [Problem("in_the_set", _("The procedure stands in the set on these days already."), field="code")]


def rule_some_proposals(agency: Agency, act: Act, inputs: Inputs) -> Problems:
    """Proposals of this agency that nobody has confirmed or struck yet."""
    entries = [entry.pk for entry in inputs["entries"]]
    open_ones = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED, valid_to=None, pk__in=entries)
    if entries and open_ones.filter(procedure_set__agency=agency).count() == len(entries):
        return []
    return [Problem("no_proposal", _("Tick procedures that are still proposed."), field="entries")]


def rule_no_proposal(entry: ProcedureSetEntry, act: Act, inputs: Inputs) -> Problems:
    """A proposal is confirmed or struck; nobody has entered it."""
    if entry.valid_from:
        return []
    return [Problem("proposal", _("This is only proposed: confirm it, or take it out."))]


def rule_not_on_the_ladder(entry: ProcedureSetEntry, act: Act, inputs: Inputs) -> Problems:
    """What is being handed over was in the set: it is not turned into another procedure, nor begun later."""
    begun = ProcedureHandover.objects.filter(agency=entry.procedure_set.agency_id, procedure=entry.procedure_id)
    first = begun.exclude(since=None).order_by("since").first()
    same = inputs["code"] == entry.procedure.code
    if first is None or first.since is None or (same and inputs["valid_from"] <= first.since):
        return []
    words = _("Its hand-over began on %(day)s at %(site)s, so it was in the set then.")
    return [Problem("on_the_ladder", words % {"day": f"{first.since:%d/%m/%Y}", "site": first.site}, field="code")]


# --- fields -----------------------------------------------------------------------------------------------------------


def rule_field_name(row: Pilot | ServiceField, act: Act, inputs: Inputs) -> Problems:
    """Two fields of one name, capitals and marks aside, could not be told apart on lists."""
    others = ServiceField.objects.filter(search_key=search_key(inputs["name"]))
    if isinstance(row, ServiceField):
        others = others.exclude(pk=row.pk)
    known = others.first()
    if known is None:
        return []
    return [Problem("name_taken", _("“%(name)s” is there already.") % {"name": known.name}, field="name")]
