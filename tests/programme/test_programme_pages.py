"""Pages of the programme: what each shows, who may see it, as many queries whatever the rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.cases import panels, waiting
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.programme.cases import QUESTIONS
from pilot.programme.models import (
    AdminUnit,
    AdminUnitSuccession,
    Agency,
    CounterPost,
    Inconsistency,
    LegalDocument,
    Parameter,
    Participation,
    Person,
    Phase,
    Pilot,
    PilotForm,
    Procedure,
    ProcedureHandover,
    ProcedureSet,
    ProcedureSetEntry,
    ReferencePlan,
    ServiceField,
    Site,
    SourceDocument,
    User,
)
from pilot.programme.presenters.places import site_state
from pilot.programme.selectors.places import with_handover_counts
from pilot.steering.models import PlanTask, Target
from tests.worklist import lines

MOST_QUERIES = 25

OWN = [  # rows of Hà Tĩnh
    "/thi-diem/HATINH/",
    "/thi-diem/HATINH/giai-doan/HT-P2/",
    "/thi-diem/HATINH/quy-dinh/",
    "/thi-diem/HATINH/ke-hoach/",
    "/co-quan/HT-SNV/",
    "/diem/HT-S-LH/",
    "/vi-tri/HT-CL-Q1/",
    "/van-de/A01/",
]
SHARED = [  # the catalogue
    "/thi-diem/",
    "/thu-tuc/",
    "/thu-tuc/1.001193/",
    "/van-ban-can-cu/",
    "/van-ban-can-cu/D16/",
    "/don-vi-hanh-chinh/",
    "/van-de/",
    "/ke-hoach-tham-chieu/",
    "/ke-hoach-tham-chieu/S2/",
]
FORMS = [
    "/van-de/A01/giai-quyet/",
    "/thi-diem/HATINH/ke-hoach/chi-tieu/T14/",
    "/thi-diem/HATINH/ke-hoach/nhiem-vu/N01/",
]


@pytest.mark.usefixtures("demo")
class TestWhoSeesWhat:
    @pytest.mark.parametrize("address", [*OWN, *SHARED, *FORMS])
    def test_the_secretariat_of_ha_tinh_sees(self, as_user, address):
        assert as_user("thuky").get(address).status_code == 200

    @pytest.mark.parametrize("address", [*OWN, *FORMS])
    def test_gia_lai_gets_the_same_404_as_for_nothing(self, as_user, address):
        before = AuditEvent.objects.count()
        assert as_user("thuky.gialai").get(address).status_code == 404
        events = AuditEvent.objects.order_by("id")[before:]
        assert [e.outcome for e in events if e.outcome == "refused"] == ["refused"]

    @pytest.mark.parametrize("address", SHARED)
    def test_the_catalogue_is_for_everybody_with_a_role(self, as_user, address):
        assert as_user("thuky.gialai").get(address).status_code == 200

    @pytest.mark.parametrize("address", FORMS)
    def test_seeing_is_not_deciding(self, as_user, address):
        assert as_user("ct.canloc").get(address).status_code == 403

    @pytest.mark.parametrize("address", ["/thi-diem/KHONG/", "/diem/KHONG/", "/thu-tuc/9.999999/"])
    def test_nothing_is_404(self, as_user, address):
        assert as_user("thuky").get(address).status_code == 404

    @pytest.mark.parametrize("address", [*OWN, *SHARED])
    def test_signed_out_goes_to_sign_in(self, client, address):
        assert client.get(address).status_code == 302


@pytest.mark.usefixtures("demo")
class TestWhatPagesSay:
    def page(self, as_user, address, name="thuky"):
        return as_user(name).get(address)

    def test_pilot_counts_confirmed_sites_and_names_the_unconfirmed_beside(self, as_user):
        pilot = self.page(as_user, "/thi-diem/HATINH/").context["pilot"]
        assert (pilot.confirmed, pilot.unconfirmed) == (15, 2)

    def test_phase_in_force_on_the_business_day(self, as_user):
        assert self.page(as_user, "/thi-diem/HATINH/").context["page"].phase.code == "HT-P2"

    def test_gia_lai_names_no_committee(self, as_user):
        facts = self.page(as_user, "/thi-diem/GIALAI/", "thuky.gialai").context["bodies"]
        bodies = {fact.label: fact for fact in facts}
        assert bodies["Ban Chỉ đạo"].value is None
        assert bodies["Cơ quan thường trực"].value is None
        assert bodies["Bưu điện"].url == "/co-quan/GL-BDT/"

    def test_counts_of_sites_say_so_and_lead_to_the_sites(self, as_user):
        answer = self.page(as_user, "/thi-diem/GIALAI/", "thuky.gialai")
        counts = [fact for fact in answer.context["head"]["figures"] if fact.url == "?muc=diem"]
        assert [fact.label for fact in counts] == ["Điểm đúng hạn", "Điểm chậm", "Điểm chưa rõ"]
        assert sum(fact.value for fact in counts) == answer.context["page"].site_count
        sites = self.page(as_user, "/thi-diem/GIALAI/?muc=diem", "thuky.gialai").context
        assert len(sites["rows"]) == answer.context["page"].site_count

    def test_gia_lai_shows_only_its_own_rules(self, as_user):
        groups = self.page(as_user, "/thi-diem/GIALAI/quy-dinh/", "thuky.gialai").context["groups"]
        codes = {row.rule.code for _title, rows in groups for row in rows}
        assert codes == {"R33", "R34", "R43", "R44", "R45", "R46", "R47"}

    def test_all_forty_rules_of_ha_tinh_are_shown(self, as_user):
        assert self.page(as_user, "/thi-diem/HATINH/quy-dinh/").context["count"] == 40

    def test_a_rule_is_told_in_words(self, as_user):
        groups = self.page(as_user, "/thi-diem/HATINH/quy-dinh/").context["groups"]
        rows = {row.rule.code: row for _title, found in groups for row in found}
        assert rows["R01"].value.endswith("lĩnh vực/nhân viên")
        assert rows["R06"].value == "Ban Chỉ đạo Đề án"
        assert rows["R02"].question == "A06"

    def test_sets_of_the_plan_without_a_list(self, as_user):
        assert "36" in self.page(as_user, "/co-quan/HT-SLDTBXH/").context["coverage"]

    def test_so_noi_vu_is_exempt_with_its_source(self, as_user):
        answer = self.page(as_user, "/co-quan/HT-SNV/")
        assert answer.context["exempt"]
        assert "III-a.4.1" in answer.content.decode()

    def test_facility_milestone_is_a_quarter_with_its_days(self, as_user):
        content = self.page(as_user, "/diem/HT-S-LH/?muc=tru-so").content.decode()
        assert "IV" in content
        assert "01/10/2021 – 31/12/2021" in content

    def test_site_as_of_a_day(self, as_user):
        context = self.page(as_user, "/diem/HT-S-TTPVHCC/?muc=thu-tuc&ngay=01/01/2021").context
        assert context["as_of"].day == dt.date(2021, 1, 1)
        assert {state for rungs in context["ladders"].values() for state, _row in rungs} == {"idle"}

    def test_an_impossible_day_is_said_and_not_rolled_over(self, as_user):
        context = self.page(as_user, "/diem/HT-S-LH/?ngay=31/9/2021").context
        assert context["as_of"].day == dt.date(2021, 6, 15)
        assert "31/9/2021" in context["as_of"].wrong

    def test_unit_that_ended_is_said_on_a_later_day(self, as_user):
        facts = self.page(as_user, "/diem/HT-S-THACHMY/?muc=tru-so&ngay=01/07/2025").context["facts"]
        assert any(fact.note for fact in facts)

    def test_printed_day_stays_text(self, as_user):
        assert "31/9/2019" in self.page(as_user, "/ke-hoach-tham-chieu/S2/").content.decode()

    def test_time_limits_carry_their_day_of_publication(self, as_user):
        assert "DVC 20/7/2026" in self.page(as_user, "/thu-tuc/1.001193/").content.decode()

    def test_facility_window_that_is_no_quarter(self, as_user):
        assert "22/02/2021 – 30/09/2021" in self.page(as_user, "/diem/HT-S-THACHMY/?muc=tru-so").content.decode()

    def test_issuer_as_printed(self, as_user):
        assert "Ủy ban Thường vụ Quốc hội" in self.page(as_user, "/van-ban-can-cu/D16/").content.decode()


@pytest.mark.usefixtures("demo")
class TestSiteState:
    def state(self, code, on=dt.date(2021, 6, 15)):
        return site_state(with_handover_counts(Site.objects.all()).get(code=code), on).state

    @pytest.mark.parametrize(("code", "state"), [
        ("HT-S-CL", "pass"),  # all handed over
        ("HT-S-TTPVHCC", "wait"),  # some
        ("HT-S-DT", "idle"),  # none entered
        ("HT-S-KYDONG", "warn"),  # unconfirmed
        ("HT-S-KYBAC", "pass"),  # continuing from phase I
        ("GL-S-IATO", "pass"),  # moved
    ])  # fmt: skip
    def test_on_the_business_day(self, code, state):
        assert self.state(code) == state

    @pytest.mark.parametrize("step", ["paused", "returned"])
    def test_trouble_goes_first(self, step):
        first = ProcedureHandover.objects.filter(site__code="HT-S-CL").first()
        ProcedureHandover.objects.filter(pk=first.pk).update(step=step)
        assert self.state("HT-S-CL") == "warn"

    def test_nothing_handed_over_yet(self):
        ProcedureHandover.objects.filter(site__code="HT-S-CL").update(step="shadowing")
        assert self.state("HT-S-CL") == "idle"

    @pytest.mark.parametrize(("day", "state"), [
        (dt.date(2021, 2, 21), "idle"), (dt.date(2021, 2, 22), "wait"), (dt.date(2021, 10, 1), "wait"),
    ])  # fmt: skip
    def test_premises_of_a_commune(self, day, state):
        assert self.state("HT-S-THACHMY", day) == state


@pytest.mark.usefixtures("demo")
class TestFilters:
    def codes(self, as_user, query):
        return [p.code for p in as_user("thuky").get(f"/thu-tuc/?{query}").context["page"].rows]

    def test_search_without_diacritics(self, as_user):
        assert "1.001193" in self.codes(as_user, "q=khai sinh dang ky")

    def test_by_kind(self, as_user):
        illustrative, real = self.codes(as_user, "illustrative=yes"), self.codes(as_user, "illustrative=no")
        assert illustrative
        assert real
        assert not set(illustrative) & set(real)

    def test_by_field(self, as_user):
        field = ServiceField.objects.get(name="Hộ tịch")
        listed = self.codes(as_user, f"field={field.pk}")
        assert set(listed) == set(field.procedures.values_list("code", flat=True))

    def test_by_agency(self, as_user):
        listed = self.codes(as_user, "agency=HT-SLDTBXH")
        assert listed
        assert len(listed) == ProcedureSetEntry.objects.filter(procedure_set__agency__code="HT-SLDTBXH").count()

    def test_a_wrong_filter_is_left_out(self, as_user):
        assert self.codes(as_user, "field=abc") == self.codes(as_user, "")

    def test_pages_by_key_meet(self, as_user):
        client = as_user("thuky")
        first = client.get("/thu-tuc/").context["page"]
        second = client.get(f"/thu-tuc/?after={first.next_key}").context["page"]
        back = client.get(f"/thu-tuc/?before={second.previous_key}").context["page"]
        assert [p.code for p in back.rows] == [p.code for p in first.rows]
        assert len(first.rows) + len(second.rows) == first.total

    @pytest.mark.parametrize(("query", "count"), [("q=2459", 1), ("q=quy che phoi hop", 1), ("q=khong thay", 0)])
    def test_documents(self, as_user, query, count):
        assert len(as_user("thuky").get(f"/van-ban-can-cu/?{query}").context["documents"]) == count

    def test_documents_of_an_issuer(self, as_user):
        found = as_user("thuky").get("/van-ban-can-cu/?issuer=Chính phủ").context["documents"]
        assert {d.issuer for d in found} == {"Chính phủ"}

    def test_units_in_existence_on_a_day(self, as_user):
        units = as_user("thuky").get("/don-vi-hanh-chinh/?level=district&on=1/7/2025").context["units"]
        assert units == []

    def test_open_questions_of_a_pilot(self, as_user):
        rows = as_user("thuky").get("/van-de/?status=open&pilot=HATINH").context["rows"]
        assert {q.code for q, _state in rows} == {
            "A01",
            "A02",
            "A05",
            "A23",
            "A25",
            "A28",
            "A29",
            "A30",
            "A31",
        }

    @pytest.mark.parametrize(("query", "codes"), [("q=a05", {"A05"}), ("q=31/9/2030", set())])
    def test_question_search(self, as_user, query, codes):
        rows = as_user("thuky").get(f"/van-de/?{query}").context["rows"]
        assert {q.code for q, _state in rows} == codes


@pytest.mark.parametrize(("name", "count"), [("thuky", 9), ("truongban", 9), ("thuky.gialai", 2), ("buudien", 0)])
def test_open_questions_wait_for_those_who_settle_them(demo, name, count):
    assert len(lines(User.objects.get(username=name), DEMO_START, [QUESTIONS])) == count


def test_panels_of_other_apps_stand_on_the_page(as_user, demo, monkeypatch):
    seen = []

    def provider(row, user, on, day):
        seen.append((row.code, user.username, on, day))
        return [{"title": "Bảng của ứng dụng khác", "template": "programme/source.html", "context": {"row": row}}]

    monkeypatch.setitem(panels._providers, (Site, "nhan-vien"), [])
    panels.register(Site, provider, "nhan-vien")
    panels.register(Site, provider, "nhan-vien")
    assert "Bảng của ứng dụng khác" not in as_user("thuky").get("/diem/HT-S-LH/").content.decode()
    assert not seen
    content = as_user("thuky").get("/diem/HT-S-LH/?muc=nhan-vien").content.decode()
    assert content.count("Bảng của ứng dụng khác") == 1
    assert seen == [("HT-S-LH", "thuky", dt.date(2021, 6, 15), dt.date(2021, 6, 15))]


# --- the same number of queries with 3 rows and with 30 -------------------------------------------


class World:
    """One pilot whose every list can be made longer."""

    def __init__(self):
        self.source = SourceDocument.objects.create(code="S9", province="Tỉnh", doc_type="KH", title="Kế hoạch")
        self.pilot = Pilot.objects.create(code="THU", province="Tỉnh")
        self.phase = Phase.objects.create(
            pilot=self.pilot, code="THU-1", name="Giai đoạn", valid_from=dt.date(2021, 1, 1)
        )
        self.agency = self.new_agency(0)
        self.site = Site.objects.create(
            pilot=self.pilot,
            code="THU-S",
            name="Trung tâm",
            level="province",
            pilot_form=PilotForm.LABOUR_TRANSFER,
        )
        self.field = ServiceField.objects.create(name="Lĩnh vực")
        self.set = ProcedureSet.objects.create(pilot=self.pilot, agency=self.agency)
        self.plan = ReferencePlan.objects.create(code="S9", source=self.source, name="Kế hoạch")
        self.rows = 0

    def new_agency(self, number):
        return Agency.objects.create(
            pilot=self.pilot, code=f"THU-A{number}", name=f"Sở {number}", kind="department", level="province"
        )

    def grow(self, rows):
        for number in range(self.rows + 1, rows + 1):
            self.add_places(number)
            self.add_catalogue(number)
        self.rows = rows

    def add_places(self, number):
        agency = self.new_agency(number)
        site = Site.objects.create(
            pilot=self.pilot, code=f"THU-S{number}", name=f"Điểm {number}", level="district", agency=agency
        )
        for where in (self.site, site):
            Participation.objects.create(pilot=self.pilot, agency=agency, site=where, phase=self.phase)
        Participation.objects.create(pilot=self.pilot, agency=self.agency, site=site, phase=self.phase)
        post = CounterPost.objects.create(
            pilot=self.pilot, code=f"THU-Q{number}", name="Quầy", agency=self.agency, site=self.site
        )
        post.receives([self.field])
        question = Inconsistency.objects.create(code=f"Z{number:02}", what="?", treatment="!", status="open")
        question.pilots.add(self.pilot)
        Parameter.objects.create(pilot=self.pilot, code=f"Z{number:02}", key="k", value={"a": number})

    def add_catalogue(self, number):
        procedure = Procedure.objects.create(
            code=f"1.{number:06}", name="Thủ tục", field=self.field, level="province", source=self.source
        )
        ProcedureSetEntry.objects.create(pilot=self.pilot, procedure_set=self.set, procedure=procedure)
        ProcedureHandover.objects.create(
            pilot=self.pilot, agency=self.agency, site=self.site, procedure=procedure, step="handed_over",
            since=dt.date(2021, 2, 22),
        )  # fmt: skip
        LegalDocument.objects.create(
            code=f"D{number + 30}",
            doc_type="QĐ",
            date=dt.date(2020, 1, 1),
            issuer=f"Nơi {number}",
            subject="Văn bản",
        )
        unit = AdminUnit.objects.create(code=f"9{number:04}", name="xã", level="commune")
        AdminUnitSuccession.objects.create(old=unit, day=dt.date(2025, 7, 1), kind="merge")
        Target.objects.create(plan=self.plan, code=f"X{number}", owner="o", metric="m", operator=">=", year=2020)
        PlanTask.objects.create(plan=self.plan, code=f"Y{number}", kind="task", content="Việc")


LISTS = [
    "/thi-diem/",
    "/thi-diem/THU/",
    "/thi-diem/THU/giai-doan/THU-1/",
    "/thi-diem/THU/quy-dinh/",
    "/thi-diem/THU/ke-hoach/",
    "/co-quan/THU-A0/",
    "/diem/THU-S/",
    "/vi-tri/THU-Q1/",
    "/thu-tuc/",
    "/thu-tuc/1.000001/",
    "/van-ban-can-cu/",
    "/don-vi-hanh-chinh/",
    "/van-de/",
    "/ke-hoach-tham-chieu/",
    "/ke-hoach-tham-chieu/S9/",
]


@pytest.fixture
def world(db):
    world = World()
    world.grow(3)
    return world


@pytest.fixture
def reader(world, signed_in):
    person = Person.objects.create(pilot=world.pilot, full_name="Trần Thị Thử")
    user = User.objects.create_user("thu", person)
    give(user, Role.SECRETARIAT, world.pilot)
    return signed_in(user)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("address", LISTS)
def test_as_many_queries_with_3_rows_as_with_30(world, reader, address, monkeypatch):
    monkeypatch.setattr(panels, "_providers", {})  # what other apps add they count themselves
    monkeypatch.setattr(waiting, "WORK", [])
    reader.get(address)
    few = queries_of(reader, address)
    world.grow(30)
    assert queries_of(reader, address) == few
    assert few <= MOST_QUERIES
