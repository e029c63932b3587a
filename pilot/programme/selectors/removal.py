"""What of the programme stays because something hangs on it, or because a document says it."""

from django.db.models import Exists, Model, OuterRef, Q

from pilot.platform.cases.removal import referred_to
from pilot.programme.models import LoadedFact, ProcedureSetEntry

FACTS = {  # name of the model → that of its kind of facts (facts/kinds.py)
    "site": "sites", "agency": "agencies", "phase": "phases", "participation": "participations",
    "adminunit": "admin_units",
}  # fmt: skip
BESIDES = ("pilot.ProcedureSet",)  # an empty one goes with its agency


def hung_on(model: type[Model]) -> Q:
    """The condition that a row of the model stays: something refers to it, or it has come from a document."""
    facts = LoadedFact.objects.filter(kind=FACTS[str(model._meta.model_name)], object_id=OuterRef("pk"))
    found = referred_to(model, BESIDES) | Q(Exists(facts))
    if model._meta.model_name == "agency":
        found |= Q(Exists(ProcedureSetEntry.objects.filter(procedure_set__agency=OuterRef("pk"))))
    return found
