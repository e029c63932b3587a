"""What people have changed by their verbs a load leaves as it is, whatever the files say by then, and says so."""

import datetime as dt
import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict

from facilities.models import Facility
from pilot.facts.reading import FACTS
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import (
    Agency,
    Inconsistency,
    LoadedFact,
    Parameter,
    Participation,
    Phase,
    Pilot,
    ProcedureSetEntry,
    Site,
)
from pilot.programme.resources.procedures import ProcedureSheet
from tests.facts.test_load_pilots import edit

pytestmark = pytest.mark.usefixtures("demo")
DAY, DOCUMENT = dt.date(2021, 6, 10), "Công văn số 12/UBND-PC1 ngày 01/06/2021"


def done(verb, row, act, *columns, **inputs):
    """The verb, with the columns that it asks for besides as they are."""
    as_they_are = {name: getattr(row, name) for name in columns}
    return VERBS[verb](
        row, act("thuky", reason="Minh họa.", agreed=True), **as_they_are, **inputs, legal_basis=DOCUMENT
    )


def fact(kind, code):
    model = {"sites": Site, "agencies": Agency, "phases": Phase, "participations": Participation, "rules": Parameter}
    return model[kind].objects.get(pk=LoadedFact.objects.get(kind=kind, code=code).object_id)


def of_a_site(act):
    """Its name was typed wrong."""
    site = fact("sites", "HT-S-CL")
    columns = ("level", "agency", "parent_agency", "admin_unit", "pilot_form", "status", "valid_from", "valid_to")
    done("correct_site", site, act, *columns, name="Trung tâm HCC Can Lộc")


def of_a_site_that_moves(act):
    """It takes part in another form from a day on."""
    site = fact("sites", "HT-S-TXHL")
    done("change_site", site, act, "name", "agency", "parent_agency", "admin_unit", "status", day=DAY, pilot_form=None)


def of_a_site_that_ends(act):
    done("close_site", fact("sites", "HT-S-DT"), act, last_day=DAY)


def of_an_agency(act):
    agency = fact("agencies", "HT-STTTT")
    columns = ("kind", "level", "parent", "admin_unit", "withdrawal_rule", "unconfirmed", "valid_from", "valid_to")
    done("correct_agency", agency, act, *columns, name="Sở TT&TT")


def of_an_agency_that_is_renamed(act):
    agency = fact("agencies", "HT-STTTT")
    done("change_agency", agency, act, "parent", "admin_unit", "withdrawal_rule", day=DAY, name="Sở TT&TT")


def of_a_phase(act):
    done("correct_phase", fact("phases", "HT-P1"), act, "valid_from", "valid_to", name="Giai đoạn thứ nhất")


def of_a_phase_that_ends(act):
    done("close_phase", fact("phases", "HT-P2"), act, last_day=dt.date(2021, 8, 31))


def of_who_takes_part(act):
    part = fact("participations", "P18")
    done("correct_participation", part, act, "agency", "pilot_form", "valid_from", "valid_to", phase=None)


def of_who_takes_part_otherwise(act):
    done("change_participation", fact("participations", "P18"), act, "pilot_form", day=DAY, phase=None)


def of_who_takes_part_no_more(act):
    done("close_participation", fact("participations", "P18"), act, last_day=DAY)


def of_a_rule(act):
    done("enter_rule", Pilot.objects.get(code="HATINH"), act, code="R01", day=DAY, text="Mới", least=1, most=2)


def of_a_rule_that_ends(act):
    done("end_rule", fact("rules", "R01"), act, last_day=DAY)


def of_a_question(act):
    question = Inconsistency.objects.get(code="A01")
    VERBS["settle_inconsistency"](question, act("truongban"), settlement="Theo công văn.", document=DOCUMENT)


SITES, PROGRAMME, RULES = "organisation.yaml", "programme.yaml", "rules.yaml"
PART = "agency: HT-CL, site: HT-S-CL, phase: HT-P2", "agency: HT-CL, site: HT-S-CL, phase: HT-P1"
RENAMED = "name: Sở Thông tin và Truyền thông", "name: Sở khác"
FIELDS = "{min: 1, max: 3}", "{min: 1, max: 4}"
ANOTHER = "name: Trung tâm Hành chính công huyện Can Lộc", "name: Trung tâm khác"
CASES = [  # what people did, what a later release of the files says, what the load says that it left
    (of_a_site, SITES, *ANOTHER, "sites HT-S-CL: name"),
    (of_a_site_that_moves, SITES, "'437', form: both", "'437', form: facility_lease", "sites HT-S-TXHL: pilot_form"),
    (of_a_site_that_ends, SITES, "công huyện Đức Thọ, agency", "công Đức Thọ, agency", "sites HT-S-DT: name"),
    (of_an_agency, SITES, *RENAMED, "agencies HT-STTTT: name"),
    (of_an_agency_that_is_renamed, SITES, *RENAMED, "agencies HT-STTTT: name"),
    (of_a_phase, PROGRAMME, "name: Giai đoạn I\n", "name: Giai đoạn 1\n", "phases HT-P1: name"),
    (of_a_phase_that_ends, PROGRAMME, "to: 2021-09-30", "to: 2021-10-31", "phases HT-P2: valid_to"),
    (of_who_takes_part, PROGRAMME, *PART, "participations P18: phase_id"),
    (of_who_takes_part_otherwise, PROGRAMME, *PART, "participations P18: phase_id"),
    (of_who_takes_part_no_more, PROGRAMME, *PART, "participations P18: phase_id"),
    (of_a_rule, RULES, *FIELDS, "rules R01: value"),
    (of_a_rule_that_ends, RULES, *FIELDS, "rules R01: value"),
    (of_a_question, "inconsistencies.yaml", "status: open", "status: by_treatment", "inconsistencies A01: status"),
]  # fmt: skip


def load(directory=FACTS):
    out = StringIO()
    call_command("load_pilots", directory=directory, stdout=out)
    return out.getvalue()


def held():
    models = (Site, Agency, Phase, Participation, Parameter, Inconsistency, Facility)
    return {model.__name__: [model_to_dict(row) for row in model.objects.order_by("pk")] for model in models}


@pytest.mark.parametrize(("people", "file", "old", "new", "left"), CASES)
def test_what_people_changed_stays_and_is_named(act, tmp_path, people, file, old, new, left):
    for path in FACTS.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    people(act)
    before = held()
    assert load().endswith("\n0 changes\n")
    edit(tmp_path, file, old, new)
    assert load(tmp_path).endswith(f"kept {left}\n0 changes\n")
    assert held() == before


def test_the_premises_of_what_people_entered_are_theirs_to_enter(act):
    """A site of theirs, and one of the documents that moves to a form with postal premises."""
    pilot, agency = Pilot.objects.get(code="HATINH"), Agency.objects.get(code="HT-CL")
    made = VERBS["enter_site"](
        pilot, act("thuky", agreed=True), name="Bộ phận Một cửa xã Mẫu", level="commune", agency=agency,
        pilot_form="facility_lease",
        legal_basis=DOCUMENT,
    )  # fmt: skip
    site = fact("sites", "HT-S-CL")
    columns = ("name", "agency", "parent_agency", "admin_unit", "status")
    done("change_site", site, act, *columns, day=DAY, pilot_form="both")
    assert "premises 0 new" in load()
    assert not Facility.objects.filter(site__in=[made, site]).exists()


def test_a_proposal_that_an_agency_replaced_by_its_own_list_does_not_come_back(act):
    entry = ProcedureSetEntry.objects.filter(ProcedureSetEntry.PROPOSED, valid_to=None, illustrative=False)[0]
    row = {"code": entry.procedure.code, "field": entry.procedure.field.name}
    sheet = ProcedureSheet()
    sheet.act = act("truongban")
    sheet.create(entry.procedure_set.agency, [row], DAY)
    assert load().endswith("\n0 changes\n")
    entries = ProcedureSetEntry.objects.filter(procedure_set=entry.procedure_set, procedure=entry.procedure)
    assert set(entries.values_list("valid_from", "valid_to")) == {(None, DAY), (DAY, None)}
