"""A pilot takes over a target or a task of a plan that does not bind it: an explicit act with a reason.

Never by itself. Source: no plan binds another province; Hà Tĩnh is never measured against another plan's number
unasked. The plan of Sở KH&CN Gia Lai (S0, I: it carries out the decisions 70 and 310) binds that department without any
act.
"""

from django.utils.translation import gettext_lazy as _

from pilot.platform.kernel.refusals import Problem
from pilot.platform.kernel.types import Inputs
from pilot.platform.kernel.workflow import Act, Call, write
from pilot.programme.models import Pilot
from pilot.steering.models import Adoption, PlanTask, Target


def rule_not_yet_adopted(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """A target or task is taken over once."""
    if Adoption.objects.filter(pilot=pilot, **inputs).exists():
        return [Problem("already_adopted", _("The pilot has taken this over already."))]
    return []


def rule_of_a_reference_plan(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Only what a reference plan holds can be taken over; a pilot's own targets hold anyway."""
    if any(row.plan is None for row in inputs.values()):
        return [Problem("no_reference_plan", _("This does not belong to a reference plan."))]
    if any(row.plan.agency and row.plan.agency.pilot_id == pilot.pk for row in inputs.values()):
        return [Problem("plan_binds", _("This plan binds an agency of the pilot: there is nothing to take over."))]
    return []


def rule_reason_given(pilot: Pilot, act: Act, inputs: Inputs) -> list[Problem]:
    """Why a pilot measures itself by another plan is kept on the record."""
    if not act.reason.strip():
        return [Problem("reason_missing", _("Give the reason."))]
    return []


RULES = (rule_not_yet_adopted, rule_of_a_reference_plan, rule_reason_given)


@write("adopt_target", rules=RULES, label=_("Adopt a target of another plan"))
def adopt_target(pilot: Pilot, call: Call, *, target: Target) -> Adoption:
    """Record that `pilot` measures itself by `target`; the target itself stays as printed."""
    return _adopt(pilot, call, target=target)


@write("adopt_task", rules=RULES, label=_("Adopt a task of another plan"))
def adopt_task(pilot: Pilot, call: Call, *, task: PlanTask) -> Adoption:
    """Record that `pilot` takes `task` into its own plan; the task itself stays as printed."""
    return _adopt(pilot, call, task=task)


def _adopt(pilot: Pilot, call: Call, **what: object) -> Adoption:
    return Adoption.objects.create(
        pilot=pilot, adopted_at=call.act.at, adopted_by=call.user, reason=call.act.reason.strip(), **what
    )
