"""Changes of the organisation: what is previewed is what happens, history keeps the old names, and nothing is lost."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import LabourContract
from pilot.platform.cases.history import as_they_were
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import (
    AdminUnit,
    Agency,
    AgencyGrant,
    CounterPost,
    Participation,
    Pilot,
    ProcedureHandover,
    ProcedureSetEntry,
    ProgrammeChange,
    Site,
    User,
)
from pilot.programme.workflows import places, units
from pilot.programme.workflows.changes import carry_out_due, confirm_change, confirm_for_day, propose
from pilot.programme.workflows.reforms import plan_of, reform_of, reorganise
from pilot.programme.workflows.rules import set_threshold
from staffing.models import Assignment, WithdrawalRequest
from staffing.readiness import readiness
from tests.found.browse import press_button, send, text_of
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
DAY, EVE = dt.date(2021, 6, 10), "09/06/2021"
PAPER = "99/NQ-HĐND ngày 01/06/2021 của HĐND tỉnh"
EMPTY = {
    "agencies": [], "units": [], "into": None, "into_unit": None, "name": "", "code": "", "sites": [], "head": None,
    "carry": False,
}  # fmt: skip


def pilot():
    return Pilot.objects.get(code="HATINH")


def body(code):
    return Agency.objects.get(code=code)


def asked(kind, day=DAY, **given):
    return {**EMPTY, "kind": kind, "day": day, "legal_basis": PAPER, **given}


@pytest.fixture
def proposed(act):
    return lambda kind, **given: propose(reorganise, pilot(), act("thuky"), asked(kind, **given), pilot())


@pytest.fixture
def carried_out(act, proposed):
    """Proposed by the secretary and confirmed by the head of the committee."""
    return lambda kind, **given: confirm_change(proposed(kind, **given), act("truongban"))


# --- names --------------------------------------------------------------------------------------------------------


def test_a_body_has_its_new_name_from_its_day_on_and_its_old_one_before(carried_out, as_user):
    old, site = body("HT-CX").name, "/diem/HT-S-CX/"
    carried_out("rename", agencies=[body("HT-CX")], name="UBND huyện Cẩm Xuyên mới")
    reader = as_user("thuky")
    assert "UBND huyện Cẩm Xuyên mới" in text_of(reader.get("/co-quan/HT-CX/"))
    for address in ("/co-quan/HT-CX/", site):
        before = text_of(reader.get(address, {"ngay": EVE}))
        assert old in before
        assert "UBND huyện Cẩm Xuyên mới" not in before


# --- what goes over -----------------------------------------------------------------------------------------------


def test_everything_of_a_body_goes_over_and_the_pages_of_the_day_before_still_name_it(carried_out, as_user):
    old, new = body("HT-CX"), body("HT-CL")
    post, contract = CounterPost.objects.filter(agency=old).first(), LabourContract.objects.filter(payer=old).first()
    snapshots = [(c.pk, c.number, c.date) for c in LabourContract.objects.order_by("pk")]
    carried_out("merge", agencies=[old], into=new)
    site = Site.objects.get(code="HT-S-CX")
    assert (site.agency, CounterPost.objects.get(pk=post.pk).agency) == (new, new)
    assert LabourContract.objects.get(pk=contract.pk).payer == new
    assert snapshots == [(c.pk, c.number, c.date) for c in LabourContract.objects.order_by("pk")]
    assert body("HT-CX").valid_to == DAY
    for model in (CounterPost, ProcedureHandover, Site):
        assert not model.objects.filter(agency=old).exists()
    assert not AgencyGrant.objects.filter(content_object=old).exists()
    assert {p.agency_id for p in Participation.objects.as_at(DAY).filter(site=site)} == {new.pk}
    then = [CounterPost.objects.get(pk=post.pk), LabourContract.objects.get(pk=contract.pk)]
    as_they_were(then, DAY - dt.timedelta(days=1))
    assert (then[0].agency, then[1].payer) == (old, old)
    reader = as_user("thuky")
    for address in (f"/vi-tri/{post.code}/", "/diem/HT-S-CX/", "/diem/HT-S-CX/?muc=thu-tuc"):
        today, before = text_of(reader.get(address)), text_of(reader.get(address, {"ngay": EVE, "muc": "thu-tuc"}))
        assert new.name in today, address
        assert old.name in before, address
    assert post.name in text_of(reader.get("/co-quan/HT-CX/", {"ngay": EVE}))
    assert post.name not in text_of(reader.get("/co-quan/HT-CX/"))


def test_a_counter_that_was_covered_stays_covered(carried_out):
    """Assignments and recognitions go with the counter post: nobody is assessed anew because a name changed."""

    def covered():
        posts = list(CounterPost.objects.filter(site__code="HT-S-CX").order_by("pk"))
        found = readiness(posts, dt.date(2021, 7, 1))
        return [[(one.id, one.state) for one in found[post.pk]] for post in posts]

    before = covered()
    assert Assignment.objects.filter(agency__code="HT-CX").exists()
    carried_out("merge", agencies=[body("HT-CX")], name="UBND huyện Cẩm Xuyên và phụ cận")
    assert covered() == before


def test_a_new_body_of_an_old_name_takes_over(carried_out):
    name = body("HT-CX").name
    carried_out("merge", agencies=[body("HT-CX"), body("HT-CL")], name=name)
    new = Agency.objects.get(name=name, valid_to=None)
    assert (new.valid_from, new.level, new.kind) == (DAY, "district", "peoples_committee")
    assert set(Site.objects.filter(agency=new).values_list("code", flat=True)) == {"HT-S-CX", "HT-S-CL"}


def procedures_of(agency):
    rows = ProcedureSetEntry.objects.filter(procedure_set__agency=agency).as_at(DAY)
    return set(rows.values_list("procedure", flat=True))


def test_in_a_split_one_site_goes_over_with_everything_there_and_the_rest_stays(carried_out):
    old, new = body("HT-STC"), body("HT-SCT")
    site = Site.objects.get(code="HT-S-TTPVHCC")
    elsewhere = CounterPost.objects.create(
        pilot=pilot(), code="HT-STC-X", name="Quầy khác", agency=old, site=Site.objects.get(code="HT-S-CX")
    )
    grants, listed = AgencyGrant.objects.filter(content_object=old).count(), procedures_of(old)
    planned = plan_of(reform_of(pilot(), asked("split", agencies=[old], into=new, sites=[site])))
    said = [str(one.words) for one in planned.left if "Bộ thủ tục" in str(one.words)]
    assert f"({len(listed)})" in said[0]
    carried_out("split", agencies=[old], into=new, sites=[site])
    assert procedures_of(old) == listed
    assert said[0] in AuditEvent.objects.filter(verb="reorganise").first().after["left"]
    assert set(CounterPost.objects.filter(agency=old)) == {elsewhere}
    assert body("HT-STC").valid_to is None
    assert AgencyGrant.objects.filter(content_object=old).count() == grants


def test_roles_go_over_where_the_form_says_so_and_of_two_heads_the_one_who_is_named(carried_out):
    old, new = body("HT-CX"), body("HT-CL")
    chairman = User.objects.get(username="ct.canloc")
    payers = set(AgencyGrant.objects.filter(content_object=old, permission__codename="act_payer").values_list("user"))
    carried_out("merge", agencies=[old], into=new, carry=True, head=chairman)
    held = AgencyGrant.objects.filter(content_object=new)
    assert [g.user for g in held.filter(permission__codename="act_district_chairman")] == [chairman]
    assert payers <= set(held.filter(permission__codename="act_payer").values_list("user"))


def test_an_old_head_who_is_named_takes_the_place_of_the_new_body_s_own(carried_out):
    """Nobody else is head there afterwards."""
    named = User.objects.get(username="ct.camxuyen")
    carried_out("merge", agencies=[body("HT-CX")], into=body("HT-CL"), carry=True, head=named)
    heads = AgencyGrant.objects.filter(content_object=body("HT-CL"), permission__codename="act_district_chairman")
    assert [grant.user for grant in heads] == [named]


def test_the_standing_body_hands_that_on(carried_out):
    carried_out("merge", agencies=[body("HT-STTTT")], into=body("HT-SKHCN"))
    assert (body("HT-STTTT").standing_body, body("HT-SKHCN").standing_body) == (False, True)


def test_of_two_heads_nobody_is_chosen_by_the_system(act):
    plan = plan_of(reform_of(pilot(), asked("merge", agencies=[body("HT-CX"), body("HT-CL")], name="Mới", carry=True)))
    carried = [s for s in plan.steps if s.verb.name == "carry_role" and s.row.role == "district_chairman"]
    assert carried == []
    assert any("chưa nêu" in str(one.words) for one in plan.left)


# --- preview = outcome ----------------------------------------------------------------------------------------------


def test_what_is_previewed_is_what_is_done(act, proposed, as_user):
    given = {"agencies": [body("HT-CX")], "into": body("HT-CL")}
    plan = plan_of(reform_of(pilot(), asked("merge", **given)))
    change = proposed("merge", **given)
    page = text_of(as_user("truongban").get(reverse("programme-change", args=[change.pk])))
    assert all(str(title) in page for title, _steps in plan.groups)
    before = AuditEvent.objects.latest("id").pk
    confirm_change(change, act("truongban"))
    done = AuditEvent.objects.filter(pk__gt=before, outcome="done").exclude(verb__in=("confirm_change", "reorganise"))
    assert [event.verb for event in done.order_by("id")] == [step.verb.name for step in plan.steps]
    whole = AuditEvent.objects.get(pk__gt=before, verb="reorganise")
    assert len(whole.after["steps"]) == len(plan.steps)
    assert not plan_of(reform_of(pilot(), asked("merge", agencies=[body("HT-CX")], into=body("HT-CL")))).steps


def test_the_second_of_two_changes_of_one_body_finds_nothing_left(act, proposed):
    first = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"))
    second = proposed("dissolve", agencies=[body("HT-CX")])
    confirm_change(first, act("truongban"))
    with refusal("nothing_changes"):
        confirm_change(second, act("truongban"))


def test_it_is_previewed_and_proposed_on_one_page_and_left_to_a_second_person(as_user, act):
    client, address = as_user("thuky"), reverse("reorganise", args=["HATINH"])
    assert address in client.get("/thi-diem/HATINH/").content.decode()
    given = {
        "kind": "merge", "agencies": [body("HT-CX").pk], "into": body("HT-CL").pk, "day": "10/06/2021",
        "legal_basis": PAPER,
    }  # fmt: skip
    seen = text_of(client.post(address, {**given, "preview": "1"}))
    assert "Trung tâm Hành chính công huyện Cẩm Xuyên" in seen
    assert not ProgrammeChange.objects.exists()
    send(client, address, **given)
    change = ProgrammeChange.objects.get()
    with refusal("same_person"):
        confirm_change(change, act("thuky"))
    assert change.status == "proposed"


def test_the_button_preview_previews_and_saves_nothing_and_the_next_one_proposes(as_user):
    client, address = as_user("thuky"), reverse("reorganise", args=["HATINH"])
    given = {"kind": "merge", "agencies": [body("HT-CX").pk], "day": "10/06/2021", "legal_basis": PAPER}
    page = press_button(client, address, client.get(address), "Xem trước", **given, into=body("HT-CL").pk)
    assert "Trung tâm Hành chính công huyện Cẩm Xuyên" in text_of(page)
    assert not ProgrammeChange.objects.exists()
    press_button(client, address, page, "Đề nghị", **given)
    assert ProgrammeChange.objects.get().inputs["into"] == body("HT-CL").pk


def fields_of(page):
    return page.context["form"].visible_fields()


def test_the_choice_of_the_kind_asks_what_this_kind_needs_and_keeps_what_was_typed(as_user):
    client, address = as_user("thuky"), reverse("reorganise", args=["HATINH"])
    assert 'hx-include="closest form"' in client.get(address).content.decode()
    so_far = {"agencies": [body("HT-CX").pk], "legal_basis": PAPER, "day": "10/06/2021"}
    split = client.get(address, {**so_far, "kind": "split"})
    merge = client.get(address, {**so_far, "kind": "merge"})
    assert {field.name for field in fields_of(split)} - {field.name for field in fields_of(merge)} == {"sites"}
    assert {field.name for field in fields_of(merge)} - {field.name for field in fields_of(split)} == {"head"}
    shown = {field.name: field.value() for field in fields_of(split)}
    assert (shown["legal_basis"], shown["day"], shown["agencies"]) == (PAPER, "10/06/2021", [str(body("HT-CX").pk)])


def test_what_begins_only_after_the_day_or_has_ended_is_offered_as_no_successor(as_user):
    later, ended = (
        AdminUnit.objects.create(pilot=pilot(), code=code, name=code, level="commune", valid_from=first, valid_to=end)
        for code, first, end in (("90001", dt.date(2021, 6, 11), None), ("90002", None, dt.date(2021, 6, 10)))
    )
    client, address = as_user("thuky"), reverse("reorganise", args=["HATINH"])
    for day, offered in (("09/06/2021", {ended}), ("10/06/2021", set()), ("11/06/2021", {later})):
        form = client.get(address, {"kind": "merge", "day": day}).context["form"]
        assert {later, ended} & set(form.fields["into_unit"].queryset) == offered
        assert {later, ended} & set(form.fields["units"].queryset) == offered


def test_a_preview_costs_the_same_for_three_sites_and_for_thirty(as_user):
    client, address, old = as_user("thuky"), reverse("reorganise", args=["HATINH"]), body("HT-CX")
    given = {
        "kind": "merge", "agencies": [old.pk], "into": body("HT-CL").pk, "day": "10/06/2021", "legal_basis": PAPER,
        "preview": "1",
    }  # fmt: skip

    def asked_of_the_database():
        client.post(address, given)
        with CaptureQueriesContext(connection) as found:
            client.post(address, given)
        return len(found)

    def more(numbers):
        for n in numbers:
            site = Site.objects.create(pilot=pilot(), code=f"HT-X{n}", name=f"Điểm {n}", level="commune", agency=old)
            CounterPost.objects.create(pilot=pilot(), code=f"HT-X{n}-1", name="Quầy", agency=old, site=site)
            Participation.objects.create(pilot=pilot(), agency=old, site=site)

    more(range(3))
    few = asked_of_the_database()
    more(range(3, 30))
    assert asked_of_the_database() == few
    assert few <= 40, few


# --- what cannot move by itself ---------------------------------------------------------------------------------------


def test_what_a_dissolved_body_leaves_stands_on_a_list_until_a_second_act_names_the_successor(carried_out, as_user):
    old = body("HT-CL")
    request = WithdrawalRequest.objects.filter(decider=old, status__in=WithdrawalRequest.OPEN).first()
    carried_out("dissolve", agencies=[old])
    setup = text_of(as_user("thuky").get(reverse("setup", args=["HATINH"])))
    assert "Trung tâm Hành chính công huyện Can Lộc" in setup
    assert str(request.post) in setup
    assert "đến hết 09/06/2021" in text_of(as_user("thuky").get("/diem/HT-S-CL/"))
    assert not Participation.objects.as_at(DAY).filter(agency=old).exists()
    carried_out("merge", agencies=[body("HT-CL")], into=body("HT-CX"))
    assert WithdrawalRequest.objects.get(pk=request.pk).decider == body("HT-CX")
    assert "Sau khi sắp xếp tổ chức" not in text_of(as_user("thuky").get(reverse("setup", args=["HATINH"])))


def test_the_only_body_of_its_kind_is_renamed_and_never_merged(proposed):
    for code in ("HT-BDT", "HT-UBND", "HT-BCD"):
        with refusal("only_one"):
            proposed("dissolve", agencies=[body(code)])


# --- a day ahead ------------------------------------------------------------------------------------------------------


def test_for_a_day_ahead_it_waits_and_is_carried_out_on_its_day(act, proposed):
    ahead = dt.date(2021, 7, 1)
    change = proposed("rename", agencies=[body("HT-CX")], name="UBND huyện mới", day=ahead)
    with refusal("day_ahead"):
        confirm_change(change, act("truongban"))
    confirm_for_day(change, act("truongban"))
    assert carry_out_due(dt.date(2021, 6, 30)) == 0
    assert body("HT-CX").name != "UBND huyện mới"
    assert carry_out_due(ahead) == 1
    assert body("HT-CX").name == "UBND huyện mới"
    assert ProgrammeChange.objects.get(pk=change.pk).status == "carried_out"


def test_what_no_longer_fits_on_its_day_says_so_and_waits_for_somebody(act, proposed, carried_out, as_user, settings):
    ahead = dt.date(2021, 7, 1)
    change = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"), day=ahead)
    confirm_for_day(change, act("truongban"))
    carried_out("dissolve", agencies=[body("HT-CL")])
    assert carry_out_due(ahead) == 0
    change.refresh_from_db()
    assert change.status == "waiting"
    assert body("HT-CL").name in change.misfit
    assert body("HT-CL").name in text_of(as_user("thuky").get(reverse("programme-change", args=[change.pk])))


# --- administrative units ---------------------------------------------------------------------------------------------


def test_a_unit_is_entered_and_closed_by_two_people_with_its_document(as_user, act):
    client, list_page = as_user("thuky"), "/don-vi-hanh-chinh/"
    province = AdminUnit.objects.get(code="42")
    send(
        client, reverse("enter-unit", args=["HATINH"]), code="18001", name="xã Mới", level="commune",
        parent=province.pk, valid_from="01/06/2021", legal_basis=PAPER,
    )  # fmt: skip
    assert not AdminUnit.objects.filter(code="18001").exists()
    confirm_change(ProgrammeChange.objects.get(), act("truongban"))
    unit = AdminUnit.objects.get(code="18001")
    page = text_of(client.get(list_page))
    assert (unit.pilot, unit.legal_basis) == (pilot(), PAPER)
    assert "Xã Mới" in page
    assert PAPER in page
    send(client, reverse("admin-unit-step", args=[unit.pk, "close_unit"]), last_day="14/06/2021", legal_basis=PAPER)
    confirm_change(ProgrammeChange.objects.filter(status="proposed").get(), act("truongban"))
    assert AdminUnit.objects.get(code="18001").valid_to == dt.date(2021, 6, 15)


def test_a_unit_with_something_in_it_and_a_code_in_use_are_refused(act):
    unit = AdminUnit.objects.get(code="440")
    with refusal("unit_in_use"):
        units.close_unit(unit, act("thuky", agreed=True), last_day=DAY, legal_basis=PAPER)
    given = {"name": "xã Mới", "level": "commune", "parent": unit, "valid_from": DAY, "valid_to": None}
    with refusal("code_taken"):
        units.enter_unit(pilot(), act("thuky", agreed=True), code="440", **given)
    with refusal("unit_level"):
        units.enter_unit(pilot(), act("thuky", agreed=True), code="18001", **{**given, "level": "district"})


def test_a_unit_is_renamed_under_its_code_and_its_sites_say_so_from_that_day_on(carried_out):
    carried_out("rename", units=[AdminUnit.objects.get(code="18694")], name="xã Cẩm Thành mới")
    site = Site.objects.get(code="HT-S-CAMTHANH")
    assert (site.admin_unit.name, site.admin_unit.code) == ("xã Cẩm Thành mới", "18694")
    as_they_were([site], DAY - dt.timedelta(days=1))
    assert site.admin_unit.name == "xã Cẩm Thành"


# --- what has ended -----------------------------------------------------------------------------------------------


def test_an_ended_body_says_so_offers_nothing_more_and_keeps_the_ground_on_which_it_was_set_up(act, as_user):
    first, reader = "812/QĐ-UBND ngày 01/03/2021 của UBND tỉnh", as_user("thuky")
    given = {"name": "Sở Thử", "kind": "department", "level": "province", "legal_basis": first}
    made = places.enter_agency(pilot(), act("thuky", agreed=True), **given)
    page, step = reverse("agency", args=[made.code]), f"/co-quan/{made.pk}/"
    offered = (f"{step}close_agency", f"{step}change_agency", reverse("enter-post", args=[made.code]))
    assert all(address in reader.get(page).content.decode() for address in offered)
    places.close_agency(made, act("thuky", agreed=True), last_day=dt.date(2021, 6, 14), legal_basis=PAPER)
    made.refresh_from_db()
    assert made.legal_basis == first
    closed = reader.get(page)
    assert "đã đóng" in text_of(closed).lower()
    assert f"Căn cứ: {PAPER}" in text_of(closed)
    assert not any(address in closed.content.decode() for address in (*offered, "Sắp xếp tổ chức"))
    assert f"{step}correct_agency" in closed.content.decode()
    assert "Sở Thử" not in text_of(reader.get(reverse("reorganise", args=["HATINH"])))
    named = reader.get(reverse("reorganise", args=["HATINH"]), {"agencies": made.pk})
    assert "Sở Thử" in text_of(named)


# --- what waits is told where it matters --------------------------------------------------------------------------


def test_a_change_that_waits_stands_on_the_pages_that_it_is_about(act, proposed, as_user):
    merged = "UBND huyện Cẩm Xuyên → UBND huyện Can Lộc"
    change = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"), day=dt.date(2021, 7, 1))
    reader, link = as_user("thuky"), reverse("programme-change", args=[change.pk])
    for address in ("/co-quan/HT-CX/", "/co-quan/HT-CL/", "/diem/HT-S-CX/", "/thi-diem/HATINH/"):
        page = reader.get(address)
        assert f"Đề nghị chờ người thứ hai xác nhận: Sáp nhập: {merged}" in text_of(page), address
        assert f'href="{link}"' in page.content.decode()
    confirm_for_day(change, act("truongban"))
    assert f"Từ 01/07/2021: Sáp nhập: {merged}, đã xác nhận" in text_of(reader.get("/diem/HT-S-CX/"))
    ahead, before = (text_of(reader.get("/co-quan/HT-CX/", {"ngay": day})) for day in ("02/07/2021", EVE))
    assert "có hiệu lực trước ngày này" in ahead
    assert merged not in before
    assert merged not in text_of(reader.get("/co-quan/HT-HK/"))


def test_an_ended_body_names_its_successor_and_the_successor_what_it_took_over(carried_out, as_user):
    carried_out("merge", agencies=[body("HT-CX")], name="UBND huyện Mới")
    made = Agency.objects.get(name="UBND huyện Mới")
    for agency in ("HT-CX", made.code):
        page = text_of(as_user("thuky").get(f"/co-quan/{agency}/"))
        assert "Từ ngày 10/06/2021: Sáp nhập: UBND huyện Cẩm Xuyên → UBND huyện Mới" in page


def test_what_is_proposed_of_units_and_thresholds_stands_on_their_lists(act, as_user):
    given = {"code": "99997", "name": "xã Thử", "level": "commune", "parent": AdminUnit.objects.get(code="42")}
    days = {"valid_from": None, "valid_to": None, "legal_basis": PAPER}
    propose(units.enter_unit, pilot(), act("thuky"), given | days)
    units_page = text_of(as_user("thuky").get(reverse("admin-units")))
    assert "Thêm đơn vị hành chính: xã Thử" in units_page
    propose(
        set_threshold,
        pilot(),
        act("thuky", reason="Thử."),
        {"code": "NG01", "day": DAY, "number": 9, "legal_basis": PAPER},
    )
    assert "chờ người thứ hai xác nhận: Đặt ngưỡng" in text_of(as_user("thuky").get("/thi-diem/HATINH/quy-dinh/"))


# --- the page of the change, and its form -------------------------------------------------------------------------


def test_the_page_of_a_merger_says_what_is_today_and_what_will_be(proposed, as_user):
    change = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"))
    for address in (
        reverse("programme-change", args=[change.pk]),
        reverse("programme-change-step", args=[change.pk, "confirm_change"]),
    ):
        page = text_of(as_user("truongban").get(address))
        assert "mới nhập" not in page
        assert "UBND huyện Cẩm Xuyên đang hoạt động kết thúc từ 10/06/2021" in page
        assert "chuyển sang UBND huyện Can Lộc" in page
        assert "Điểm thí điểm – chuyển sang" in page
        assert ": Cơ quan quản lý" not in page
        assert " @ " not in page
        assert " × " not in page
    assert "Sáp nhập: UBND huyện Cẩm Xuyên → UBND huyện Can Lộc" in page


def test_a_proposal_is_named_by_what_it_waits_for_and_stands_under_what_is_signed(proposed, act, as_user):
    change = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"), day=dt.date(2021, 7, 1))
    head, address = as_user("truongban"), reverse("programme-change", args=[change.pk])
    assert "Chờ xác nhận" in text_of(head.get(address))
    work = text_of(head.get(reverse("worklist")))
    assert work.index("Ký, duyệt") < work.index("UBND huyện Cẩm Xuyên → UBND huyện Can Lộc")
    confirm_for_day(change, act("truongban"))
    page = text_of(head.get(address))
    assert "Đã xác nhận, chờ đến ngày 01/07/2021" in page
    assert "Hạn" not in page


def test_the_form_names_what_it_asks_and_what_is_wrong(as_user):
    client, address = as_user("thuky"), reverse("reorganise", args=["HATINH"])
    AdminUnit.objects.create(
        pilot=pilot(),
        code="99996",
        name="xã Trùng",
        level="commune",
        parent=AdminUnit.objects.get(name="huyện Cẩm Xuyên"),
    )
    page = text_of(client.get(address))
    for words in ("Cơ quan kết thúc hoạt động", "Đơn vị hành chính kết thúc", "Điểm được chuyển đi",
                  "Người tiếp tục đứng đầu", "xã Trùng (huyện Cẩm Xuyên, 99996)"):  # fmt: skip
        assert words in page, words
    assert "Cơ quan kết thúc hoạt động (không bắt buộc)" not in page
    given = {"kind": "merge", "agencies": [body("HT-CX").pk], "day": "10/06/2021", "legal_basis": PAPER}
    both = press_button(client, address, client.get(address), "Xem trước", **given, into=body("HT-CX").pk)
    assert "Bỏ chọn cơ quan tiếp nhận khỏi danh sách kết thúc hoạt động" in text_of(both)
    split = text_of(client.get(address, {"kind": "split"}))
    assert "Cơ quan được chia tách" in split
    assert "Người tiếp tục đứng đầu" not in split


def test_whoever_proposed_it_takes_it_back(proposed, as_user):
    change = proposed("merge", agencies=[body("HT-CX")], into=body("HT-CL"))
    address, step = (
        reverse("programme-change", args=[change.pk]),
        reverse("programme-change-step", args=[change.pk, "refuse_change"]),
    )
    assert "Rút đề nghị" in text_of(as_user("thuky").get(address))
    assert "Rút đề nghị" not in text_of(as_user("truongban").get(address))
    send(as_user("thuky"), step, reason="Nhập nhầm ngày.")
    change.refresh_from_db()
    assert change.status == "refused"
