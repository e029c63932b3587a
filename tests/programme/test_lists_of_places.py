"""The lists by which a secretariat enters its agencies and sites, as offices keep them; a second person writes them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.resource import RESOURCES
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Participation, Pilot, ProgrammeChange, Site
from pilot.programme.resources.agencies import KINDS, KindWidget, level_named
from pilot.programme.workflows import changes
from tests.found.browse import press, send, text_of
from tests.platform.exchange.books import xlsx
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
GROUND = "77/QĐ-BCĐ ngày 10/06/2021"
AGENCIES = [
    ["BAN CHỈ ĐẠO TỈNH HÀ TĨNH", None, None, None, None],
    ["DANH SÁCH CƠ QUAN, ĐƠN VỊ THAM GIA THÍ ĐIỂM", None, None, None, None],
    ["STT", "Cơ quan, đơn vị", "Thông tin", None, "Căn cứ"],
    [None, None, "Trực thuộc", "Từ ngày", None],
    [1, "Sở Thử nghiệm", "UBND tỉnh Hà Tĩnh", "01/06/2021", GROUND],
    [2, "Chi cục Thử nghiệm", "Sở Thử nghiệm", "01/06/2021", GROUND],
    [3, "Công an huyện Mới", None, None, GROUND],
    [4, "UBND huyện Mới", "UBND tỉnh Hà Tĩnh", None, GROUND],
    [5, "Ủy ban nhân dân xã Mới Một, huyện Mới", "UBND huyện Mới", None, GROUND],
    [6, "UBND thị xã Mới Hai", None, None, GROUND],
    [7, "Bảo hiểm xã hội huyện Mới", None, None, GROUND],
    [8, "Sở Xã hội thử nghiệm", None, None, GROUND],
    [None, "Tổng cộng: 8 cơ quan", None, None, None],
]
SITES = [
    ["DANH SÁCH ĐIỂM THÍ ĐIỂM", None, None, None, None, None, None, None],
    ["TT", "Tên điểm", "Cơ quan quản lý", "Huyện", "Thí điểm", None, None, "Căn cứ"],
    [None, None, None, None, "Hình thức", "Giai đoạn", "Cơ quan tham gia", None],
    [1, "Một cửa huyện Can Lộc thử", "huyện Can Lộc", None, "Chuyển giao nhân lực", "II",
     "UBND huyện Can Lộc\nSở Công Thương", GROUND],
    [2, "Một cửa huyện Cẩm Xuyên thử", "HT-CX", None, "Cả hai", 2, "UBND huyện Cẩm Xuyên; HT-SCT", GROUND],
    [3, "Một cửa tỉnh thử", None, None, "Thuê trụ sở", "GĐ II", None, GROUND],
    [4, "Một cửa xã Thử, huyện Can Lộc", None, "Can Lộc", "Chuyển đến bưu điện", None, None, GROUND],
    [5, "Một cửa xã Thử Hai", None, "HT-CX", None, None, "Sở Công Thương", GROUND],
    [6, "Một cửa phường Thử", None, None, None, None, None, GROUND],
]  # fmt: skip


@pytest.fixture
def pilot():
    return Pilot.objects.get(code="HATINH")


def sent(client, kind, pilot, *rows, merged=()):
    content = xlsx(*rows, merged=merged)
    address = reverse("import-upload", args=[kind, pilot.code])
    page = client.post(address, {"workbook": SimpleUploadedFile("danh-sach.xlsx", content)}, follow=True)
    return page, page.context["batch"]


def written(client, batch):
    page = client.get(reverse("import", args=[batch.pk]))
    return press(client, page, reverse("import-confirm", args=[batch.pk])), ImportBatch.objects.get(pk=batch.pk)


def by_two(as_user, kind, pilot, *rows, merged=()):
    """Sent by the secretary, written by the head of the committee."""
    page, batch = sent(as_user("thuky"), kind, pilot, *rows, merged=merged)
    assert (batch.new_count, batch.error_count) == (sum(type(row[0]) is int for row in rows), 0), text_of(page)
    answer, batch = written(as_user("truongban"), batch)
    assert batch.status == "confirmed", text_of(answer)
    return batch


def test_the_list_of_agencies_as_an_office_prints_it(as_user, pilot):
    by_two(as_user, "agencies", pilot, *AGENCIES, merged=("C3:D3", "A3:A4", "B3:B4", "E3:E4"))
    rows = Agency.objects.filter(legal_basis=GROUND).order_by("pk")
    assert [(a.kind, a.level, a.parent and a.parent.name) for a in rows] == [
        ("department", "province", "UBND tỉnh Hà Tĩnh"),
        ("department", "province", "Sở Thử nghiệm"),
        ("department", "district", None),
        ("peoples_committee", "district", "UBND tỉnh Hà Tĩnh"),
        ("peoples_committee", "commune", "UBND huyện Mới"),
        ("peoples_committee", "district", None),
        ("department", "district", None),
        ("department", "province", None),
    ]
    assert (rows[0].code, rows[0].valid_from, rows[0].illustrative) == ("HT-CQ1", dt.date(2021, 6, 1), True)
    _page, again = sent(as_user("thuky"), "agencies", pilot, *AGENCIES, merged=("C3:D3",))
    assert (again.new_count, again.changed_count, again.error_count) == (0, 0, 0)
    page = text_of(as_user("thuky").get(reverse("agency", args=["HT-CQ1"])))
    assert "Sở Thử nghiệm" in page


def test_what_is_guessed_is_said(as_user, pilot):
    page, _batch = sent(as_user("thuky"), "agencies", pilot, ["STT", "Tên cơ quan"], [1, "UBND huyện Mới"])
    assert "Loại cơ quan đoán theo tên: Ủy ban nhân dân." in text_of(page)
    assert "Cấp đoán theo tên: Cấp huyện." in text_of(page)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Sở", "department"), ("UBND huyện", "peoples_committee"), ("UBND tỉnh", "peoples_committee"),
        ("Văn phòng UBND tỉnh", "provincial_office"), ("VP Ủy ban nhân dân tỉnh", "provincial_office"),
        ("Bưu điện", "post_office"), ("Ban Chỉ đạo", "steering_committee"), ("Tổ Giúp việc", "secretariat"),
        ("Ban, ngành", "department"), ("Văn phòng HĐND và UBND huyện", "department"),
    ],
)  # fmt: skip
def test_the_kind_of_a_body_is_understood_as_offices_write_it(said, kind):
    assert KindWidget(KINDS, {}).clean(said) == kind


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("UBND thị xã Hồng Lĩnh", "district"), ("UBND thị trấn Nghèn", "commune"), ("Bảo hiểm xã hội tỉnh", "province"),
        ("UBND xã Mai Phụ, huyện Lộc Hà", "commune"), ("Sở Lao động - Thương binh và Xã hội", "province"),
        ("Cơ quan quản lý thử nghiệm", "province"), ("UBND phường Trung Lương", "commune"),
    ],
)  # fmt: skip
def test_the_level_of_a_body_is_told_by_its_name(name, level):
    assert level_named(name) == level


def test_the_list_of_sites_brings_in_who_takes_part(as_user, pilot):
    by_two(as_user, "sites", pilot, *SITES, merged=("E2:G2",))
    rows = Site.objects.filter(legal_basis=GROUND).order_by("pk")
    assert [(s.level, s.agency and s.agency.code, s.parent_agency and s.parent_agency.code, s.pilot_form)
            for s in rows] == [
        ("district", "HT-CL", None, "labour_transfer"), ("district", "HT-CX", None, "both"),
        ("province", None, None, "facility_lease"), ("commune", None, "HT-CL", "relocation"),
        ("commune", None, "HT-CX", None), ("commune", None, None, None),
    ]  # fmt: skip
    parts = Participation.objects.filter(site__in=rows).order_by("site_id", "agency__code")
    assert [(p.site.name, p.agency and p.agency.code, p.phase and p.phase.code, p.pilot_form) for p in parts] == [
        ("Một cửa huyện Can Lộc thử", "HT-CL", "HT-P2", "labour_transfer"),
        ("Một cửa huyện Can Lộc thử", "HT-SCT", "HT-P2", "labour_transfer"),
        ("Một cửa huyện Cẩm Xuyên thử", "HT-CX", "HT-P2", "both"),
        ("Một cửa huyện Cẩm Xuyên thử", "HT-SCT", "HT-P2", "both"),
        ("Một cửa tỉnh thử", None, "HT-P2", "facility_lease"),
        ("Một cửa xã Thử Hai", "HT-SCT", None, None),
    ]
    _page, again = sent(as_user("thuky"), "sites", pilot, *SITES, merged=("E2:G2",))
    assert (again.new_count, again.changed_count, again.error_count) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["agencies", "sites"])
def test_an_undo_takes_everything_back(as_user, pilot, kind):
    before = (Agency.objects.count(), Site.objects.count(), Participation.objects.count())
    rows, merged = {"agencies": (AGENCIES, ("C3:D3", "A3:A4", "B3:B4", "E3:E4")), "sites": (SITES, ("E2:G2",))}[kind]
    batch = by_two(as_user, kind, pilot, *rows, merged=merged)
    page = text_of(send(as_user("truongban"), reverse("import-undo", args=[batch.pk]), reason="Nhầm danh sách."))
    assert "có hiệu lực khi người thứ hai xác nhận" in page
    assert "chờ người thứ hai xác nhận" in page
    assert ImportBatch.objects.get(pk=batch.pk).status == "confirmed"
    waiting = ProgrammeChange.objects.get(object_id=batch.pk)
    assert "Nhầm danh sách." in text_of(as_user("thuky").get(reverse("programme-change", args=[waiting.pk])))
    send(as_user("thuky"), reverse("programme-change-step", args=[waiting.pk, "confirm_change"]), reason="")
    assert ImportBatch.objects.get(pk=batch.pk).status == "undone"
    assert (Agency.objects.count(), Site.objects.count(), Participation.objects.count()) == before


@pytest.mark.parametrize("kind", ["agencies", "sites"])
def test_what_two_people_have_proposed_about_a_row_keeps_it(as_user, act, pilot, kind):
    name = {"agencies": "UBND huyện Mới", "sites": "Một cửa tỉnh thử"}[kind]
    batch = by_two(as_user, kind, pilot, ["STT", "Tên cơ quan" if kind == "agencies" else "Tên điểm"], [1, name])
    about = Agency.objects.get(name=name) if kind == "agencies" else Site.objects.get(name=name)
    verb = "close_agency" if kind == "agencies" else "close_site"
    changes.propose(VERBS[verb], about, act("thuky"), {"last_day": dt.date(2021, 12, 31), "legal_basis": GROUND})
    with refusal("referred_to"):
        changes.propose(VERBS[RESOURCES[kind].verbs.undo], batch, act("truongban", reason="Nhầm."), {})
    assert type(about).objects.filter(pk=about.pk).exists()


def test_a_name_is_put_right_and_a_body_above_bears_its_new_name(as_user, pilot):
    known = Agency.objects.get(code="HT-CL")
    head = ["Mã cơ quan", "Tên cơ quan", "Cơ quan cấp trên"]
    rows = [["HT-CL", "UBND huyện Can Lộc mới", None], [None, "Phòng Thử nghiệm huyện Can Lộc", known.name]]
    _page, batch = sent(as_user("thuky"), "agencies", pilot, head, *rows)
    assert (batch.new_count, batch.changed_count, batch.error_count) == (1, 1, 0)
    written(as_user("truongban"), batch)
    known.refresh_from_db()
    assert known.name == "UBND huyện Can Lộc mới"
    assert Agency.objects.get(name="Phòng Thử nghiệm huyện Can Lộc").parent == known


HEADS = {
    "agencies": ["Mã cơ quan", "Tên cơ quan", "Loại cơ quan", "Cấp", "Cơ quan cấp trên"],
    "sites": ["Mã điểm", "Tên điểm", "Cơ quan quản lý", "Giai đoạn", "Cơ quan tham gia"],
}


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        ("agencies", [["X-1", "ubnd  huyện Can Lộc", None, None, None]], "đã có."),
        ("agencies", [["X-1", "Sở Một", None, None, None], ["X-2", "Sở Một", None, None, None]], "đã có."),
        ("agencies", [[None, "Bưu điện thứ hai", "Bưu điện", None, None]], "chỉ có một cơ quan loại này"),
        ("agencies", [[None, "Sở Một", None, None, "Sở Không có"]], "Thí điểm chưa có cơ quan “Sở Không có”"),
        ("agencies", [[None, "Sở Một", None, None, "Sở Một"]], "cấp trên của chính mình"),
        ("agencies", [[None, "Sở Một", "Nhà", None, None], [None, "Phòng Hai", None, None, "Sở Một"]],
         "Cơ quan cấp trên nằm ở dòng 2"),
        ("agencies", [["HT-CL", None, None, "Cấp tỉnh", None]], "Đang ghi nhận là “Cấp huyện”"),
        ("agencies", [["GL-CHUSE", "Sở Một", None, None, None]], "Mã này là của cơ quan khác"),
        ("sites", [[None, "Một cửa huyện Mới", None, None, None]], "Ở cấp này, điểm thuộc UBND cùng cấp"),
        ("sites", [[None, "Một cửa xã Mới", None, "Giai đoạn IX", None]], "Thí điểm không có giai đoạn “Giai đoạn IX”"),
        ("sites", [[None, "Một cửa xã Mới", None, "I; II", None]], "Chỉ ghi một giai đoạn"),
        ("sites", [[None, "Một cửa xã Mới", None, None, "Sở Công Thương; Sở Không có"]], "“Sở Không có”"),
        ("sites", [["HT-S-CL", None, "HT-CX", None, None]], "thay đổi hoặc đính chính trên trang của điểm"),
        ("sites", [["GL-S-CHUSE", "Một cửa xã Mới", None, None, None]], "Mã này là của điểm khác"),
    ],
)  # fmt: skip
def test_what_the_verbs_refuse_is_said_at_its_cell(as_user, pilot, kind, rows, said):
    page, batch = sent(as_user("thuky"), kind, pilot, HEADS[kind], *rows)
    assert batch.error_count >= 1
    assert said in text_of(page)


@pytest.fixture
def waiting(as_user, pilot):
    return sent(as_user("thuky"), "agencies", pilot, ["STT", "Tên cơ quan"], [1, "Sở Thử nghiệm"])


def test_whoever_sent_the_list_does_not_write_it_and_it_waits_for_the_other(as_user, act, waiting):
    page, batch = waiting
    assert "Danh sách này do người thứ hai ghi vào hệ thống" in text_of(page)
    assert reverse("import-confirm", args=[batch.pk]) not in page.content.decode()
    assert "danh-sach.xlsx" not in text_of(as_user("thuky").get("/"))
    assert "danh-sach.xlsx" in text_of(as_user("truongban").get("/"))
    with refusal("same_person"):
        VERBS["confirm_agency_list"](batch, act("thuky"))
    _answer, batch = written(as_user("truongban"), batch)
    assert (batch.status, batch.confirmed_by.username) == ("confirmed", "truongban")


def test_its_sender_may_take_it_back(as_user, waiting):
    page, batch = waiting
    press(as_user("thuky"), page, reverse("import-discard", args=[batch.pk]))
    assert ImportBatch.objects.get(pk=batch.pk).status == "refused"


def test_where_nobody_else_has_the_right_its_sender_writes_it(as_user):
    gia_lai, client = Pilot.objects.get(code="GIALAI"), as_user("thuky.gialai")
    _page, batch = sent(client, "agencies", gia_lai, ["STT", "Tên cơ quan"], [1, "Sở Thử nghiệm"])
    assert "danh-sach.xlsx" in text_of(client.get("/"))
    _answer, batch = written(client, batch)
    assert (batch.status, batch.agency) == ("confirmed", None)
    assert Agency.objects.filter(pilot=gia_lai, name="Sở Thử nghiệm").exists()


def test_what_came_up_since_the_check_refuses_the_list(as_user, act, pilot, waiting):
    _page, batch = waiting
    Agency.objects.create(pilot=pilot, code="HT-X", name="Sở thử nghiệm", kind="department", level="province")
    with refusal("changed_since_check"):
        VERBS["confirm_agency_list"](batch, act("truongban"))


@pytest.mark.parametrize(("tab", "kind"), [("co-quan", "agencies"), ("diem", "sites")])
def test_the_page_of_the_pilot_leads_to_the_lists(as_user, pilot, tab, kind):
    address, upload = (
        f"{reverse('pilot', args=[pilot.code])}?muc={tab}",
        reverse("import-upload", args=[kind, "HATINH"]),
    )
    export = f"{reverse('export', args=[kind])}?pilot=HATINH"
    assert {upload, export} <= set(as_user("thuky").get(address).content.decode().split('"'))
    for_another = as_user("ct.canloc").get(address).content.decode()
    assert upload not in for_another
    assert export in for_another


def numbered(kind, count):
    """A list of so many rows, with everything that a row can say."""
    if kind == "agencies":
        rows = [[n, f"Sở Số {n}", "UBND tỉnh Hà Tĩnh" if n < 2 else f"Sở Số {n - 1}"] for n in range(1, count + 1)]
        return [["STT", "Tên cơ quan", "Trực thuộc"], *rows]
    rows = [[n, f"Một cửa xã Số {n}", "HT-CL", "II", "HT-CL; HT-SCT"] for n in range(1, count + 1)]
    return [["STT", "Tên điểm", "Huyện", "Giai đoạn", "Cơ quan tham gia"], *rows]


@pytest.mark.parametrize("kind", ["agencies", "sites"])
def test_thirty_rows_cost_as_many_statements_as_three(as_user, pilot, kind):
    client, head, counts = as_user("thuky"), as_user("truongban"), []
    for count in (3, 30):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                _page, batch = sent(client, kind, pilot, *numbered(kind, count))
                _answer, batch = written(head, batch)
            assert (batch.status, batch.new_count) == ("confirmed", count)
            counts.append(len(queries))
            transaction.set_rollback(True)
    assert counts[0] == counts[1]
