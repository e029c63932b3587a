"""What the plan of phase II says of single places, line by line of the source (S3), as readiness finds it."""

import datetime as dt

import pytest

from pilot.programme.models import CounterPost, Participation
from staffing.models import Assignment, LearningPeriod, Recognition
from staffing.readiness import readiness
from staffing.workflows import withdrawal as verbs
from tests.guards import without_guards
from tests.staffing import people as p

pytestmark = pytest.mark.usefixtures("demo")
DAY = dt.date(2021, 7, 1)
IN_DISTRICTS = ("HT-TXKA", "HT-TXHL", "HT-LH", "HT-CX", "HT-HKA")  # L160
COMMUNES = ("THACHMY", "MAIPHU", "THUANLOC", "TRUNGLUONG", "CAMTHANH", "CAMTHINH")  # L55


def post_of(agency, site):
    """A counter post there; posts come from lists, and the demo has none at some places."""
    where = {"agency": p.agency(agency), "site": p.site(site), "pilot": p.office().pilot}
    return CounterPost.objects.create(code=f"{agency}-THU", name="Quầy thử", **where)


def states(post, proposal=False, on=DAY):
    return {finding.id: finding for finding in readiness([post], on, proposal)[post.pk]}


def test_so_noi_vu_stays_until_it_proposes_itself():
    """L156: "Riêng Sở Nội vụ … cho đến khi đơn vị có đề xuất chuyển giao chính thức"."""
    post = post_of("HT-SNV", "HT-S-TTPVHCC")
    assert [states(post, proposal)["exemption"].state for proposal in (False, True)] == ["fail", "pass"]


@pytest.mark.parametrize("agency", ["HT-STTTT", "HT-SNGV", "HT-SKHCN", "HT-SGDDT", "HT-SVHTTDL"])
def test_the_departments_of_phase_i_go_by_guidance_559(agency):
    """L154: "thực hiện chuyển giao nhân sự theo hướng dẫn của UBND tỉnh tại Văn bản số 559/UBND-PC₁"."""
    assert states(post_of(agency, "HT-S-TTPVHCC"))["guidance"].state == "fail"


@pytest.mark.parametrize("agency", IN_DISTRICTS)
def test_districts_of_phase_i_withdraw_by_themselves(agency):
    """L160: "Các đơn vị chủ động việc rút công chức": by the district's route, whose chairman decides (L146)."""
    found = states(post_of(agency, f"HT-S-{agency.removeprefix('HT-')}"))
    assert (found["guidance"].state, found["exemption"].state, found["commune"].state) == ("pass",) * 3
    assert found["officers"].rule == found["present"].rule == "R11"


def test_ky_anh_town_stands_in_phase_ii_and_its_phase_i_is_an_open_question():
    """L41 and L160 (A02): it takes part in phase II; nobody has settled that it was in phase I."""
    taken = Participation.objects.filter(site__code="HT-S-TXKA").values_list("phase__code", "pilot_form")
    assert list(taken) == [("HT-P2", "labour_transfer")]


@pytest.mark.parametrize("code", ["TXHL", "LH"])
def test_hong_linh_and_loc_ha_lease_the_building_and_hand_over_the_counter(code):
    """L49–51 and L160: both forms, the labour since phase I."""
    taken = set(Participation.objects.filter(site__code=f"HT-S-{code}").values_list("phase__code", "pilot_form"))
    assert {("HT-P1", "labour_transfer"), ("HT-P2", "facility_lease"), ("HT-P2", "labour_transfer")} <= taken


@pytest.mark.parametrize("code", COMMUNES)
def test_six_communes_keep_their_civil_servants(code, act):
    """L63: "Riêng hoạt động thí điểm tại điểm Bưu điện Văn hóa xã vẫn giữ nguyên như giai đoạn I"."""
    post = p.held(post_of(f"HT-U-{code}", f"HT-S-{code}"))
    found = states(post)
    assert (found["commune"].state, found["commune"].rule) == ("fail", "R12")
    found = verbs.rules.rule_r12_commune_never(post, act("thuky"), {})
    assert [problem.code for problem in found] == ["r12_commune"]


@pytest.mark.parametrize(("day", "state"), [(21, "fail"), (22, "pass")])
def test_learning_since_the_start_of_phase_ii_is_over_on_22_april(day, state):
    """L136: "từ 02-03 tháng kể từ khi thí điểm": from 22/02/2021 to 22/04/2021 at least, 22/05/2021 at most."""
    post = CounterPost.objects.get(code="HT-CL-Q1")
    held = _recognised_here_without_paper(post)
    for row in held:
        LearningPeriod.objects.create(pilot=row.pilot, assignment=row, started_on=dt.date(2021, 2, 22))
    assert states(post, on=dt.date(2021, 4, day))["learned"].state == state


def _recognised_here_without_paper(post):
    """Those in charge there, recognised since phase II began, as if by a decision of this system."""
    with without_guards():
        rows = Recognition.objects.filter(agency=post.agency, site=post.site)
        rows.update(paper=None, valid_from=dt.date(2021, 2, 22))
    return list(Assignment.objects.filter(agency=post.agency, site=post.site, role="primary"))
