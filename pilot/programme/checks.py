"""Invariants of the programme and of access for `manage.py verify`: each check names the offending rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext_noop

from pilot.platform.access.roles import role_of
from pilot.platform.kernel import checks
from pilot.platform.kernel.faults import Fault
from pilot.programme.models import AgencyGrant, HandoverStep, PilotGrant, ProcedureHandover, RoleGrant, SiteGrant
from pilot.programme.workflows.handover import NEXT, Step

Held = tuple[str, int, int, str]  # kind of place, its id, account, role


def register_all() -> None:
    checks.register(gettext_noop("hand-over: each step by the ladder"), check_ladders)
    checks.register(gettext_noop("roles: each by a grant, each grant in force"), check_roles)


def check_ladders() -> Iterator[str]:
    """A procedure stands where its dated steps lead, rung by rung; only a paper may leave rungs out."""
    steps: dict[int, list[HandoverStep]] = defaultdict(list)
    for step in HandoverStep.objects.order_by("handover", "pk").iterator(2000):
        steps[step.handover_id].append(step)
    for row in ProcedureHandover.objects.select_related("procedure", "site"):
        yield from (
            Fault(gettext_noop("hand-over %(pk)s %(row)s: %(fault)s"), pk=row.pk, row=row, fault=fault)
            for fault in _faults(row, steps[row.pk])
        )


def _faults(row: ProcedureHandover, taken: list[HandoverStep]) -> Iterator[str]:
    """`taken` as they were entered: one from paper may be older than the step that was the present one then."""
    step: str = Step.NOT_STARTED
    since: dt.date | None = None
    for one in taken:
        if one.step not in NEXT[step] and not one.paper_source:
            yield Fault(
                gettext_noop("step %(pk)s: %(step)s does not follow on %(expected)s"),
                pk=one.pk,
                step=one.step,
                expected=step,
            )
        if since is None or since <= one.since:
            step, since = one.step, one.since
    if (row.step, row.since) != (step, since):
        yield Fault(gettext_noop("%(step)s, but its steps lead to %(expected)s"), step=row.step, expected=step)


def check_roles() -> Iterator[str]:
    """Whoever holds a role holds it by a grant in force, and the other way round."""
    granted, held = _granted(), set(_held())
    for place, pk, user, role in sorted(held - granted.keys()):
        yield Fault(
            gettext_noop("account %(user)s: %(role)s on %(place)s %(pk)s without a grant"),
            user=user,
            role=role,
            place=place,
            pk=pk,
        )
    for key in sorted(granted.keys() - held):
        yield Fault(
            gettext_noop("role grant %(pk)s: in force, but account %(user)s does not hold the role"),
            pk=granted[key],
            user=key[2],
        )


def _granted() -> dict[Held, int]:
    found = {}
    for row in RoleGrant.objects.filter(status__in=RoleGrant.IN_FORCE):
        place, pk = ("site", row.site_id) if row.site_id else ("agency", row.agency_id)
        place, pk = (place, pk) if pk else ("pilot", row.pilot_id)
        found[place, pk, row.user_id, row.role] = row.pk
    return found


def _held() -> Iterator[Held]:
    for model in (PilotGrant, AgencyGrant, SiteGrant):
        place = str(model._meta.get_field("content_object").related_model._meta.model_name)
        rows = model.objects.values_list("content_object", "user", "permission__codename")
        for pk, user, codename in rows:
            yield place, pk, user, role_of(codename)
