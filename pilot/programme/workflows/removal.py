"""Taking out what was entered by mistake: the same for every kind of thing of the programme, by two people.

Purpose: what never was there is no former state, so it is not closed but taken out. What has come from a document, what
anything hangs on, and what a proposal that waits is about, stays. Who acts: the secretariat and the head of the
committee (workflows/changes.py). Source: product rule.
"""

from typing import Any, get_type_hints

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilot.platform.cases.removal import in_use, nothing_refers
from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import VERBS, Act, Call, Transition
from pilot.programme.models import LoadedFact, Pilot, ProcedureSet, ProgrammeChange
from pilot.programme.selectors.removal import BESIDES, FACTS

OUT = gettext_lazy("Entered by mistake: take it out")
S = ProgrammeChange.Status


def removal(verb: str) -> Transition:
    """The line of a workflow by which a row of its kind is taken out."""
    return Transition(verb, (), None, OUT, reason=True, by_two=True, removes=True)


def rule_of_no_document(row: Any, act: Act, inputs: Inputs) -> list[Problem]:
    """What a document says was no mistake of somebody here; the next loading of the facts would bring it back."""
    kind = FACTS[row._meta.model_name]
    if not LoadedFact.objects.filter(kind=kind, object_id=row.pk).exists():
        return []
    return [Problem("from_document", _("It has come from a document: correct it, or close it."))]


def rule_nothing_hangs_on_it(row: Any, act: Act, inputs: Inputs) -> list[Problem]:
    """Whatever refers to the row says that it was there. An empty set of procedures goes with its agency."""
    sets = ProcedureSet.objects.filter(agency=row.pk) if row._meta.model_name == "agency" else ()
    return nothing_refers(row, *sets, besides=BESIDES)


def rule_nothing_waits_for_it(row: Any, act: Act, inputs: Inputs) -> list[Problem]:
    """What is proposed about the row, or names it, could not be confirmed any more."""
    waiting = ProgrammeChange.objects.filter(pilot=row.pilot_id, status__in=(S.PROPOSED, S.WAITING))
    count = sum(row.pk in _kept(change, type(row)) for change in waiting)
    return in_use([(_("Change of the programme"), count)] if count else [])


def _kept(change: ProgrammeChange, model: type[Model]) -> set[int]:
    """The rows of the model that the change needs: not the one that it takes out itself."""
    found = named_by(change, model)
    return found - {change.object_id} if VERBS[change.verb].transition.removes else found


def named_by(change: ProgrammeChange, model: type[Model]) -> set[int]:
    """The rows of the model that the change is about, and those that its inputs name."""
    found = {change.object_id} if change.object_type == model._meta.label else set()
    types = get_type_hints(VERBS[change.verb].body)
    for name, value in change.inputs.items():
        if model in (types.get(name), *getattr(types.get(name), "__args__", ())) and value is not None:
            found |= set(value) if isinstance(value, list) else {value}
    return found


RULES = (rule_of_no_document, rule_nothing_hangs_on_it, rule_nothing_waits_for_it)


def take_out(row: Any, call: Call) -> Pilot:
    """Delete the row; the event on its pilot says what it was. Raises from_document, in_use."""
    call.note(removed=str(row))
    if row._meta.model_name == "agency":
        ProcedureSet.objects.filter(agency=row.pk).delete()
    type(row)._base_manager.filter(pk=row.pk).delete()
    pilot: Pilot = row.pilot
    return pilot
