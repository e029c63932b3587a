"""Random ends, returns, absences, stand-ins, assignments, step backs and days: a withdrawn post is covered, or named.

With the watch taken out (`watching.WATCHERS` empty) this fails: tried in a scratch copy.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilot.platform.half_days import half_day
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.platform.kernel.workflow import Act
from pilot.platform.periods import add_days
from pilot.programme.models import ProcedureHandover, User
from pilot.programme.workflows.handover import step_handover
from staffing.cases import WITHDRAWAL
from staffing.models import (
    Absence,
    Assignment,
    CoverBreak,
    PostalEmployee,
    Recognition,
    Substitution,
    WithdrawalRequest,
)
from staffing.readiness import FAIL, readiness
from staffing.workflows import cover, employees, presence
from staffing.workflows import withdrawal as verbs
from staffing.workflows.assignment import add_assignment_line, approve_assignment_decision, draft_assignment_decision
from tests.staffing import people as p
from tests.worklist import lines

pytestmark = pytest.mark.usefixtures("demo")
TOLD = ("buudien", "gd.tt.canloc", "ct.canloc")
LOOKED_AT = (0, 1, 8, 30)  # days ahead on which the conditions are read by themselves


class World:
    """The counter post of Can Lộc, its people, and the business day."""

    def __init__(self):
        self.day = p.TODAY
        self.request = WithdrawalRequest.objects.get(post__code="HT-CL-Q1")
        self.post = self.request.post
        here = Assignment.objects.filter(agency=self.post.agency, site=self.post.site)
        self.people = list(PostalEmployee.objects.filter(pk__in=here.values("employee")).order_by("pk"))
        self.fields = self.post.fields_on(p.TODAY)
        self.reserve = self.somebody_recognised()
        verbs.approve_withdrawal(self.request, self.act("ct.canloc"))

    def somebody_recognised(self):
        """An employee without an assignment here, recognised for all fields: he can be ordered to stand in."""
        made = PostalEmployee.objects.filter(assignments=None).earliest("pk")
        for row in Recognition.objects.filter(agency=self.post.agency, site=self.post.site):
            if not Recognition.objects.filter(employee=made, field=row.field_id).exists():
                row.pk, row.employee, row._state.adding = None, made, True
                row.save()
        return made

    def act(self, name):
        return Act(user=User.objects.get(username=name), on=self.day, confirmed=True, reason="Ngẫu nhiên.")

    def number(self, n):
        row = WithdrawalRequest.objects.get(pk=self.request.pk)
        verbs.number_withdrawal(row, self.act("ct.canloc"), number="55/QĐ-UBND", date=min(self.day, row.effective_on))

    def leave(self, n):
        employees.end_employee(self.person(n), self.act("buudien"), day=self.day)

    def come_back(self, n):
        employees.return_employee(self.person(n), self.act("buudien"), day=add_days(self.day, 1 + n))

    def end(self, n):
        row = Assignment.objects.as_at(self.day).filter(employee=self.person(n)).first()
        if row:
            employees.end_assignment(row, self.act("buudien"), last_day=add_days(self.day, 5 * n))

    def assign(self, n):
        decision = draft_assignment_decision(p.office(), self.act("buudien"), subject="Cử lại")
        add_assignment_line(
            decision, self.act("buudien"), employee=self.person(n), agency=self.post.agency, site=self.post.site,
            role="primary", fields=self.fields, valid_from=add_days(self.day, n),
        )  # fmt: skip
        approve_assignment_decision(decision, self.act("gd.buudien"))

    def pause(self, n):
        self.step("handed_over", "paused")

    def resume(self, n):
        self.step("paused", "handed_over")

    def step(self, now, then):
        row = ProcedureHandover.objects.filter(agency=self.post.agency, site=self.post.site, step=now).first()
        if row:
            step_handover(
                self.post.agency, self.act("ct.canloc"), site=self.post.site, procedures=[row.procedure], step=then,
                day=self.day, legal_basis="1/TB-UBND",
            )  # fmt: skip

    def absent(self, n):
        """Somebody is away for one and a half days, now or in some days."""
        first = half_day(add_days(self.day, 3 * n))
        presence.record_absence(
            self.person(n), self.act("buudien"), leave="sick", first_half=first, past_half=first + 3
        )  # fmt: skip

    def stand_in(self, n):
        """Somebody recognised elsewhere, too, is ordered for the first absence."""
        away = Absence.objects.filter(Absence.COUNTED).first()
        if away:
            place = {"site": self.post.site, "agency": self.post.agency, "fields": self.fields}
            presence.order_stand_in(
                away.employee, self.act("gd.tt.canloc"), stand_in=self.reserve, **place,
                first_half=away.first_half, past_half=away.past_half - n % 2,
            )  # fmt: skip

    def take_back(self, n):
        model = (Absence, Substitution)[n % 2]
        verb = (presence.take_back_absence, presence.take_back_stand_in)[n % 2]
        row = model.objects.filter(model.COUNTED).first()
        if row:
            verb(row, self.act("buudien"))

    def sleep(self, n):
        """Some days, each with its night."""
        for _night in range(1 + 3 * n):
            self.day = add_days(self.day, 1)
        cover.judge_by_night(self.day)

    def person(self, n):
        return PostalEmployee.objects.get(pk=self.people[n % len(self.people)].pk)

    def is_named(self):
        """Each condition that fails on a day is named from that day on or before, to its people; nothing else is."""
        start = max(self.day, self.request.effective_on)
        rows = CoverBreak.objects.filter(decision__request=self.request, closed_at=None)
        named = dict(rows.values_list("condition", "first_day"))
        for ahead in LOOKED_AT:
            day = add_days(start, ahead)
            found = readiness([self.post], day)[self.post.pk] if day <= add_days(self.day, 90) or not ahead else []
            failing = {finding.id: finding.since or day for finding in found if finding.state == FAIL}
            assert all(id_ in named and named[id_] <= since for id_, since in failing.items()), (day, failing, named)
        found = readiness([self.post], start)[self.post.pk]
        now = {f.id for f in found if f.state == FAIL and (f.since or start) <= start}
        assert {id_ for id_, day in named.items() if day <= start} == now
        assert all(bool(named) == self.is_told(name) for name in TOLD)

    def is_told(self, name):
        found = lines(User.objects.get(username=name), self.day, [WITHDRAWAL])
        return any(step == "restore_cover" for step, _line in found)


DONE = ("number", "leave", "come_back", "end", "assign", "pause", "resume", "sleep", "absent", "stand_in", "take_back")
ACTS = st.lists(st.tuples(st.sampled_from(DONE), st.integers(0, 3)), min_size=1, max_size=7)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ACTS)
def test_each_withdrawn_post_is_covered_or_named_to_its_people(db, drawn):
    with transaction.atomic():
        world = World()
        for name, n in drawn:
            try:
                getattr(world, name)(n)
            except TransitionRefused:
                continue
            world.is_named()
        transaction.set_rollback(True)
