"""Places at which the five documents were once misread: what the lines say, typed from them, against what is loaded.

S0 is the plan of Sở KH&CN Gia Lai, S1 of Bà Rịa - Vũng Tàu, S2 of Vĩnh Phúc, S3 of Hà Tĩnh (phase II), S4 the article
on Gia Lai. The numbers in brackets are lines of the text of the document, as every fact cites it.
"""

import datetime as dt

import pytest
from django.core.management import call_command

from pilot.platform.access.grants import give
from pilot.platform.access.roles import Role
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.documents.citing import cite
from pilot.programme.models import (
    Agency,
    CounterPost,
    Inconsistency,
    LegalDocument,
    LoadedFact,
    Parameter,
    Participation,
    Person,
    Pilot,
    Procedure,
    ProcedureSetEntry,
    ReferencePlan,
    User,
)
from pilot.programme.workflows.places import change_agency
from pilot.steering.models import PlanTask, ReportSchedule, StatedFigure, Target
from pilot.steering.workflows import adopt_target
from staffing.workflows.withdrawal import draft_withdrawal
from tests.two_people import by_two

pytestmark = pytest.mark.django_db
LABOUR, LEASE = "labour_transfer", "facility_lease"


@pytest.fixture
def loaded(db) -> None:
    call_command("load_pilots", verbosity=0)


@pytest.mark.usefixtures("loaded")
class TestPhaseTwoOfHaTinh:
    """S3 III-a.4 (150): "Đối với các đơn vị đã qua giai đoạn I, tiếp tục giai đoạn II"."""

    def forms(self, phase: str) -> set[tuple[str, str, str]]:
        rows = Participation.objects.filter(phase__code=phase, pilot_form__isnull=False)
        return set(rows.values_list("agency__code", "site__code", "pilot_form"))

    def test_what_continues_stands_in_phase_two_with_its_form(self):
        """4.1 (154, 156); 4.2 (160): Cẩm Xuyên, Hồng Lĩnh, Lộc Hà, huyện và thị xã Kỳ Anh; 4.3 (164): xã Kỳ Bắc."""
        centres = {(f"HT-{name}", f"HT-S-{name}", LABOUR) for name in ("CX", "TXHL", "LH", "HKA", "TXKA")}
        departments = {
            (f"HT-{name}", "HT-S-TTPVHCC", LABOUR) for name in ("STTTT", "SNGV", "SKHCN", "SGDDT", "SVHTTDL", "SNV")
        }
        continued = centres | departments | {("HT-U-KYBAC", "HT-S-KYBAC", LEASE)}
        assert continued <= self.forms("HT-P2")
        assert continued - {("HT-TXKA", "HT-S-TXKA", LABOUR)} == self.forms("HT-P1")

    def test_what_is_new_in_phase_two(self):
        """II.1.1 (35), II.1.2 (41), II.2.1 (49), II.2.2 (55); checked by III-b.6 (224): 02 centres and 06 points."""
        new = self.forms("HT-P2") - self.forms("HT-P1")
        assert {place for place in new if place[2] == LABOUR} == {
            *((f"HT-{name}", "HT-S-TTPVHCC", LABOUR) for name in ("STC", "SCT", "SLDTBXH")),
            *((f"HT-{name}", f"HT-S-{name}", LABOUR) for name in ("TXKA", "DT", "CL")),
        }
        communes = {"THACHMY", "MAIPHU", "THUANLOC", "TRUNGLUONG", "CAMTHANH", "CAMTHINH"}
        assert {site for _agency, site, form in new if form == LEASE} == {
            "HT-S-TXHL", "HT-S-LH", *(f"HT-S-{name}" for name in communes)
        }  # fmt: skip

    def test_ky_anh_town_belongs_to_phase_two_in_both_places(self):
        """II.1.2 (41) and III-a.4.2 (160); whether it took part in phase I before is asked (A02)."""
        parts = Participation.objects.filter(agency__code="HT-TXKA")
        assert [part.phase.code for part in parts] == ["HT-P2"]
        assert Inconsistency.objects.get(code="A02").status == "open"

    def test_an_existing_database_gets_what_was_added(self):
        """The next load adds a participation that the files did not know, and leaves what people deleted."""
        gone = LoadedFact.objects.filter(kind="participations", code="P46")
        Participation.objects.filter(pk=gone.get().object_id).delete()
        call_command("load_pilots", verbosity=0)
        assert not Participation.objects.filter(agency__code="HT-U-KYBAC", phase__code="HT-P2").exists()
        gone.delete()
        call_command("load_pilots", verbosity=0)
        assert Participation.objects.filter(agency__code="HT-U-KYBAC", phase__code="HT-P2").exists()


ALL_DOSSIERS = (  # S0 II.3 (59, 61)
    "tổng số hồ sơ (qua bưu chính công ích và qua các hình thức khác) của các thủ tục hành chính đã triển khai sử dụng"
    " dịch vụ bưu chính công ích"
)


@pytest.mark.usefixtures("loaded")
class TestPlanOfGiaLai:
    """S0, the plan of a department of Gia Lai: I (19) carries out the decisions 70 and 310 of its province."""

    def test_it_binds_the_department(self):
        plan = ReferencePlan.objects.get(code="S0")
        assert (plan.agency.code, plan.agency.pilot.code) == ("GL-SKHCN", "GIALAI")
        pilot = plan.agency.pilot
        assert (pilot.scheme_document.number, pilot.coordination_regulation.number) == ("70/QĐ-UBND", "310/QĐ-UBND")
        assert set(ReferencePlan.objects.filter(agency=None).values_list("code", flat=True)) == {"S1", "S2"}

    @pytest.mark.parametrize(
        ("code", "value", "denominator", "line"),
        [
            ("T14", 50, "tổng số thủ tục hành chính đã triển khai sử dụng dịch vụ bưu chính công ích", 57),
            ("T15", 10, ALL_DOSSIERS, 59),
            ("T16", 15, ALL_DOSSIERS, 61),
        ],
    )
    def test_targets_with_their_denominators_and_no_year(self, code, value, denominator, line):
        """II.3 (57, 59, 61): "trên 50%", "trên 10%", "trên 15%"; (67): "thường xuyên trong năm", no year is printed."""
        target = Target.objects.get(code=code)
        assert (target.operator, target.value, target.denominator) == (">", value, denominator)
        assert (target.year, target.due, target.source.code, target.source_line) == (None, None, "S0", line)

    def test_at_least_one_dossier_each(self):
        """II.3 (57): "có phát sinh tối thiểu 01 hồ sơ tại mỗi thủ tục hành chính"."""
        assert "tối thiểu 01 hồ sơ tại mỗi thủ tục hành chính" in Target.objects.get(code="T14").numerator

    def test_its_duties_and_its_report(self):
        """II.1–II.3 (29–67), IV.1 (73), IV.2 (79); II.1 (35) for the report."""
        lines = PlanTask.objects.filter(plan__code="S0").values_list("source_line", flat=True)
        assert sorted(lines) == [29, 43, 55, 73, 79]
        assert list(ReportSchedule.objects.filter(plan__code="S0").values_list("source_line", flat=True)) == [35]


@pytest.mark.usefixtures("loaded")
class TestFigures:
    def test_seventeen_dossiers_and_forty_one_percent(self):
        """S4 (11): "phát sinh 17 hồ sơ dịch vụ công trực tuyến mức độ 3"; "đạt tỷ lệ 41%", without any formula."""
        rows = StatedFigure.objects.values_list("pilot__code", "value", "unit", "source__code", "source_line")
        assert sorted(rows) == [("GIALAI", 17, "hồ sơ", "S4", 11), ("GIALAI", 41, "%", "S4", 11)]

    def test_the_half_of_vinh_phuc_holds_every_year(self):
        """S2 I.2.1 (33, 35): "từ năm 2019: Hàng năm phải đạt tỷ lệ tối thiểu từ 50%"; the plan runs 2019–2021 (15)."""
        target = Target.objects.get(code="T01")
        assert (target.value, target.operator, target.year, target.last_year) == (50, ">=", 2019, 2021)

    def test_fifteen_percent_are_of_2019_and_grow_by_five_points(self):
        """S2 I.2.1 (37): "tăng thêm 5% cho mỗi năm tiếp theo (năm 2020 và 2021)"."""
        found = Target.objects.filter(code__in=["T02", "T03", "T04"]).values_list(
            "year", "value", "derived", "last_year"
        )
        assert sorted(found) == [(2019, 15, False, None), (2020, 20, True, None), (2021, 25, True, None)]


TITLES = {  # as the line of the document prints it, from its first word on
    "D01": "về tiếp nhận, xử lý phản ánh, kiến nghị của cá nhân, tổ chức về quy định hành chính",  # S1 (13)
    "D02": "về kiểm soát thủ tục hành chính",  # S1 (11)
    "D03": "về sửa đổi, bổ sung một số điều của các nghị định liên quan đến kiểm soát thủ tục hành chính",  # S1 (11)
    # S1 (98)
    "D04": "về việc quy định mức chi đảm bảo cho các hoạt động kiểm soát thủ tục hành chính trên địa bàn tỉnh",
    # S2 (9)
    "D05": "về việc tiếp nhận hồ sơ, trả kết quả giải quyết thủ tục hành chính qua dịch vụ bưu chính công ích",
    "D08": "về hướng dẫn về nghiệp vụ kiểm soát TTHC",  # S3 (194)
    "D11": "về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính",  # S1 (15)
    "D15": (  # S3 (7)
        "về việc ban hành Đề án thí điểm chuyển giao một số nhiệm vụ hành chính công qua dịch vụ Bưu chính công ích"
        " trên địa bàn tỉnh Hà Tĩnh"
    ),
    "D17": (  # S0 (11)
        "ban hành Đề án thí điểm chuyển giao một số nhiệm vụ, dịch vụ hành chính công trên địa bàn tỉnh Gia Lai"
        " để Bưu điện thực hiện"
    ),
    "D18": (  # S0 (11)
        "ban hành Quy chế phối hợp quản lý việc thí điểm chuyển giao một số nhiệm vụ, dịch vụ hành chính công"
        " trên địa bàn tỉnh Gia Lai để Bưu điện thực hiện"
    ),
    "D19": (  # S0 (13)
        "về việc tăng cường thực hiện tiếp nhận hồ sơ, trả kết quả giải quyết thủ tục hành chính"
        " qua dịch vụ bưu chính công ích"
    ),
    "D20": (  # S0 (13)
        "về việc tăng cường tiếp nhận hồ sơ, trả kết quả giải quyết thủ tục hành chính qua dịch vụ bưu chính công ích"
    ),
    "D21": "về thực hiện thủ tục hành chính trên môi trường điện tử",  # S1 (17)
    "D22": "về ban hành Kế hoạch hoạt động kiểm soát thủ tục hành chính năm 2021 trên địa bàn tỉnh BR-VT",  # S1 (19)
}


@pytest.mark.usefixtures("loaded")
class TestTitles:
    @pytest.mark.parametrize(("code", "title"), TITLES.items())
    def test_a_document_is_cited_with_its_title_as_printed(self, code, title):
        assert cite(LegalDocument.objects.get(code=code)).endswith(f" {title}")

    def test_no_title_shortens_the_postal_service(self):
        assert not LegalDocument.objects.filter(subject__contains="BCCI").exists()

    def test_six_names_of_the_catalogue_are_whole(self):
        assert not Procedure.objects.filter(name__contains="…").exists()
        endings = {
            "1.005419": "đối tác công - tư", "1.001570": "của hộ kinh doanh", "1.005280": "chia, tách, hợp nhất",
            "2.000748": "có yếu tố nước ngoài", "2.000815": "cấp hoặc chứng nhận",
            "2.000884": "không thể ký, không thể điểm chỉ được)",
        }  # fmt: skip
        for code, ending in endings.items():
            assert Procedure.objects.get(code=code).name.endswith(ending)


LITERAL = {  # S3 unless said otherwise: words of the line that the rule cites
    "R01": "01 nhân viên đảm đương được từ 1-3 lĩnh vực thí điểm",  # 117
    "R02": "tối thiểu mỗi nhân viên tiếp nhận 15-20 hồ sơ/ngày",  # 117
    "R03": "Yêu cầu có số dư để sẵn sàng thay thế nhân viên chính thức khi ốm đau, thai sản...",  # 117
    "R19": "Bộ phận quản lý, điều hành: Giữ nguyên theo quy định",  # 115
    "R25": "Bưu điện đầu tư và cho các cơ quan nhà nước thuê sử dụng",  # 45, printed "Bru điện"
    "R28": "Tham mưu UBND tỉnh bố trí kinh phí",  # 206
    "R29": "rút cán bộ công chức, viên chức, đồng thời chuyển giao cho nhân viên Bưu điện",  # 61, printed "Bru điện"
    "R35": "Triển khai như giai đoạn I",  # 83
    # 212, 204
    "R38": "hướng dẫn, hỗ trợ và tạo điều kiện thuận lợi để nhân viên Bưu điện hoàn thành tốt nhiệm vụ được giao",
    "R39": "kiểm tra, giám sát nhân viên Bưu điện thực hiện nhiệm vụ thí điểm theo đúng chức năng, nhiệm vụ đề ra",
}
OMITTING = {  # 136
    "R04": (
        "từ 02-03 tháng kể từ khi thí điểm ... Sau thời gian trên, hoặc khi nhân viên Bưu điện thành thạo công việc,"
        " sẽ thực hiện chuyển giao hoàn toàn"
    )
}
SHORTENED = {
    "R12",
    "R13",
    "R14",
    "R21",
    "R34",
    "R36",
    "R43",
    "R44",
    "R46",
}  # 63, 156, 158, 63; S4 14; 25; S4 8, 14; S0 97


@pytest.mark.usefixtures("loaded")
class TestWordsOfTheRules:
    def test_a_text_is_literal_or_says_that_it_is_shortened(self):
        rules = Parameter.objects.exclude(text="")
        assert {r.code for r in rules if r.details.get("summary")} == SHORTENED
        assert {r.code: r.text for r in rules if not r.details.get("summary")} == LITERAL | OMITTING

    def test_four_tasks_at_both_levels(self):
        """II.1 (31), III-a.3.1.1 (119): with "hướng dẫn" at the centres; III-a.2.1 (83) without it (A30)."""
        four = ["hướng dẫn", "tiếp nhận hồ sơ", "chuyển hồ sơ", "trả kết quả"]
        assert Parameter.objects.get(code="R35").value == {"province": four, "district": four}

    def test_a_range_as_minimum_warns_nobody(self):
        """A06: no dossiers are counted, so R02 says nothing of a warning."""
        assert Parameter.objects.get(code="R02").severity == ""

    def test_each_purpose_cites_its_own_line(self):
        """S3 I.1 (13, 15, 17, 19); S4 (8) and its end (18)."""
        places = {
            pilot.code: [(p["doc"], p["line"], p["text"].split(",")[0]) for p in pilot.purposes]
            for pilot in Pilot.objects.all()
        }
        assert places["HATINH"] == [
            ("S3", 13, "Tiếp tục nâng cao hiệu quả cải cách hành chính (CCHC)"),
            ("S3", 15, "Nâng cao hiệu quả sử dụng thời gian làm việc chuyên môn của cán bộ"),
            ("S3", 17, "Nâng cao chỉ số cải cách hành chính (Par Index)"),
            (
                "S3", 19, "Khai thác hiệu quả hệ thống cơ sở vật chất"
            ),
        ]  # fmt: skip
        assert [(doc, line) for doc, line, _text in places["GIALAI"]] == [
            ("S4", 8), ("S4", 8), ("S4", 8), ("S4", 18), ("S4", 18),
        ]  # fmt: skip


PROMISES = {  # what no page and no verb does
    "A03": "cảnh báo", "A06": "đỏ", "A08": "sửa được", "A09": "gợi ý", "A13": "khi nhập",
    "A23": "quy trình rút công chức và", "A26": "sửa được", "A27": "sửa được", "A28": "phải nêu lý do",
}  # fmt: skip


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(("code", "promise"), PROMISES.items())
def test_a_treatment_promises_nothing_that_does_not_exist(code, promise):
    assert promise not in Inconsistency.objects.get(code=code).treatment


PHASE_ONE = ("HT-STTTT", "HT-SNGV", "HT-SKHCN", "HT-SGDDT", "HT-SVHTTDL")
DOCUMENT = "Công văn số 12/UBND-PC1 ngày 01/06/2021"


@pytest.mark.usefixtures("demo")
class TestDepartmentsOfPhaseOne:
    """S3 III-a.4.1 (154): they transfer staff "theo hướng dẫn của UBND tỉnh tại Văn bản số 559/UBND-PC₁"."""

    def post_with_head(self):
        """A counter post of Sở KH&CN, whose head is `gd.khcn`."""
        post = CounterPost.objects.get(agency__code="HT-SKHCN")
        user = User.objects.create_user("gd.khcn", Person.objects.create(pilot=post.pilot, full_name="Giám đốc Sở"))
        give(user, Role.AGENCY_HEAD, post.agency)
        return post

    def draft(self, act):
        return draft_withdrawal(self.post_with_head(), act("gd.khcn"), effective_on=dt.date(2021, 7, 1))

    def choose(self, act, rule, code="HT-SKHCN"):
        agency = Agency.objects.get(code=code)
        by_two(
            act, change_agency, agency, day=dt.date(2021, 6, 10), name=agency.name, parent=agency.parent,
            admin_unit=agency.admin_unit, withdrawal_rule=rule, legal_basis=DOCUMENT,
        )  # fmt: skip

    def test_they_follow_the_guidance_and_not_the_route(self, act):
        assert set(Agency.objects.filter(withdrawal_rule="per_guidance").values_list("code", flat=True)) == {*PHASE_ONE}
        with pytest.raises(TransitionRefused) as refusal:
            self.draft(act)
        assert [problem.code for problem in refusal.value.problems] == ["r29_guidance"]

    def test_the_post_offers_a_proposal_only_on_the_route(self, act, as_user):
        post = self.post_with_head()
        offered = f"/nhan-su/rut-cong-chuc/moi/{post.code}/"
        assert offered not in as_user("gd.khcn").get(f"/vi-tri/{post.code}/").content.decode()
        self.choose(act, "route")
        assert offered in as_user("gd.khcn").get(f"/vi-tri/{post.code}/").content.decode()

    def test_somebody_takes_the_route_over_and_back(self, act):
        self.choose(act, "route")
        assert self.draft(act).route == "province"
        self.choose(act, "per_guidance")
        assert Agency.objects.get(code="HT-SKHCN").withdrawal_rule == "per_guidance"

    def test_a_load_leaves_what_was_chosen(self, act):
        self.choose(act, "route")
        call_command("load_pilots", verbosity=0)
        assert Agency.objects.get(code="HT-SKHCN").withdrawal_rule == "route"

    def test_a_department_of_phase_two_never_follows_the_guidance(self, act):
        with pytest.raises(TransitionRefused) as refusal:
            self.choose(act, "per_guidance", code="HT-SCT")  # II.1.1 (35): phase II
        assert [found.code for found in refusal.value.problems] == ["not_of_phase_one"]


@pytest.mark.usefixtures("demo")
class TestPages:
    def test_the_department_and_the_pilot_show_what_binds(self, as_user):
        for address in ("/co-quan/GL-SKHCN/", "/thi-diem/GIALAI/ke-hoach/"):
            page = as_user("thuky.gialai").get(address).content.decode()
            for code in ("T14", "T15", "T16", "N01", "N02", "N03", "N04", "N05", "RP8"):
                assert f">{code}<" in page, (address, code)
            assert "tổng số thủ tục hành chính đã triển khai sử dụng dịch vụ bưu chính công ích" in page

    def test_the_pilot_shows_its_figures_without_a_formula(self, as_user):
        page = as_user("thuky.gialai").get("/thi-diem/GIALAI/ke-hoach/").content.decode()
        assert "17 hồ sơ" in page
        assert "41 %" in page

    def test_nothing_of_it_stands_in_the_other_pilot_which_may_take_it_over(self, as_user):
        assert ">T14<" not in as_user("thuky").get("/thi-diem/HATINH/ke-hoach/").content.decode()
        assert (
            "/thi-diem/HATINH/ke-hoach/chi-tieu/T14/"
            in as_user("thuky").get("/ke-hoach-tham-chieu/S0/").content.decode()
        )
        page = as_user("thuky.gialai").get("/ke-hoach-tham-chieu/S0/").content.decode()
        assert "/thi-diem/GIALAI/ke-hoach/chi-tieu/T14/" not in page

    def test_what_binds_is_not_taken_over(self, act):
        pilot, target = Pilot.objects.get(code="GIALAI"), Target.objects.get(code="T14")
        with pytest.raises(TransitionRefused) as refusal:
            adopt_target(pilot, act("thuky.gialai", reason="Thử."), target=target)
        assert [problem.code for problem in refusal.value.problems] == ["plan_binds"]

    def test_a_shortened_rule_says_so_and_a_literal_one_is_quoted(self, as_user):
        page = as_user("thuky").get("/thi-diem/HATINH/quy-dinh/").content.decode()
        assert page.count("Tóm tắt:") == 5  # R12, R13, R14, R21, R36
        assert "“01 nhân viên đảm đương được từ 1-3 lĩnh vực thí điểm”" in page

    def test_thirty_six_are_compared_with_what_is_listed(self, as_user):
        """S3 II.1.1 (35): "thí điểm 36 TTHC", without a list."""
        page = as_user("thuky").get("/co-quan/HT-SLDTBXH/").content.decode()
        assert "Kế hoạch nêu 36 thủ tục, danh sách của cơ quan có 0: còn thiếu 36." in page

    def test_the_catalogue_proposes_and_the_agency_confirms(self, as_user):
        """S3 names whole sets, no procedure: the catalogue of 2026 is a proposal and counts for no real counter."""
        entries = ProcedureSetEntry.objects.filter(procedure_set__agency__code="HT-CL")
        assert not any(entry.confirmed for entry in entries)
        page = as_user("thuky").get("/co-quan/HT-CL/").content.decode()
        assert "10 đề xuất từ danh mục quốc gia; 5 minh họa" in page
        assert "/nhap-xuat/procedures/xuat/?proposal=1&amp;agency=HT-CL" in page
        file = as_user("thuky").post("/nhap-xuat/procedures/xuat/?proposal=1&agency=HT-CL", {"form": "csv"})
        assert file.content.decode().count("Hộ kinh doanh") == 3
