"""The hand-over ladder: which step follows which, what is in the way, whole sets, and its history."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.kernel.workflow import Call
from pilot.programme.models import Agency, HandoverStep, Procedure, ProcedureHandover, Site
from pilot.programme.selectors.handover import ladder_of
from pilot.programme.workflows.handover import NEXT, PlannedStep, problems_of, step_handover, take_step

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 6, 14)
Step = ProcedureHandover.Step


def owner(code="HT-STC"):
    return Agency.objects.get(code=code)


def centre():
    return Site.objects.get(code="HT-S-TTPVHCC")


def the_set(code="HT-STC"):
    return list(Procedure.objects.filter(set_entries__procedure_set__agency__code=code).order_by("code"))


def take(act, step, day=DAY, procedures=None, who="gd.taichinh", code="HT-STC", reason="", basis="Biên bản 01"):
    return step_handover(
        owner(code),
        act(who, reason=reason),
        site=centre(),
        procedures=the_set(code) if procedures is None else procedures,
        step=step,
        day=day,
        legal_basis=basis,
    )


def test_the_whole_set_in_one_step(act):
    take(act, Step.ASSISTED)
    rows = ProcedureHandover.objects.filter(agency=owner(), site=centre())
    assert set(rows.values_list("step", "since", "legal_basis")) == {("assisted", DAY, "Biên bản 01")}
    last = HandoverStep.objects.filter(handover=rows.first()).last()
    assert (last.step, last.since, last.stepped_by) == ("assisted", DAY, act("gd.taichinh").user.person)


def test_what_is_only_proposed_is_handed_over_in_the_demo_alone(settings, act):
    """A real agency works with what its own list names."""
    asked = PlannedStep(owner(), centre(), the_set(), Step.ASSISTED, DAY)
    user = act("gd.taichinh").user
    assert ladder_of(owner(), centre(), user, DAY, DAY)
    settings.DEMO = False
    assert ladder_of(owner(), centre(), user, DAY, DAY) == []
    assert "handover_set" in {p.code for p in problems_of(asked, DAY)}


REFUSALS = [
    ("a rung is skipped", {"step": Step.HANDED_OVER}, "handover_step"),
    ("dated ahead", {"step": Step.ASSISTED, "day": dt.date(2021, 6, 16)}, "handover_day"),
    ("before the present step", {"step": Step.ASSISTED, "day": dt.date(2021, 2, 22)}, "handover_day"),
    ("nothing chosen", {"step": Step.ASSISTED, "procedures": []}, "handover_set"),
    ("no document", {"step": Step.ASSISTED, "basis": " "}, "handover_basis"),
    ("paused without reason", {"step": Step.PAUSED}, "reason_needed"),
    ("returned without reason", {"step": Step.RETURNED}, "reason_needed"),
]


@pytest.mark.parametrize(("_what", "inputs", "code"), REFUSALS, ids=[r[0] for r in REFUSALS])
def test_refused(_what, inputs, code, act):
    with pytest.raises(TransitionRefused) as caught:
        take(act, **inputs)
    assert code in {p.code for p in caught.value.problems}


def test_procedures_of_another_agency_are_refused(act):
    with pytest.raises(TransitionRefused) as caught:
        take(act, Step.SHADOWING, procedures=the_set("HT-SCT")[:1])
    assert "handover_set" in {p.code for p in caught.value.problems}


def test_hand_over_without_a_recognised_employee_is_refused(act):
    take(act, Step.ASSISTED, day=dt.date(2021, 6, 1))
    with pytest.raises(TransitionRefused) as caught:
        take(act, Step.HANDED_OVER)
    assert {p.code for p in caught.value.problems} == {"handover_unrecognised"}


def test_pause_resume_and_return(act):
    """Sở Công Thương has recognised employees in every field, so it may resume."""
    chosen = the_set("HT-SCT")[:2]
    by = {"who": "gd.congthuong", "code": "HT-SCT", "procedures": chosen}
    take(act, Step.PAUSED, day=dt.date(2021, 6, 10), reason="Sự cố phần mềm.", **by)
    take(act, Step.HANDED_OVER, day=dt.date(2021, 6, 12), **by)
    take(act, Step.RETURNED, reason="Công chức làm lại.", **by)
    row = ProcedureHandover.objects.get(agency=owner("HT-SCT"), site=centre(), procedure=chosen[0])
    assert [s.step for s in row.steps.all()] == ["handed_over", "paused", "handed_over", "returned"]
    assert row.steps.last().reason == "Công chức làm lại."


def test_every_step_leads_somewhere_and_none_back_to_the_start():
    assert set(NEXT) == set(Step)
    assert all(targets and Step.NOT_STARTED not in targets for targets in NEXT.values())


def test_only_the_owner_steps(act):
    for who in ("gd.congthuong", "gd.trungtam", "buudien", "thuky"):
        with pytest.raises(NotAllowed):
            take(act, Step.ASSISTED, who=who)


def test_preview_shows_what_is_in_the_way_and_writes_nothing(as_user):
    address = reverse("step-handover", args=["HT-STC", "HT-S-TTPVHCC"])
    before = list(ProcedureHandover.objects.values_list("pk", "step"))
    page = as_user("gd.taichinh").get(address, {"step": "handed_over", "day": "14/06/2021", "whole_set": "on"})
    assert {p.code for p in page.context["problems"]} >= {"handover_step", "handover_unrecognised"}
    assert list(ProcedureHandover.objects.values_list("pk", "step")) == before


def test_step_through_the_browser(as_user):
    client = as_user("gd.taichinh")
    address = reverse("step-handover", args=["HT-STC", "HT-S-TTPVHCC"]) + "?step=assisted&day=14/06/2021&whole_set=on"
    answer = client.post(address, {"operation_key": "k1", "legal_basis": "Biên bản 02", "reason": ""})
    assert answer.status_code == 302
    assert set(ProcedureHandover.objects.filter(agency=owner()).values_list("step", flat=True)) == {"assisted"}
    row = ProcedureHandover.objects.filter(agency=owner()).first()
    assert client.get(reverse("handover-history", args=[row.pk])).status_code == 200


def test_a_day_that_does_not_exist_is_refused(as_user):
    address = reverse("step-handover", args=["HT-STC", "HT-S-TTPVHCC"])
    page = as_user("gd.taichinh").get(address, {"step": "assisted", "day": "31/9/2021", "whole_set": "on"})
    assert page.context["form"].errors["day"]


def test_an_older_step_from_paper_only_completes_the_history(act):
    """Recorded after "handed over 01/06": "shadowing from 01/03" stands before it and changes nothing today."""
    procedures = the_set()[:1]
    first, second = dt.date(2021, 3, 1), dt.date(2021, 6, 1)
    for day, step in ((second, Step.HANDED_OVER), (first, Step.SHADOWING)):
        wanted = PlannedStep(owner(), centre(), procedures, step, day)
        take_step(wanted, Call(act("thuky"), None), legal_basis="Biên bản", paper_source=f"Biên bản, {day:%d/%m/%Y}")
    row = ProcedureHandover.objects.get(agency=owner(), site=centre(), procedure=procedures[0])
    assert (row.step, row.since) == ("handed_over", second)
    assert row.paper_mark == "ghi nhận theo văn bản giấy: Biên bản, 01/06/2021"
    days = list(row.steps.filter(paper_source__startswith="Biên bản").order_by("since").values_list("since", "step"))
    assert days == [(first, "shadowing"), (second, "handed_over")]


def test_every_step_of_the_demo_is_flagged():
    assert HandoverStep.objects.exists()
    assert not HandoverStep.objects.filter(illustrative=False).exists()
    assert not ProcedureHandover.objects.filter(illustrative=False).exists()
