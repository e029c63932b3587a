"""The facts as loaded; expected values are typed from the documents, not read from the files."""

import datetime as dt
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone, translation

from pilot.facts.reading import FACTS
from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.kernel import audit
from pilot.platform.kernel.models import AuditChain, AuditEvent
from pilot.programme.models import (
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    Inconsistency,
    LegalDocument,
    Parameter,
    Participation,
    Person,
    Phase,
    Pilot,
    Procedure,
    ProcedureChannelLimit,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
    Site,
    SourceDocument,
    User,
)
from pilot.programme.presenters.places import coverage_in_words
from pilot.programme.selectors.places import agency_rows
from pilot.steering.models import PlanTask, ReportSchedule, StatedFigure, Target

pytestmark = pytest.mark.django_db

LINES = """\
pilots 2
phases 4
documents 24
admin_units 40
agencies 44
sites 27 (2 unconfirmed)
rules 47
targets 16
tasks 16
duties 21
reports 9
inconsistencies 31
source_documents 5
laws 5
successions 27
participations 46
inconsistency_pilots 27
reference_plans 3
figures 2
service_fields 17
procedures 65 (31 illustrative)
channel_limits 102
procedure_sets 16
procedure_set_entries 135
"""
FIRST = "premises 13 new\nmarks_and_rates 59 new\n803 changes\n"
AGAIN = "premises 0 new\nmarks_and_rates 0 new\n0 changes\n"
OPEN_QUESTIONS = ["A01", "A02", "A05", "A10", "A23", "A25", "A28", "A29", "A30", "A31"]
COMPANY_REGISTRATION = ["2.001583", "2.001199", "2.002043", "2.001610", "2.002069"]
ISSUED_AFTER_2021 = [
    "1.012735", "1.012744", "3.000291", "3.000214", "1.011769", "3.000256", "1.012796", "1.012817",
    "1.013978", "1.013225", "1.013227", "1.014159", "1.012784", "1.012812", "2.002620",
]  # fmt: skip
DOUBTFUL = ["2.002642", "2.001019", "2.001035", "2.002217", "1.001776"]


def load(directory: Path = FACTS) -> str:
    out = StringIO()
    call_command("load_pilots", directory=directory, stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(db) -> None:
    load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The fact files in a directory of their own, to be edited."""
    for path in FACTS.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def edit(directory: Path, file: str, old: str, new: str) -> None:
    text = (directory / file).read_text()
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1))


# --- the command ----------------------------------------------------------------------------------


def test_first_run_prints_counts_and_changes():
    assert load() == LINES + FIRST


def test_second_run_changes_nothing_and_writes_no_event(loaded, django_assert_max_num_queries):
    events = AuditEvent.objects.count()
    with django_assert_max_num_queries(13):
        second = load()
    assert second == LINES + AGAIN
    assert AuditEvent.objects.count() == events


def test_one_event_per_pilot_and_one_on_the_platform(loaded):
    assert sorted(AuditEvent.objects.values_list("chain", "verb", "source")) == [
        (chain, "load_pilots", "load_pilots") for chain in ("GIALAI", "HATINH", "platform")
    ]
    assert AuditEvent.objects.get(chain="GIALAI").after["counts"]["rules"] == 7
    assert not [link for chain in AuditChain.objects.all() for link in audit.broken_links(chain.name)]


def test_quiet_run_prints_nothing(db):
    out = StringIO()
    call_command("load_pilots", verbosity=0, stdout=out)
    assert out.getvalue() == ""


# --- what the documents say -----------------------------------------------------------------------


def test_phase_two_of_ha_tinh_runs_to_the_end_of_september(loaded):
    phase = Phase.objects.get(code="HT-P2")
    assert (phase.valid_from, phase.period.last_day) == (dt.date(2021, 2, 22), dt.date(2021, 9, 30))
    assert phase.period.contains(dt.date(2021, 9, 30))
    assert (phase.source.code, phase.source_section, phase.source_line) == ("S3", "III-a.2.1; 2.2; 2.3", 85)


def test_phase_one_of_ha_tinh_has_no_dates(loaded):
    phase = Phase.objects.get(code="HT-P1")
    assert (phase.valid_from, phase.valid_to) == (None, None)


def test_two_sites_are_unconfirmed_and_take_part_in_nothing(loaded):
    unconfirmed = Site.objects.filter(status="unconfirmed").order_by("code")
    assert [s.name for s in unconfirmed] == ["Bộ phận Một cửa phường Đức Thuận", "Bộ phận Một cửa xã Kỳ Đồng"]
    assert unconfirmed.last().as_printed == "Kỳ Đông"
    assert not Participation.objects.filter(site__in=unconfirmed).exists()
    assert set(Agency.objects.filter(unconfirmed=True).values_list("code", flat=True)) == {
        "HT-U-DUCTHUAN",
        "HT-U-KYDONG",
    }


def test_checksum_of_the_plan_two_centres_and_six_points(loaded):
    leased = Participation.objects.filter(phase__code="HT-P2", pilot_form="facility_lease").exclude(
        site__in=Site.objects.filter(participations__phase__code="HT-P1", participations__pilot_form="facility_lease")
    )  # Kỳ Bắc continues from phase I
    counts = leased.values("site__level").annotate(n=Count("pk")).values_list("site__level", "n")
    assert dict(counts) == {"district": 2, "commune": 6}


def test_nine_departments_six_of_them_already_in_phase_one(loaded):
    centre = Participation.objects.filter(site__code="HT-S-TTPVHCC")
    first, second = (
        set(centre.filter(phase__code=p).values_list("agency__code", flat=True)) for p in ("HT-P1", "HT-P2")
    )
    assert first == {"HT-STTTT", "HT-SNGV", "HT-SKHCN", "HT-SGDDT", "HT-SVHTTDL", "HT-SNV"}
    assert second - first == {"HT-STC", "HT-SCT", "HT-SLDTBXH"}
    assert len(second) == 9


def test_gia_lai_districts_have_no_form(loaded):
    forms = Participation.objects.filter(pilot__code="GIALAI").values_list("site__level", "pilot_form")
    assert set(forms) == {("province", None), ("district", None), ("commune", "relocation")}


def test_district_premises_are_handed_over_in_the_last_quarter(loaded):
    site = Site.objects.get(code="HT-S-LH")
    assert (site.facility_from, site.facility_to) == (dt.date(2021, 10, 1), dt.date(2022, 1, 1))


def test_who_withdraws_how(loaded):
    by_rule = {
        rule: set(Agency.objects.filter(withdrawal_rule=rule).values_list("code", flat=True))
        for rule in ("per_guidance", "exempt")
    }
    assert by_rule == {
        "per_guidance": {"HT-STTTT", "HT-SNGV", "HT-SKHCN", "HT-SGDDT", "HT-SVHTTDL"},
        "exempt": {"HT-SNV"},
    }
    assert Agency.objects.get(standing_body=True).code == "HT-STTTT"


def test_gia_lai_has_no_committee(loaded):
    kinds = set(Agency.objects.filter(pilot__code="GIALAI").values_list("kind", flat=True))
    assert kinds == {"department", "peoples_committee", "post_office"}


def test_one_to_three_fields_per_employee(loaded):
    rule = Parameter.objects.get(code="R01")
    assert (rule.pilot.code, rule.value["max"], rule.severity) == ("HATINH", 3, "block_above_max")
    assert rule.text == "01 nhân viên đảm đương được từ 1-3 lĩnh vực thí điểm"
    assert rule.levels == ["province", "district"]


def test_rules_of_gia_lai_are_these_seven(loaded):
    own = Parameter.objects.filter(pilot__code="GIALAI").order_by("code")
    assert [p.code for p in own] == ["R33", "R34", "R43", "R44", "R45", "R46", "R47"]
    assert not Parameter.objects.filter(assumed=True).exists()


def test_district_route_ends_with_the_districts(loaded):
    rule = Parameter.objects.get(code="R11")
    assert (rule.levels, rule.period.last_day) == (["district"], dt.date(2025, 6, 30))
    assert not Parameter.objects.exclude(code="R11").exclude(valid_from=None, valid_to=None).exists()


def test_operating_costs_stay_with_the_agencies(loaded):
    rule = Parameter.objects.get(code="R27")
    assert rule.details["items"][:2] == ["Điện", "nước"]
    assert rule.details["ambiguity"] == "A28"


def test_impossible_date_stays_text(loaded):
    target = Target.objects.get(code="T13")
    assert (target.due, target.due_as_printed, target.value) == (None, "31/9/2019", None)
    assert PlanTask.objects.get(code="N20").due is None


def test_targets_tasks_and_duties_belong_to_plans(loaded):
    plans = dict(Target.objects.values_list("plan__code").annotate(n=Count("pk")))
    assert plans == {"S2": 13, "S0": 3}
    assert set(PlanTask.objects.filter(kind="task").values_list("plan__code", flat=True)) == {"S1"}
    assert (Target.objects.get(code="T15").operator, Target.objects.get(code="T02").operator) == (">", ">=")


def test_reports_belong_to_a_pilot_or_to_a_plan(loaded):
    owner = dict(ReportSchedule.objects.filter(plan=None).values_list("code", "pilot__code"))
    assert owner == {"RP4": "HATINH", "RP5": "HATINH", "RP6": "HATINH", "RP7": "GIALAI", "RP9": "HATINH"}
    assert ReportSchedule.objects.filter(pilot=None).count() == 4


def test_open_questions_are_exactly_the_ten(loaded):
    assert list(Inconsistency.objects.filter(status="open").values_list("code", flat=True)) == OPEN_QUESTIONS
    assert Inconsistency.objects.filter(status="by_treatment").count() == 21


def test_inconsistencies_concern_the_pilots_of_their_documents(loaded):
    pilots = {i.code: {p.code for p in i.pilots.all()} for i in Inconsistency.objects.prefetch_related("pilots")}
    assert pilots["A01"] == {"HATINH"}
    assert pilots["A10"] == {"GIALAI"}
    assert pilots["A23"] == {"HATINH", "GIALAI"}
    assert pilots["A17"] == pilots["A26"] == set()


def test_documents_without_number_or_with_a_wrong_issuer(loaded):
    assert LegalDocument.objects.get(number=None).date == dt.date(2017, 11, 16)
    misprint = LegalDocument.objects.get(number="1184/QĐ-UBND")
    assert (misprint.issuer, misprint.issuer_as_printed) == ("UBND tỉnh Gia Lai", "Ủy ban Thường vụ Quốc hội")
    assert Pilot.objects.get(code="HATINH").scheme_document.number == "2459/QĐ-UBND"


def test_who_signed_and_what_is_printed_beside(loaded):
    by_code = {source.code: source for source in SourceDocument.objects.all()}
    assert by_code["S3"].signed_by == "TM. ỦY BAN NHÂN DÂN - KT. CHỦ TỊCH - PHÓ CHỦ TỊCH Lê Ngọc Châu"
    assert by_code["S3"].printed_sections == ["I", "II", "III", "III"]  # A04
    assert (by_code["S2"].drafter_mark, by_code["S2"].signer["mark"]) == ("(Ng-40b)", "(Đã ký)")
    assert (by_code["S4"].signed_by, by_code["S4"].recipients_line) == ("Lan Xuân", None)


def test_both_lists_of_communes_are_on_record(loaded):
    """A01: six in section II.2.2, eight in the recipients."""
    notes = dict(Site.objects.filter(pilot__code="HATINH", level="commune").values_list("code", "note"))
    assert len(notes) == 9
    named = {"II.2.2": 0, "Nơi nhận": 0}
    for note in notes.values():
        assert "A01" in note
        named["II.2.2"] += "Có trong mục II.2.2" in note
        named["Nơi nhận"] += "không có trong Nơi nhận" not in note
    assert named == {"II.2.2": 6, "Nơi nhận": 8}


# --- administrative units -------------------------------------------------------------------------


def test_districts_end_with_june_2025(loaded):
    districts = AdminUnit.objects.filter(level="district").exclude(code="448")
    assert {d.period.last_day for d in districts} == {dt.date(2025, 6, 30)}
    assert AdminUnit.objects.get(code="448").period.last_day == dt.date(2024, 12, 31)
    assert set(AdminUnit.objects.values_list("confidence", flat=True)) == {"outside"}


def test_a_code_is_used_again_under_another_name(loaded):
    units = AdminUnit.objects.filter(code="18736")
    assert {u.name: u.valid_from for u in units} == {"xã Cẩm Thịnh": None, "xã Cẩm Hưng": dt.date(2025, 7, 1)}
    day = dt.date(2021, 6, 15)
    assert AdminUnit.objects.as_at(day).get(code="18736").name == "xã Cẩm Thịnh"
    assert Site.objects.get(code="HT-S-CAMTHINH").admin_unit.name == "xã Cẩm Thịnh"


def test_successions(loaded):
    kinds = dict(AdminUnitSuccession.objects.values_list("kind").annotate(n=Count("pk")))
    assert kinds == {"dissolve": 12, "merge": 15}
    assert AdminUnitSuccession.objects.get(old__code="64").new.code == "52"
    assert AdminUnitSuccession.objects.get(old__code="448").day == dt.date(2025, 1, 1)
    for step in AdminUnitSuccession.objects.select_related("old", "new"):
        assert step.old.valid_to == step.day
        assert step.new is None or step.new.valid_from == step.day


# --- procedures -----------------------------------------------------------------------------------


def test_thirty_six_by_the_plan_eight_known(loaded):
    whole = ProcedureSet.objects.get(agency__code="HT-SLDTBXH")
    assert (whole.coverage, whole.planned_count, whole.entries.count()) == ("subset", 36, 8)
    assert set(whole.entries.values_list("illustrative", "source", "confidence")) == {(True, None, "outside")}


def test_no_procedure_of_a_set_is_said_to_stand_in_the_plan(loaded):
    """The plan (S3) names whole sets only: what stands in one is from the public catalogue, or illustrative."""
    entries = ProcedureSetEntry.objects.select_related("procedure")
    assert not entries.exclude(source=None).exists()
    assert not entries.filter(confidence="stated").exists()
    assert [e for e in entries if e.illustrative != e.procedure.illustrative] == []
    assert set(entries.filter(illustrative=False).values_list("source_section", flat=True)) == {
        "Cổng Dịch vụ công quốc gia, 20/7/2026"
    }


def test_a_guess_is_shown_apart_and_counted_as_no_list(loaded):
    pilot = Pilot.objects.get(code="HATINH")
    user = User.objects.create_user("thuky", Person.objects.create(pilot=pilot, full_name="Thư ký"))
    give(user, Role.SECRETARIAT, pilot)
    agency = agency_rows(user, dt.date(2021, 6, 15)).get(code="HT-SLDTBXH")
    with translation.override("vi"):
        assert coverage_in_words(agency) == "0 trong 36 thủ tục đã có danh sách; 8 minh họa"


def test_no_procedure_of_a_later_year_and_no_company_registration(loaded):
    unwanted = ISSUED_AFTER_2021 + DOUBTFUL + COMPANY_REGISTRATION
    assert not Procedure.objects.filter(code__in=unwanted).exists()
    assert not ServiceField.objects.filter(name__startswith="Thành lập").exists()


def test_limits_are_those_published_on_one_day_and_illustrative_ones_have_none(loaded):
    limits = ProcedureChannelLimit.objects.all()
    assert set(limits.values_list("source_label", "valid_from")) == {("DVC 20/7/2026", dt.date(2026, 7, 20))}
    assert not limits.filter(procedure__illustrative=True).exists()

    def of(code: str) -> dict:
        return {i.channel: (i.offered, i.value, i.unit) for i in limits.filter(procedure__code=code)}

    assert of("2.002206")["postal"] == (True, 3, "working_day")
    assert of("1.005429") == {
        "online": (False, None, None),
        "postal": (True, 30, "day"),
        "direct": (True, 30, "day"),
    }
    assert of("1.001193")["direct"] == (True, 1, "unknown")
    assert of("1.001612")["online"] == (True, None, None)


def test_district_procedures_are_in_every_district_set_of_ha_tinh(loaded):
    sets = ProcedureSet.objects.filter(agency__level="district").annotate(n=Count("entries"))
    assert {s.agency.code: s.n for s in sets.select_related("agency")} == dict.fromkeys(
        ["HT-TXKA", "HT-DT", "HT-CL", "HT-TXHL", "HT-LH", "HT-CX", "HT-HKA"], 15
    )


def test_search_key_is_stored(loaded):
    assert Procedure.objects.get(code="1.001193").search_key == "1 001193 dang ky khai sinh"


# --- later entries --------------------------------------------------------------------------------


def test_a_settled_question_survives_a_reload_even_of_a_changed_fact(loaded, copy):
    person = Person.objects.create(pilot=Pilot.objects.get(code="HATINH"), full_name="Nguyễn Văn Mẫu")
    user = User.objects.create_user("mau", person)
    Inconsistency.objects.filter(code="A01").update(
        status="settled", settled_at=timezone.now(), settled_by=user, settlement="Công văn số 1"
    )
    assert load().endswith("\n0 changes\n")
    edit(copy, "inconsistencies.yaml", "status: open", "status: by_treatment")
    assert load(copy).endswith("kept inconsistencies A01: status\n0 changes\n")
    question = Inconsistency.objects.get(code="A01")
    assert (question.status, question.settlement, question.settled_by) == ("settled", "Công văn số 1", user)


def test_a_rule_closed_by_a_dated_successor_stays_closed(loaded):
    old = Parameter.objects.get(code="R01")
    Parameter.objects.filter(pk=old.pk).update(valid_to=dt.date(2021, 7, 1))
    Parameter.objects.create(
        pilot=old.pilot, code="R01", key=old.key, value={"min": 1, "max": 2}, valid_from=dt.date(2021, 7, 1)
    )
    assert load().endswith("\n0 changes\n")
    assert [p.value["max"] for p in Parameter.objects.filter(code="R01").order_by("valid_to")] in (
        [3, 2],
        [2, 3],
    )
    assert Parameter.objects.get(pk=old.pk).valid_to == dt.date(2021, 7, 1)


def test_a_corrected_name_and_an_own_procedure_stay(loaded, copy):
    Procedure.objects.filter(code="1.001193").update(name="Đăng ký khai sinh (sửa)")
    Procedure.objects.create(code="1.004827", name="Của cơ quan", field=ServiceField.objects.first(), level="district")
    edit(
        copy,
        "procedures.yaml",
        "  - {code: '1.000656'",
        "  - {code: '1.004827', name: Từ tài liệu, field: Hộ tịch, level: commune}\n  - {code: '1.000656'",
    )
    assert load(copy).endswith("\n0 changes\n")
    assert Procedure.objects.get(code="1.001193").name == "Đăng ký khai sinh (sửa)"
    assert Procedure.objects.get(code="1.004827").name == "Của cơ quan"


def test_a_deleted_row_is_not_brought_back(loaded, copy):
    Participation.objects.filter(agency__code="HT-DT").delete()
    edit(copy, "programme.yaml", "{id: P17,", "{id: P17, note: mới,")
    assert load(copy).endswith("\n0 changes\n")
    assert not Participation.objects.filter(agency__code="HT-DT").exists()


def test_a_changed_fact_is_exactly_one_change_with_its_event(loaded, copy):
    edit(copy, "rules.yaml", "{min: 1, max: 3}", "{min: 1, max: 4}")
    assert load(copy).endswith("\n1 changes\n")
    rule = Parameter.objects.get(code="R01")
    assert (rule.value, rule.row_version) == ({"min": 1, "max": 4}, 2)
    event = AuditEvent.objects.first()
    assert (event.chain, event.seq) == ("HATINH", 2)
    assert event.before == {"rules R01": {"value": {"min": 1, "max": 3}}}
    assert event.after == {"counts": {"rules": 1}, "rules R01": {"value": {"min": 1, "max": 4}}}
    assert load(copy).endswith("\n0 changes\n")


def test_a_later_day_in_the_file_moves_the_row_instead_of_making_a_second(loaded, copy):
    edit(copy, "programme.yaml", "site: HT-S-TXKA, phase: HT-P2", "site: HT-S-TXKA, phase: HT-P1")
    assert load(copy).endswith("\n1 changes\n")
    assert Participation.objects.get(agency__code="HT-TXKA").phase.code == "HT-P1"


# --- errors name their place ----------------------------------------------------------------------


PROGRAMME = "programme.yaml"
MISTAKES = [
    (
        "rules.yaml",
        "pilot: HATINH",
        "pilot: HUE",
        "rules.yaml: rules R01: pilot: there is no HUE among pilots",
    ),
    (PROGRAMME, "name: Giai đoạn I\n", "nam: I\n", "programme.yaml: phases HT-P1: name is missing"),
    (PROGRAMME, "name: Giai đoạn I\n", "name: I\n    x: 1\n", "programme.yaml: phases HT-P1: unknown key x"),
    (PROGRAMME, "id: HT-P2", "id: HT-P1", "programme.yaml: phases HT-P1: stands twice"),
    (PROGRAMME, "to: 2021-09-30", "to: 2021-02-21", "phases HT-P2: valid_from, valid_to:"),
    (PROGRAMME, "to: 2021-09-30", "to: 2021-09-31", "programme.yaml: 2021-09-31: day"),
    (PROGRAMME, "phases:", "stages:", "stages: not a kind of fact"),
    (PROGRAMME, "phases:", "rules: []\nphases:", "rules.yaml: rules stands in another file as well"),
    (PROGRAMME, "  - id: HT-P1\n    pilot", "  - pilot", "programme.yaml: phases: a row without id"),
    ("organisation.yaml", "kind: department", "kind: x", "organisation.yaml: agencies HT-STC: kind:"),
    ("organisation.yaml", "pilot: HATINH, ", "", "organisation.yaml: agencies HT-STC: pilot is missing"),
    (
        "procedures.yaml",
        "2 nlv / 3 nlv",
        "2 nlv",
        "channel_limits DVC 20/7/2026: 2.002206: 2 nlv / 3 nlv: three",
    ),
    ("procedures.yaml", "2 nlv /", "2 tuần /", "channel_limits 2.002206 online 2026-07-20: 2 tuần: neither"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES)
def test_an_error_names_file_and_id_and_writes_nothing(copy, file, old, new, message):
    edit(copy, file, old, new)
    with pytest.raises(CommandError) as refusal:
        load(copy)
    assert message in str(refusal.value)
    assert not Pilot.objects.exists()
    assert not AuditEvent.objects.exists()


def test_every_row_of_the_documents_has_its_place(loaded):
    for model in (
        Pilot,
        Phase,
        Agency,
        Site,
        Participation,
        Parameter,
        ProcedureSet,
        Target,
        PlanTask,
        ReportSchedule,
        StatedFigure,
    ):
        assert not model.objects.filter(source=None).exists()
        assert not model.objects.filter(source_section="").exists()
