"""The set of an agency by screen: entered, confirmed, corrected, taken out; the catalogue and its fields put right."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.urls import reverse

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.models import Agency, Pilot, Procedure, ProcedureHandover, ProcedureSetEntry, ServiceField
from pilot.programme.workflows import fields, posts, procedures
from tests.found.browse import send, text_of
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
TODAY = DEMO_START
GROUND = "15/QĐ-UBND ngày 10/06/2021 của UBND huyện Cẩm Xuyên"
FIRST = dt.date(2021, 6, 10)


@pytest.fixture
def agency():
    return Agency.objects.get(code="HT-CX")


@pytest.fixture
def free(agency):
    """A procedure of the catalogue that is not in its set, not even as a proposal."""
    return Procedure.objects.exclude(set_entries__procedure_set__agency=agency).order_by("code")[0]


def entries(agency, on=TODAY):
    rows = ProcedureSetEntry.objects.as_at(on).filter(procedure_set__agency=agency)
    return rows.exclude(ProcedureSetEntry.PROPOSED)


def enter(agency, act, **given):
    asked = {"valid_from": FIRST, "legal_basis": GROUND, **given}
    return procedures.enter_procedure(agency, act("ct.camxuyen"), **asked)


def test_the_agency_enters_a_procedure_that_the_catalogue_has_by_words_of_its_name(as_user, agency, free):
    client = as_user("ct.camxuyen")
    page = client.get(reverse("agency", args=[agency.code]))
    assert reverse("enter-procedure", args=[agency.code]) in page.content.decode()
    answer = send(
        client, reverse("enter-procedure", args=[agency.code]), code=free.name.upper(), valid_from="10/6/2021",
        legal_basis=GROUND, code_suffix="000.00.00.H27",
    )  # fmt: skip
    entry = entries(agency).get(procedure=free)
    assert (entry.full_code, entry.valid_from, entry.illustrative) == (f"{free.code}.000.00.00.H27", FIRST, True)
    assert GROUND in text_of(answer)
    assert entry.full_code in text_of(client.get(f"{reverse('agency', args=[agency.code])}?ngay=10/06/2021"))
    assert entry.full_code not in text_of(client.get(f"{reverse('agency', args=[agency.code])}?ngay=09/06/2021"))
    story = text_of(client.get(reverse("set-entry", args=[entry.pk])))
    assert "Từ ngày 10/06/2021." in story


def test_words_that_several_procedures_have_and_unknown_codes_are_said_at_their_field(as_user, agency):
    client, address = as_user("ct.camxuyen"), reverse("enter-procedure", args=[agency.code])
    several = text_of(send(client, address, code="đăng ký", valid_from="10/6/2021", legal_basis=GROUND))
    assert "Nhiều thủ tục" in several
    unknown = text_of(send(client, address, code="9.123456", valid_from="10/6/2021", legal_basis=GROUND))
    assert "9.123456" in unknown
    assert not Procedure.objects.filter(code="9.123456").exists()
    with refusal("procedure_code"):
        procedures.enter_procedure(agency, act_of("ct.camxuyen"), code="12", valid_from=FIRST, legal_basis=GROUND)


def act_of(name):
    from pilot.platform.kernel.workflow import Act
    from pilot.programme.models import User

    return Act(user=User.objects.get(username=name), on=TODAY, confirmed=True)


def test_a_procedure_that_is_new_to_the_catalogue_comes_whole(agency, act):
    field = ServiceField.objects.first()
    entry = enter(agency, act, code="9.123456", name="Thủ tục mới", field=field, level="district")
    assert str(entry.procedure) == "9.123456 Thủ tục mới"
    with refusal("in_the_set"):
        enter(agency, act, code="9.123456", valid_from=TODAY)


def test_an_agency_without_a_set_gets_one_by_its_first_entry(act, free):
    bare = Agency.objects.filter(pilot__code="HATINH", procedure_set=None, kind="department").first()
    bare = bare or Agency.objects.filter(pilot__code="HATINH", procedure_set=None, kind="commune_committee").first()
    if bare is None:
        bare = Agency.objects.filter(pilot__code="HATINH", procedure_set=None).exclude(
            kind__in=["post_office", "steering_committee", "secretariat"]
        )[0]
    procedures.enter_procedure(bare, act("thuky"), code=free.code, valid_from=FIRST, legal_basis=GROUND)
    assert entries(bare).count() == 1
    office = Agency.objects.get(code="HT-BDT")
    with refusal("no_set"):
        procedures.enter_procedure(office, act("thuky"), code=free.code, valid_from=FIRST, legal_basis=GROUND)


def test_proposals_are_confirmed_all_ticked_or_one_by_one(as_user):
    agency = Agency.objects.get(code="HT-SLDTBXH")
    proposed = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED, procedure_set__agency=agency, valid_to=None)
    client, address = as_user("thuky"), reverse("confirm-proposals", args=[agency.code])
    ids = list(proposed.order_by("procedure__code").values_list("pk", flat=True))
    assert client.get(address).content.decode().count("checked") >= len(ids)
    answer = send(client, address, valid_from="10/6/2021", legal_basis=GROUND, entries=ids[:1])
    one = entries(agency).get()
    assert one.procedure == ProcedureSetEntry.objects.get(pk=ids[0]).procedure
    assert (proposed.count(), one.legal_basis) == (len(ids) - 1, GROUND)
    assert "1 trong 36 thủ tục" in text_of(answer)
    send(client, address, valid_from="10/6/2021", legal_basis=GROUND, entries=ids[1:])
    assert (proposed.count(), entries(agency).count()) == (0, len(ids))
    assert (
        reverse("confirm-proposals", args=[agency.code])
        not in client.get(reverse("agency", args=[agency.code])).content.decode()
    )
    assert "Xác nhận" in text_of(client.get(reverse("set-entry", args=[one.pk])))


def test_what_is_confirmed_was_proposed_to_this_agency(act, agency):
    others = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED).exclude(procedure_set__agency=agency)
    with refusal("no_proposal"):
        procedures.confirm_proposals(
            agency, act("ct.camxuyen"), entries=list(others[:1]), valid_from=FIRST, legal_basis=GROUND
        )


def test_a_struck_proposal_stays_struck_when_a_list_is_undone(act):
    agency = Agency.objects.get(code="HT-SLDTBXH")
    proposal = ProcedureSetEntry.objects.filter(
        ProcedureSetEntry.PROPOSED, procedure_set__agency=agency, valid_to=None
    )[0]
    procedures.end_set_entry(proposal, act("thuky"), last_day=TODAY, legal_basis=GROUND)
    from pilot.programme.resources.procedures import ProcedureSheet

    ProcedureSheet().undone(agency)
    proposal.refresh_from_db()
    assert proposal.valid_to == dt.date(2021, 6, 16)


def test_a_correction_may_mean_another_procedure_while_nothing_was_handed_over(act, agency, free):
    entry = enter(agency, act, code=free.code)
    other = Procedure.objects.exclude(set_entries__procedure_set__agency=agency).order_by("-code")[0]
    given = {"code_suffix": "", "valid_from": FIRST, "valid_to": None, "legal_basis": GROUND}
    reason = act("ct.camxuyen", reason="Chọn nhầm.")
    procedures.correct_set_entry(entry, reason, code=other.code, **given)
    assert entries(agency).filter(procedure=other).exists()
    begun = ProcedureHandover.objects.filter(agency=agency).exclude(since=None).first()
    held = enter(agency, act, code=begun.procedure.code, valid_from=begun.since)
    with refusal("on_the_ladder"):
        procedures.correct_set_entry(held, reason, code=free.code, **given | {"valid_from": begun.since})
    with refusal("on_the_ladder"):
        later = begun.since + dt.timedelta(days=1)
        procedures.correct_set_entry(held, reason, code=begun.procedure.code, **given | {"valid_from": later})


def test_a_procedure_is_taken_out_from_a_day(as_user, act, agency, free):
    entry = enter(agency, act, code=free.code)
    procedures.end_set_entry(entry, act("ct.camxuyen"), last_day=dt.date(2021, 6, 12), legal_basis=GROUND)
    assert not entries(agency).filter(procedure=free).exists()
    assert entries(agency, dt.date(2021, 6, 12)).filter(procedure=free).exists()
    page = text_of(as_user("ct.camxuyen").get(reverse("set-entry", args=[entry.pk])))
    assert "12/06/2021" in page
    enter(agency, act, code=free.code, valid_from=TODAY)  # it comes back


def test_a_secretariat_puts_the_catalogue_right_for_all(as_user, free):
    client = as_user("thuky")
    send(
        client, reverse("procedure-step", args=[free.pk, "correct_procedure"]), name="Tên đúng", reason="Gõ nhầm.",
    )  # fmt: skip
    free.refresh_from_db()
    assert free.name == "Tên đúng"
    assert "Gõ nhầm." in text_of(client.get(reverse("procedure", args=[free.code])))
    assert AuditEvent.objects.filter(verb="correct_procedure", chain="platform").exists()


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def field(act):
    pilot = Pilot.objects.get(code="HATINH")
    return fields.enter_field(pilot, act("thuky"), name="Du lịch", valid_from=FIRST, legal_basis=GROUND)


def test_a_field_is_entered_and_named_rightly_on_its_pages(as_user):
    client = as_user("thuky")
    page = client.get(reverse("service-fields"))
    assert reverse("enter-field", args=["HATINH"]) in page.content.decode()
    send(client, reverse("enter-field", args=["HATINH"]), name="Du lich", legal_basis=GROUND)
    made = ServiceField.objects.get(name="Du lich")
    send(client, reverse("service-field-step", args=[made.pk, "correct_field"]), name="Du lịch", reason="Thiếu dấu.")
    made.refresh_from_db()
    assert made.name == "Du lịch"
    assert "Thiếu dấu." in text_of(client.get(reverse("service-field", args=[made.pk])))
    assert "Du lịch" in text_of(client.get(f"{reverse('service-fields')}?q=du+lich"))


def test_a_field_has_one_name_marks_aside(act, field):
    pilot = Pilot.objects.get(code="HATINH")
    with refusal("name_taken"):
        fields.enter_field(pilot, act("thuky"), name="DU LICH", legal_basis=GROUND)
    with pytest.raises(IntegrityError):
        ServiceField.objects.create(name="du lich")


def test_a_closed_field_begins_nothing_new_and_leaves_what_has_it(act, agency, field):
    site = agency.counter_posts.first().site
    given = {"name": "Quầy du lịch", "site": site, "fields": [field], "legal_basis": GROUND}
    post = posts.enter_post(agency, act("ct.camxuyen"), valid_from=FIRST, **given)
    fields.close_field(field, act("thuky"), last_day=dt.date(2021, 6, 14), legal_basis=GROUND)
    field.refresh_from_db()
    with refusal("field_closed"):
        posts.enter_post(agency, act("ct.camxuyen"), **given | {"name": "Quầy khác", "valid_from": TODAY})
    with refusal("field_closed"):
        enter(agency, act, code="9.123457", name="Thủ tục mới", field=field, level="district")
    correct = {"valid_to": None, "code": post.code, "management": False, "valid_from": FIRST}
    posts.correct_post(post, act("ct.camxuyen", reason="Gõ nhầm."), **given | correct | {"name": "Quầy du lịch 1"})
    assert post.fields_on(TODAY) == [field]
