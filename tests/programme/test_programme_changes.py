"""Sites, agencies, phases and who takes part: proposed by one person, confirmed by another, dated and told."""

import datetime as dt
import html
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import StaleRow
from pilot.programme.models import (
    AdminUnit,
    Agency,
    Inconsistency,
    LegalDocument,
    LoadedFact,
    Parameter,
    Participation,
    Phase,
    Pilot,
    ProgrammeChange,
    Site,
)
from pilot.programme.workflows import changes as w
from pilot.programme.workflows import places, rules, units
from pilot.programme.workflows.programme import settle_inconsistency
from staffing.selectors.parameters import most_fields
from tests.found.browse import send, text_of
from tests.refusing import refusal
from tests.two_people import by_two

pytestmark = pytest.mark.usefixtures("demo")
TODAY = DEMO_START
DAYS = {"valid_from": None, "valid_to": None}
NOTHING = {"phase": None, "pilot_form": None, **DAYS}
GROUND = "77/QĐ-BCĐ ngày 10/06/2021 của Ban Chỉ đạo"


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


def both(as_user, address, **filled):
    """What the secretary proposes, and then what the head of the committee sees and confirms."""
    proposed = send(as_user("thuky"), address, **filled)
    change = ProgrammeChange.objects.latest("id")
    assert change.status == "proposed", text_of(proposed)
    head = as_user("truongban")
    step = reverse("programme-change-step", args=[change.pk, "confirm_change"])
    return proposed, send(head, step, reason=""), ProgrammeChange.objects.get(pk=change.pk)


def test_what_one_person_enters_another_confirms(as_user, pilot):
    assert "Thêm cơ quan" in text_of(as_user("thuky").get(reverse("pilot", args=[pilot.code])))
    proposed, done, change = both(
        as_user, reverse("enter-agency", args=[pilot.code]), name="UBND huyện Đức Thọ mới", kind="peoples_committee",
        level="district", legal_basis=GROUND,
    )  # fmt: skip
    assert "Nội dung có hiệu lực khi người thứ hai xác nhận" in text_of(proposed)
    assert "UBND huyện Đức Thọ mới" in text_of(proposed)
    assert "mới nhập" in text_of(proposed)
    assert "chưa có trong tài liệu" not in text_of(proposed)
    assert change.status == "carried_out"
    agency = Agency.objects.get(name="UBND huyện Đức Thọ mới")
    assert (agency.code, agency.legal_basis, agency.illustrative) == ("HT-CQ1", GROUND, True)
    assert "đã thực hiện" in text_of(done)
    _page, _done, _change = both(
        as_user, reverse("enter-site", args=[pilot.code]), name="Bộ phận Một cửa huyện Đức Thọ mới", level="district",
        agency=agency.pk, legal_basis=GROUND,
    )  # fmt: skip
    site = Site.objects.get(name="Bộ phận Một cửa huyện Đức Thọ mới")
    phase = Phase.objects.get(code="HT-P2")
    both(
        as_user, reverse("enter-participation", args=[site.code]), agency=agency.pk, phase=phase.pk,
        pilot_form="labour_transfer", legal_basis=GROUND,
    )  # fmt: skip
    page = text_of(as_user("thuky").get(reverse("site", args=[site.code])))
    assert "UBND huyện Đức Thọ mới" in page
    assert GROUND in page


def test_it_waits_on_the_worklist_of_the_other_and_not_of_the_one_who_proposed(as_user, act, pilot):
    send(as_user("thuky"), reverse("enter-phase", args=[pilot.code]), name="Giai đoạn III", legal_basis=GROUND)
    assert "Thêm giai đoạn: Giai đoạn III" in text_of(as_user("truongban").get("/"))
    assert "Thêm giai đoạn: Giai đoạn III" not in text_of(as_user("thuky").get("/"))
    change = ProgrammeChange.objects.get(subject="Giai đoạn III")
    with refusal("same_person"):
        w.confirm_change(change, act("thuky"))
    assert not Phase.objects.filter(name="Giai đoạn III").exists()


def test_several_are_read_and_confirmed_at_once(as_user, pilot):
    for name in ("Giai đoạn III", "Giai đoạn IV"):
        send(as_user("thuky"), reverse("enter-phase", args=[pilot.code]), name=name, legal_basis=GROUND)
    assert "Xác nhận các thay đổi đã đánh dấu" not in text_of(as_user("thuky").get(reverse("programme-changes")))
    head, waiting = as_user("truongban"), ProgrammeChange.objects.filter(status="proposed")
    page = text_of(head.get(reverse("programme-changes")))
    assert page.count(GROUND) == 2
    answer = send(head, reverse("programme-changes"), having="changes", changes=[one.pk for one in waiting])
    assert "Đã thực hiện 2 thay đổi." in text_of(answer)
    assert Phase.objects.filter(name__in=("Giai đoạn III", "Giai đoạn IV")).count() == 2


def test_of_several_those_that_refuse_are_named_and_the_others_hold(as_user, pilot):
    for code in ("R30", "R31"):
        rule = {"code": code, "day": "1/6/2021", "text": "Theo văn bản.", "legal_basis": GROUND}
        send(as_user("thuky"), reverse("enter-rule", args=[pilot.code]), **rule)
    Parameter.objects.filter(pilot=pilot, code="R31").update(valid_from=TODAY)
    chosen = list(ProgrammeChange.objects.filter(status="proposed").values_list("pk", flat=True))
    text = text_of(send(as_user("truongban"), reverse("programme-changes"), having="changes", changes=chosen))
    assert "Đã thực hiện 1 thay đổi." in text
    assert "R31 : Thí điểm đã có R31 từ ngày 15/06/2021." in text
    found = dict(ProgrammeChange.objects.values_list("subject", "status"))
    assert found == {"R30": "carried_out", "R31": "proposed"}


def refuse(as_user, change, reason):
    send(as_user("truongban"), reverse("programme-change-step", args=[change.pk, "refuse_change"]), reason=reason)


def again(client, change, address):
    """The form to which the page of a refused change leads."""
    page = client.get(reverse("programme-change", args=[change.pk])).content.decode()
    return client.get(html.unescape(re.search(rf'href="({address}[^"]+)"', page)[1])).context["form"]


def test_a_refusal_comes_back_to_be_changed_and_proposed_again(as_user, pilot):
    address = reverse("enter-phase", args=[pilot.code])
    send(as_user("thuky"), address, name="Giai đoạn 3", valid_from="1/7/2021", legal_basis=GROUND)
    change = ProgrammeChange.objects.get()
    send(
        as_user("truongban"),
        reverse("programme-change-step", args=[change.pk, "refuse_change"]),
        reason="Ghi số La Mã.",
    )
    assert "Xử lý việc không được đồng ý" not in text_of(as_user("truongban").get("/"))
    secretary = as_user("thuky")
    assert "Xử lý việc không được đồng ý" in text_of(secretary.get("/"))
    page = secretary.get(reverse("programme-change", args=[change.pk]))
    form = secretary.get(html.unescape(re.search(rf'href="({address}[^"]+)"', page.content.decode())[1])).context[
        "form"
    ]
    assert (form["name"].value(), form["valid_from"].value()) == ("Giai đoạn 3", "01/07/2021")
    send(secretary, reverse("programme-change-step", args=[change.pk, "drop_change"]), reason="")
    assert "Xử lý việc không được đồng ý" not in text_of(secretary.get("/"))


def test_what_was_refused_of_a_recorded_thing_fills_the_form_of_its_step(as_user):
    site = Site.objects.get(code="HT-S-HKA")
    step = reverse("site-step", args=[site.pk, "change_site"])
    send(as_user("thuky"), step, day="1/6/2021", name="Trung tâm HCC huyện Kỳ Anh", legal_basis=GROUND)
    change = ProgrammeChange.objects.get()
    send(
        as_user("truongban"), reverse("programme-change-step", args=[change.pk, "refuse_change"]), reason="Ghi đủ tên."
    )
    form = again(as_user("thuky"), change, step)
    assert (form["name"].value(), form["day"].value()) == ("Trung tâm HCC huyện Kỳ Anh", "01/06/2021")


def test_refused_is_refused_with_its_reason(as_user, act, pilot):
    send(as_user("thuky"), reverse("enter-phase", args=[pilot.code]), name="Giai đoạn III", legal_basis=GROUND)
    change = ProgrammeChange.objects.get(subject="Giai đoạn III")
    step = reverse("programme-change-step", args=[change.pk, "refuse_change"])
    page = text_of(send(as_user("truongban"), step, reason="Chưa có văn bản."))
    assert "Chưa có văn bản." in page
    with refusal("wrong_status"):
        w.confirm_change(change, act("truongban"))


def test_a_site_is_called_otherwise_from_a_day_on(as_user):
    site = Site.objects.get(code="HT-S-CX")
    before = site.name
    _page, _done, change = both(
        as_user, reverse("site-step", args=[site.pk, "change_site"]), day="10/06/2021",
        name="Trung tâm Phục vụ hành chính công huyện Cẩm Xuyên", legal_basis=GROUND,
    )  # fmt: skip
    assert change.status == "carried_out"
    address, client = reverse("site", args=[site.code]), as_user("thuky")
    assert before in text_of(client.get(f"{address}?ngay=09/06/2021"))
    now = text_of(client.get(f"{address}?muc=dien-bien"))
    assert "Trung tâm Phục vụ hành chính công huyện Cẩm Xuyên" in now
    assert "Từ ngày 10/06/2021." in now
    assert GROUND in now


def test_what_changed_meanwhile_is_not_overwritten(as_user, act):
    site = Site.objects.get(code="HT-S-CX")
    send(
        as_user("thuky"), reverse("site-step", args=[site.pk, "change_site"]), day="10/06/2021", name="Một tên",
        legal_basis=GROUND,
    )  # fmt: skip
    change = ProgrammeChange.objects.latest("id")
    Site.objects.filter(pk=site.pk).update(name="Tên khác", row_version=site.row_version + 1)
    with pytest.raises(StaleRow):
        w.confirm_change(change, act("truongban"))
    assert Site.objects.get(pk=site.pk).name == "Tên khác"
    assert ProgrammeChange.objects.get(pk=change.pk).status == "proposed"


@pytest.mark.parametrize(
    ("address", "filled", "said"),
    [
        ("enter-agency", {"name": "Văn phòng thứ hai", "kind": "provincial_office", "level": "province"},
         "chỉ có một cơ quan loại này"),
        ("enter-agency", {"name": "ubnd  huyện cẩm xuyên", "kind": "peoples_committee", "level": "district"}, "đã có."),
        ("enter-site", {"name": "Điểm mới", "level": "district"}, "Ở cấp này, điểm thuộc UBND cùng cấp"),
        ("enter-phase", {"name": "Giai đoạn III", "valid_from": "1/7/2021", "last_day": "1/6/2021"}, "trước"),
    ],
)  # fmt: skip
def test_what_the_rules_refuse_is_said_before_it_is_proposed(as_user, pilot, address, filled, said):
    answer = send(as_user("thuky"), reverse(address, args=[pilot.code]), legal_basis=GROUND, **filled)
    assert said in text_of(answer)
    assert not ProgrammeChange.objects.exists()


def test_a_site_with_open_posts_is_not_closed(as_user):
    site = Site.objects.get(code="HT-S-CX")
    step = reverse("site-step", args=[site.pk, "close_site"])
    assert "Hãy đóng các vị trí này trước" in text_of(
        send(as_user("thuky"), step, last_day="30/06/2021", legal_basis=GROUND)
    )


def test_taking_part_changes_its_phase_from_a_day_on(act):
    part = Participation.objects.filter(site__code="HT-S-CX").earliest("id")
    other = Phase.objects.filter(pilot=part.pilot).exclude(pk=part.phase_id).first()
    day = dt.date(2021, 6, 10)
    by_two(act, places.change_participation, part, day=day, phase=other, pilot_form="both", legal_basis=GROUND)
    part.refresh_from_db()
    made = Participation.objects.latest("pk")
    assert (part.valid_to, made.valid_from, made.phase, made.agency) == (day, day, other, part.agency)
    held = set(Participation.objects.as_at(day).filter(site=part.site, agency=part.agency).values_list("pk", flat=True))
    assert (made.pk in held, part.pk in held) == (True, False)


def test_what_waits_is_not_proposed_again_by_rule_and_by_constraint(act, pilot):
    given = {"name": "Giai đoạn III", "legal_basis": GROUND}
    waiting = w.propose(places.enter_phase, pilot, act("thuky"), given)
    with refusal("proposed_already"):
        w.propose(places.enter_phase, pilot, act("truongban"), given)
    again = ProgrammeChange.objects.get(pk=waiting.pk)
    again.pk = again.id = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
    w.refuse_change(waiting, act("truongban", reason="Chưa có văn bản."))
    assert w.propose(places.enter_phase, pilot, act("thuky"), given).status == "proposed"


def test_where_nobody_else_may_confirm_it_holds_at_once_and_the_record_says_so(as_user):
    gia_lai = Pilot.objects.get(code="GIALAI")
    page = send(
        as_user("thuky.gialai"), reverse("enter-phase", args=[gia_lai.code]), name="Giai đoạn II", legal_basis=GROUND
    )
    assert "Không có ai khác có quyền xác nhận" in text_of(page)
    assert Phase.objects.filter(pilot=gia_lai, name="Giai đoạn II").exists()


# --- rules ----------------------------------------------------------------------------------------


def enter_rule(client, pilot, **more):
    filled = {
        "code": "R01", "day": "10/06/2021", "text": "Mỗi nhân viên phụ trách tối đa 02 lĩnh vực.", "section": "II.3",
        "least": "1", "most": "2", "legal_basis": GROUND,
    }  # fmt: skip
    return send(client, reverse("enter-rule", args=[pilot.code]), **{**filled, **more})


def test_a_rule_of_the_provinces_own_document_follows_on_the_one_before(as_user, pilot):
    before = Parameter.objects.get(pilot=pilot, code="R01")
    enter_rule(as_user("thuky"), pilot)
    change = ProgrammeChange.objects.latest("id")
    send(as_user("truongban"), reverse("programme-change-step", args=[change.pk, "confirm_change"]), reason="")
    assert (most_fields(pilot.pk, dt.date(2021, 6, 9)), most_fields(pilot.pk, TODAY)) == (before.value["max"], 2)
    rule = Parameter.objects.as_at(TODAY).get(pilot=pilot, code="R01")
    assert (rule.key, rule.unit, rule.severity) == (before.key, before.unit, before.severity)
    assert rule.place == f"{GROUND}, mục II.3"
    page = text_of(as_user("thuky").get(reverse("rules", args=[pilot.code])))
    assert "Mỗi nhân viên phụ trách tối đa 02 lĩnh vực." in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"most": ""}, "hãy ghi ít nhất và nhiều nhất"),
        ({"least": "3", "most": "2"}, "hãy ghi ít nhất và nhiều nhất"),
        ({"code": "R05"}, "Hãy ghi các mục của quy định này"),
    ],
)
def test_a_rule_that_counts_or_lists_says_what(as_user, pilot, more, said):
    assert said in text_of(enter_rule(as_user("thuky"), pilot, **more))
    assert not ProgrammeChange.objects.exists()


def test_rules_are_entered_in_the_order_of_their_days(act, pilot):
    given = {"text": "x", "least": 1, "most": 2, "lines": "", "legal_basis": GROUND, "code": "R01"}
    by_two(act, rules.enter_rule, pilot, day=TODAY, **given)
    with refusal("rule_later"):
        by_two(act, rules.enter_rule, pilot, day=dt.date(2021, 6, 1), **given)


def test_the_papers_of_a_pilot_change_by_two(as_user, pilot):
    """A new regulation of coordination (R16) from a day on: told on the page of the pilot and in its story."""
    page = text_of(as_user("thuky").get(reverse("pilot", args=[pilot.code])))
    assert "Thay đổi kể từ một ngày" in page
    assert "Thay đổi kể từ một ngày" not in text_of(as_user("gd.congthuong").get(reverse("pilot", args=[pilot.code])))
    regulation = LegalDocument.objects.exclude(pk=pilot.coordination_regulation_id).first()
    both(
        as_user, reverse("pilot-step", args=[pilot.pk, "change_pilot"]), day="10/06/2021", title="Đề án có tên mới",
        scheme_document=pilot.scheme_document_id, coordination_regulation=regulation.pk, legal_basis=GROUND,
    )  # fmt: skip
    pilot.refresh_from_db()
    assert (pilot.title, pilot.coordination_regulation) == ("Đề án có tên mới", regulation)
    assert GROUND in text_of(as_user("thuky").get(reverse("pilot", args=[pilot.code]), {"muc": "dien-bien"}))


def test_two_pilots_are_never_of_one_province(as_user, pilot):
    step = reverse("pilot-step", args=[pilot.pk, "correct_pilot"])
    answer = send(
        as_user("thuky"), step, province="gia lai", title=pilot.title, legal_basis=GROUND, reason="Gõ nhầm tên tỉnh."
    )
    assert "Tỉnh này đã có thí điểm" in text_of(answer)


def test_nobody_names_a_unit_of_another_pilot(act, pilot):
    foreign = AdminUnit.objects.exclude(pilot=pilot).exclude(pilot=None).first()
    given = {"name": "Một cơ quan mới", "kind": "department", "level": "province", "legal_basis": GROUND}
    for verb, own in ((places.enter_agency, given), (places.enter_site, {"name": "Một điểm", "level": "commune"})):
        with refusal("other_pilot"):
            by_two(act, verb, pilot, **own, admin_unit=foreign)


def test_what_has_more_to_be_read_is_not_confirmed_by_ticking(as_user, act, pilot):
    """An answer and a change of the organisation show on their page what follows; the batch would hide it."""
    w.propose(places.enter_phase, pilot, act("thuky"), {"name": "Giai đoạn III", "legal_basis": GROUND})
    question = Inconsistency.objects.get(code="A02")
    said = {"settlement": "Đã qua", "document": GROUND, "answer": "da-qua", "day": TODAY}
    w.propose(settle_inconsistency, question, act("thuky"), said, pilot)
    page = as_user("truongban").get(reverse("programme-changes"))
    assert [change.verb for change, _heading, _lines in page.context["waiting"]] == ["enter_phase"]


# --- entered by mistake -------------------------------------------------------------------------------------------


def entered_by_mistake(act, pilot):
    """Of every kind one thing on which nothing hangs, and the page that offers its steps."""
    agreed, at = act("thuky", agreed=True), Site.objects.get(code="HT-S-CX")
    site = places.enter_site(pilot, agreed, name="Điểm nhầm", level="commune")
    agency = places.enter_agency(pilot, agreed, name="Cơ quan nhầm", kind="department", level="commune")
    phase = places.enter_phase(pilot, agreed, name="Giai đoạn nhầm")
    part = places.enter_participation(at, agreed, agency=Agency.objects.get(code="HT-CL"), **NOTHING)
    above = AdminUnit.objects.get(code="42")
    unit = units.enter_unit(pilot, agreed, code="99998", name="xã Nhầm", level="commune", parent=above, **DAYS)
    return {
        "site": (site, reverse("site", args=[site.code])),
        "agency": (agency, reverse("agency", args=[agency.code])),
        "phase": (phase, reverse("phase", args=[pilot.code, phase.code])),
        "participation": (part, reverse("site", args=[at.code])),
        "admin-unit": (unit, reverse("admin-units")),
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["site", "agency", "phase", "participation", "admin-unit"])
def test_what_was_entered_by_mistake_is_taken_out_by_two_and_told(as_user, act, pilot, kind):
    row, page = entered_by_mistake(act, pilot)[kind]
    step = reverse(f"{kind}-step", args=[row.pk, f"remove_{kind.rpartition('-')[2]}"])
    assert step in as_user("thuky").get(page).content.decode()
    _page, done, change = both(as_user, step, reason="Nhập nhầm.")
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert change.status == "carried_out"
    assert "Bỏ vì nhập nhầm" in text_of(done)
    assert f"{row}" in text_of(as_user("thuky").get(reverse("pilot", args=[pilot.code]), {"muc": "dien-bien"}))
    assert as_user("thuky").get(reverse("programme-changes")).status_code == 200


def test_what_something_hangs_on_is_not_offered_to_be_taken_out_and_refused_by_name(as_user, act, pilot):
    row, page = entered_by_mistake(act, pilot)["agency"]
    step = reverse("agency-step", args=[row.pk, "remove_agency"])
    part = Participation.objects.create(pilot=pilot, site=Site.objects.get(code="HT-S-CX"), agency=row)
    assert step not in as_user("thuky").get(page).content.decode()
    assert "Tham gia thí điểm (1)" in text_of(send(as_user("thuky"), step, reason="Nhầm."))
    part.delete()
    send(as_user("thuky"), reverse("agency-step", args=[row.pk, "close_agency"]), last_day="14/06/2021",
         legal_basis=GROUND)  # fmt: skip
    assert "Đề nghị thay đổi (1)" in text_of(send(as_user("thuky"), step, reason="Nhầm."))


def test_what_a_document_says_is_no_mistake_of_somebody_here(as_user, act):
    part = Participation.objects.filter(pk__in=LoadedFact.objects.filter(kind="participations").values("object_id"))
    row = part.filter(site__code="HT-S-CX").first()
    step = reverse("participation-step", args=[row.pk, "remove_participation"])
    assert step not in as_user("thuky").get(reverse("site", args=["HT-S-CX"])).content.decode()
    with refusal("from_document"):
        places.remove_participation(row, act("thuky", reason="Nhầm.", agreed=True))


def test_a_proposal_about_what_was_taken_out_meanwhile_is_refused_and_can_be_read(as_user, act, pilot):
    row, _page = entered_by_mistake(act, pilot)["phase"]
    first = w.propose(places.remove_phase, row, act("thuky", reason="Nhầm."), {})
    Phase.objects.filter(pk=row.pk).delete()
    with refusal("taken_out"):
        w.confirm_change(first, act("truongban"))
    assert as_user("truongban").get(reverse("programme-change", args=[first.pk])).status_code == 200
