"""Which audit events a reader of some pilots sees."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from pilot.platform.access.roles import Group
from pilot.platform.cases.timeline import told_of
from pilot.platform.kernel.models import AuditChain, AuditEvent
from pilot.programme.models import Pilot


def events_of(pilots: set[int]) -> QuerySet[AuditEvent]:
    """Every event of these pilots' chains.

    Of the platform's chain those by nobody or by people of these pilots, and about no account or one of these pilots:
    the names and accounts of other provinces are not theirs to read.
    """
    own_chain = Q(chain__in=Pilot.objects.filter(pk__in=pilots).values("code"))
    by_own = Q(user=None) | Q(user__person__pilot__in=pilots)
    return AuditEvent.objects.filter(own_chain | Q(chain=AuditChain.PLATFORM) & by_own & _about_own(pilots))


def _about_own(pilots: set[int]) -> Q:
    """About a catalogue, or about an account, a person, a grant or a delegation of these pilots."""
    models: list[Any] = [m for m in apps.get_models() if getattr(m, "SCOPE_GROUP", None) is Group.ACCOUNTS]
    condition = ~Q(object_type__in=[m._meta.label for m in models])
    for model in models:
        condition |= told_of(model._base_manager.filter(**{f"{model.PARTIES['pilot'].lookup}__in": pilots}))
    return condition
