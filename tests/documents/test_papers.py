"""What a paper of each kind has to say, typed from models that offices use and NĐ 30/2020/NĐ-CP, Phụ lục III."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings

from billing.models import AcceptanceRecord
from pilot.platform.documents import issuing, wording
from pilot.platform.documents.compose import html_of
from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.registry import KINDS, kind_of
from pilot.platform.documents.unbroken import unbroken
from pilot.programme.documents.citing import in_full, standing
from pilot.programme.documents.letterhead import short_name
from pilot.programme.models import Agency, LegalDocument, Site
from staffing.models import AssignmentDecision, CivilServant
from tests.documents.test_pdf import text_of
from tests.staffing import people as p

GOVERNMENT = LegalDocument.Topic.LOCAL_GOVERNMENT
LAW_2015 = "Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"
AMENDED_2019 = (
    "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương"
    " ngày 22 tháng 11 năm 2019"
)
DECREE = (
    "Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông"
    " trong giải quyết thủ tục hành chính"
)
SCHEME = "Quyết định số 2459/QĐ-UBND ngày 23 tháng 7 năm 2019 của Ủy ban nhân dân tỉnh Hà Tĩnh về việc ban hành Đề án"
TEXTS = Path(settings.BASE_DIR) / "templates" / "pdf" / "texts"


def anew(document):
    """The document as a draft of today would read; what is issued stays as it is."""
    issuing.write_content(document, document.subject)
    return text_of(document)


def in_this_order(text, *parts):
    """Each part stands behind the one before."""
    for part in parts:
        assert part in text, part
        text = text.partition(part)[2]


# --- what they rest on ------------------------------------


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("day", "laws"),
    [
        (dt.date(2019, 8, 1), [LAW_2015]),
        (dt.date(2021, 6, 15), [LAW_2015, AMENDED_2019]),
        (dt.date(2025, 2, 28), [LAW_2015, AMENDED_2019]),
        (dt.date(2025, 3, 1), ["Luật Tổ chức chính quyền địa phương ngày 19 tháng 02 năm 2025"]),
        (dt.date(2025, 6, 16), ["Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"]),
    ],
)
def test_the_law_of_the_day_is_cited_by_name_and_day_alone(day, laws):
    assert standing(day, GOVERNMENT) == laws


@pytest.mark.usefixtures("demo")
def test_the_decree_on_the_one_stop_mechanism_follows_the_day_too():
    assert standing(dt.date(2021, 6, 15), *LegalDocument.Topic.values)[2:] == [DECREE]
    assert standing(dt.date(2025, 7, 1), "one_stop")[0].startswith(
        "Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025"
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("88/STC-VP ngày 05/5/2021", "88/STC-VP ngày 05 tháng 5 năm 2021"),
        ("Biên bản bàn giao, 1/2/2021", "Biên bản bàn giao ngày 01 tháng 02 năm 2021"),
        ("12/BC 31.12.2021", "12/BC ngày 31 tháng 12 năm 2021"),
        ("99/STC 31/9/2021", "99/STC 31/9/2021"),
        ("88/STC-VP ngày 05 tháng 5 năm 2021", "88/STC-VP ngày 05 tháng 5 năm 2021"),
    ],
)
def test_days_that_were_typed_in_figures_stand_in_words(typed, printed):
    assert in_full(typed) == printed


# --- the papers -------------------------------------------


@pytest.mark.usefixtures("demo")
def test_the_district_decision(decision_document):
    CivilServant.objects.update(position="Chuyên viên")
    text = anew(decision_document)
    in_this_order(
        text, "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN CẨM XUYÊN", f"Căn cứ {LAW_2015};", f"Căn cứ {AMENDED_2019};",
        f"Căn cứ {DECREE};", f"Căn cứ {SCHEME}", "Căn cứ Quyết định số 05/QĐ-BCĐ (minh họa) ngày 22 tháng 3 năm 2021",
        "về việc công nhận nhân viên Bưu điện tại Trung tâm Hành chính công huyện Cẩm Xuyên;",
        "Theo đề nghị của Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Cẩm Xuyên. QUYẾT ĐỊNH:",
        "Điều 1. Rút 02 công chức của", "1. Ông (bà) ", ", Chuyên viên, Ủy ban nhân dân huyện Cẩm Xuyên.",
        "Điều 2. ", "Lĩnh vực Bảo trợ xã hội, Chứng thực, HTX, tổ hợp tác: ông (bà) ",
        "Bàn giao 5 thủ tục theo Biên bản", "Điều 3. Quyết định này có hiệu lực", "Quyết định này./.", "- Như Điều 3;",
    )  # fmt: skip
    assert text.count("Quyết định cử nhân viên số 01/QĐ-BĐHT") == 1  # once a person, not once a field


@pytest.mark.usefixtures("demo")
def test_the_provincial_decision(provincial_document):
    in_this_order(
        anew(provincial_document), f"Căn cứ {LAW_2015};",
        "Theo đề nghị của Giám đốc Sở Công Thương tại Văn bản số 88/SCT-VP ngày 25 tháng 5 năm 2021",
        "QUYẾT ĐỊNH:", "Điều 3. Sở Công Thương thiết lập kênh hỗ trợ", "Điều 4. ",
        "Chánh Văn phòng Ủy ban nhân dân tỉnh", "Giám đốc Sở Công Thương", "- Như Điều 4;",
    )  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_the_report_cites_the_decision_by_number_and_day(report_document):
    in_this_order(
        anew(report_document), "Kính gửi: Ban Chỉ đạo Đề án", f"Thực hiện {SCHEME}", "I. KẾT QUẢ",
        "đã ban hành Quyết định số 412/QĐ-UBND ngày 09 tháng 4 năm 2021 rút 02 công chức", "II. TỒN TẠI", "Không.",
        "III. KIẾN NGHỊ", "chỉ đạo./.",
    )  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_the_assignment_decision_counts_people():
    document = OfficialDocument.objects.of("assignment_decision", AssignmentDecision.objects.order_by("pk").first())
    text = anew(document)
    in_this_order(
        text, "GIÁM ĐỐC BƯU ĐIỆN TỈNH HÀ TĨNH", f"Căn cứ {DECREE};", f"Căn cứ {SCHEME}",
        "Xét Báo cáo đội ngũ nhân viên số 12/BĐHT-TCLĐ ngày 08 tháng 02 năm 2021",
        "Theo đề nghị của Trưởng phòng Tổ chức - Hành chính.", "Điều 1. Cử 06 nhân viên",
        "Năm sinh Trình độ Đơn vị, địa điểm cử đến Lĩnh vực Chính thức/ dự phòng Thời gian",
        "Quản lý công sản, Tin học - Thống kê, Tài chính doanh nghiệp",
    )  # fmt: skip
    (annex,) = document.snapshot["context"]["annexes"]
    assert [row[0] for row in annex["table"]["rows"]] == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.usefixtures("demo")
def test_the_annex_says_who_they_are(act):
    row = p.selected()
    row.person.birth_date = dt.date(1990, 3, 1)
    row.person.save()
    places = [
        ("HT-STC", "HT-S-TTPVHCC", p.AssignmentRole.PRIMARY),
        ("HT-SCT", "HT-S-TTPVHCC", p.AssignmentRole.RESERVE),
    ]
    lines = [(row, code, site, role, p.fields(n, code)) for n, (code, site, role) in enumerate(places, 1)]
    rows = kind_of("assignment_decision").context(p.drafted(act, *lines))["annexes"][0]["table"]["rows"]
    assert [line[0] for line in rows] == ["1", ""]
    assert rows[0][1:4] == [row.person.full_name, "1990", row.qualification]
    assert {line[6] for line in rows} == {"chính thức", "dự phòng"}
    assert sorted(line[5].count(", ") for line in rows) == [0, 1]


@pytest.mark.usefixtures("demo")
def test_minutes_say_where_when_who_and_how_many_copies():
    record = AcceptanceRecord.objects.filter(status="signed").first()
    document = OfficialDocument.objects.of("acceptance_minutes", record)
    site = record.timesheet.month.contract.site.name
    text = anew(document)
    in_this_order(
        text, f"/BB-{short_name(document.site)}", "BIÊN BẢN", "Hôm nay, vào hồi …… giờ …… phút, ngày ", f"tại {site}",
        "1. Bên A", "đại diện: ông (bà) ", "2. Bên B", "3. Đơn vị giám sát",
        "I. KHỐI LƯỢNG", "II. NỘI DUNG CHƯA THỐNG NHẤT", "III. KẾT LUẬN",
        "Biên bản kết thúc vào hồi …… giờ …… phút cùng ngày, được lập thành 04 bản có giá trị như nhau",
        "mỗi bên giữ 01 bản./.",
    )  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_no_word_of_the_program_stands_on_a_paper():
    """Neither codes of our rules nor how a row came into the system."""
    for document in OfficialDocument.objects.exclude(number=None):
        issuing.write_content(document, document.subject)
        html = re.sub(r"(?s)<style>.*?</style>", "", html_of(document))
        assert not re.findall(r"\bR\d\d\b|\bA\d\d\b|ghi nhận theo|hệ thống|cảnh báo|RP4", html), document.kind


# --- symbols ----------------------------------------------


@pytest.mark.usefixtures("demo")
def test_symbols_are_those_that_the_agencies_print():
    """31/KH-SKHCN (S0), 419/STTTT-BCVT (D20); NĐ 30/2020/NĐ-CP, Phụ lục III."""
    names = {"HT-STC": "STC", "HT-SLDTBXH": "SLĐTBXH", "HT-STTTT": "STTTT", "HT-CX": "UBND", "GL-SKHCN": "SKHCN"}
    assert {code: short_name(Agency.objects.get(code=code)) for code in names} == names
    assert short_name(Site.objects.get(code="HT-S-TTPVHCC")) == "TTPVHCC"


# --- nothing breaks ---------------------------------------


@pytest.mark.parametrize(
    "whole",
    ["số 05/QĐ-UBND", "Số: 412/QĐ-UBND", "số 02/2021/HĐ-VPUB-BĐT", "Điều 1.", "ngày 05", "tháng 6", "năm 2021",
     "Ông (bà) Lê", "ông Nguyễn", "Mục III", "7.122.500 đồng", "04 bản", "KT. CHỦ"],
)  # fmt: skip
def test_what_belongs_together_stays_on_one_line(whole):
    assert f'<span class="whole">{whole}</span>' in unbroken(f"<p>Một {whole} hai</p>")


def test_tags_styles_and_ordinary_words_are_left_alone():
    head = "<title>số 05/QĐ-UBND</title><style>/* NĐ 30/2020/NĐ-CP */</style>"
    html = f'{head}<img alt="số 05/QĐ"><p>số lượng, ngày nay, bưu chính công ích</p>'
    assert unbroken(html) == html


# --- the texts a clerk may change -------------------------


def test_a_text_reads_as_it_prints():
    facts = {"name": "Lê\n\nĐiều 9. Tất cả", "table": {"rows": []}}
    found = wording.written(
        "pdf/texts/labour_contract.txt", {**facts, "scheme": "Quyết định số 1", "site": facts["name"]}
    )
    assert found["bases"] == ["Căn cứ Quyết định số 1;"]
    assert found["articles"][0]["title"] == "Nội dung."
    assert len(found["articles"]) == 4  # what somebody typed is no article
    assert found["articles"][0]["table"] == {"rows": []}
    assert len(found["articles"][1]["clauses"]) == 3


def test_every_text_is_one_of_a_kind_and_no_value_begins_a_paragraph():
    assert {f"pdf/texts/{path.name}" for path in TEXTS.iterdir()} == {
        "pdf/texts/handover_minutes.txt", *(kind.text for kind in KINDS.values())
    }  # fmt: skip
    for path in TEXTS.iterdir():
        bare = re.sub(r"{%.*?%}", "", path.read_text())
        assert not re.search(r"(?:^|\n\s*\n)\s*{{", bare), path.name


def test_names_are_not_escaped_twice():
    facts = {
        "payer": "A & B",
        "provider": "C < D",
        "contract": "",
        "accepted_on": "",
        "month": "",
        "site": "",
        "table": {},
    }
    assert wording.written("pdf/texts/payment_request.txt", facts)["to"] == ["A & B"]
