"""The list of an agency's procedures: the catalogue is everybody's and no list renames it."""

import pytest

from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.programme.models import (
    Agency,
    CounterPost,
    Person,
    Procedure,
    ProcedureChannelLimit,
    ProcedureSet,
    ProcedureSetEntry,
    ServiceField,
    Site,
    User,
)
from pilot.programme.resources.known_procedures import differ_much
from tests.found.browse import text_of
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("office")
HEAD = ["STT", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Mức độ", "Cấp"]
NEW = [1, "9.000001", "Thủ tục mẫu thứ nhất", "Lĩnh vực mẫu", "Mức độ 4", "tỉnh"]


@pytest.fixture
def procedures(upload):
    return lambda *rows, agency="HT-SNGV", who="thuky": upload("procedures", agency, who, xlsx(HEAD, *rows))


def state():
    return (
        list(Procedure.objects.order_by("id").values()),
        list(ServiceField.objects.order_by("id").values()),
        list(ProcedureSetEntry.objects.order_by("id").values()),
        list(ProcedureSet.objects.order_by("id").values()),
    )


def test_new_procedure_comes_with_field_and_entry_and_undo_takes_all_away(procedures, step):
    before = state()
    batch = procedures(NEW)
    assert (batch.new_count, batch.note_count) == (1, 1)  # the new field is a remark
    step(batch, "confirm", "thuky")
    entry = ProcedureSetEntry.objects.get(procedure__code="9.000001")
    assert (entry.procedure_set.agency.code, entry.procedure.field.name, entry.procedure.level) == (
        "HT-SNGV",
        "Lĩnh vực mẫu",
        "province",
    )
    assert procedures(NEW).unchanged_count == 1

    step(batch, "undo", "thuky", reason="Nhầm cơ quan.")
    assert state() == before


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("UBND cấp huyện", "district"), ("Quận/huyện", "district"), ("thị xã", "district"),
        ("UBND huyện, thị xã", "district"), ("xã, phường, thị trấn", "commune"), ("Cấp tỉnh (Sở Tư pháp)", "province"),
    ],
)  # fmt: skip
def test_a_level_is_read_where_a_text_names_one(procedures, written, level):
    assert procedures([*NEW[:5], written]).rows.get().after["level"] == level


def test_a_level_is_refused_where_a_text_names_several(procedures):
    assert [name for name, _words in procedures([*NEW[:5], "Tỉnh, huyện, xã"]).rows.get().faults] == ["level"]


@pytest.mark.parametrize(("cell", "code"), [(9.00001, "9.000010"), (9.000001, "9.000001"), ("9,000001", "9.000001")])
def test_a_code_is_read_as_the_number_that_excel_made_of_it(procedures, cell, code):
    assert procedures([1, cell, *NEW[2:]]).rows.get().after["code"] == code


@pytest.mark.parametrize("cell", [9, 9.0000012, 0.5, "9.00001"])
def test_another_number_is_no_code(procedures, cell):
    assert [name for name, _words in procedures([1, cell, *NEW[2:]]).rows.get().faults] == ["code"]


def test_known_procedure_joins_the_set_and_keeps_its_name(procedures, step):
    known = Procedure.objects.exclude(set_entries__procedure_set__agency__code="HT-SNGV").first()
    other = f"{known.name} sửa đổi"
    batch = procedures([1, known.code, other, known.field.name.upper(), None, known.get_level_display()])
    row = batch.rows.get()
    assert row.outcome == "new"
    assert other in row.notes[0]
    step(batch, "confirm", "thuky")
    known.refresh_from_db()
    assert known.name != other
    assert known.set_entries.filter(procedure_set__agency__code="HT-SNGV").exists()


@pytest.mark.parametrize(
    ("place", "value", "field"),
    [(1, "1.23", "code"), (5, "cấp bản", "level"), (3, None, "field"), (2, None, "name")],
)
def test_row_is_refused_in_its_cell(procedures, place, value, field):
    row = [*NEW]
    row[place] = value
    assert [name for name, _m in procedures(row).rows.get().faults] == [field]


def test_one_field_in_two_spellings_is_one_field(procedures, step):
    step(
        procedures(NEW, [2, "9.000002", "Thủ tục mẫu thứ hai", "LĨNH VỰC MẪU", None, "tỉnh"]),
        "confirm",
        "thuky",
    )
    assert ServiceField.objects.filter(search_key="linh vuc mau").count() == 1


def test_undo_says_what_refers_to_a_new_field(procedures, step):
    batch = step(procedures(NEW), "confirm", "thuky")
    agency = Agency.objects.get(code="HT-SCT")
    post = CounterPost.objects.create(
        pilot=agency.pilot,
        code="X-Q1",
        name="Quầy",
        agency=agency,
        site=Site.objects.get(code="HT-S-TTPVHCC"),
    )
    post.receives([ServiceField.objects.get(name="Lĩnh vực mẫu")])
    with pytest.raises(TransitionRefused, match="Lĩnh vực mẫu") as caught:
        step(batch, "undo", "thuky", reason="Nhầm.")
    assert caught.value.code == "referred_to"


def test_head_of_agency_imports_for_the_own_agency_only(procedures):
    assert procedures(NEW, agency="HT-SCT", who="gd.congthuong").new_count == 1
    with pytest.raises(NotAllowed):
        procedures(NEW, agency="HT-STC", who="gd.congthuong")


def test_post_office_owns_no_procedures(procedures):
    with pytest.raises(TransitionRefused) as caught:
        procedures(NEW, agency="HT-BDT")
    assert caught.value.problems[0].code == "kind_does_not_fit"


@pytest.mark.parametrize("made_up", [True, False])
def test_a_list_makes_a_guessed_procedure_one_of_the_set(procedures, step, settings, made_up):
    """Sở LĐTBXH: its eight are illustrative; a list that names one replaces the guess, undoing brings it back.

    What a list adds is illustrative as whoever sends it, whatever the installation is.
    """
    settings.DEMO = not made_up
    Person.objects.filter(pk=User.objects.get(username="thuky").person_id).update(illustrative=made_up)
    before = state()
    guess = ProcedureSetEntry.objects.filter(procedure_set__agency__code="HT-SLDTBXH").first()
    row = [1, guess.procedure.code, guess.procedure.name, guess.procedure.field.name, None, "tỉnh"]
    batch = step(procedures(row, agency="HT-SLDTBXH"), "confirm", "thuky")
    old, new = ProcedureSetEntry.objects.filter(procedure=guess.procedure).order_by("id")
    assert (old.illustrative, new.illustrative, old.valid_to) == (True, made_up, new.valid_from)
    assert procedures(row, agency="HT-SLDTBXH").unchanged_count == 1
    step(batch, "undo", "thuky", reason="Nhầm cơ quan.")
    assert state() == before


def test_the_proposal_of_the_catalogue_comes_back_as_the_list(as_user, upload, step, settings):
    """Sở Tài chính takes the five that the national catalogue proposes, and brings them in: now they count."""
    settings.DEMO = False
    file = as_user("thuky").post("/nhap-xuat/procedures/xuat/?proposal=1&agency=HT-STC", {"form": "xlsx"})
    batch = upload("procedures", "HT-STC", "thuky", file.content)
    assert (batch.new_count, batch.fault_count) == (5, 0)
    step(batch, "confirm", "thuky")
    held = ProcedureSetEntry.objects.as_at(DEMO_START).filter(procedure_set__agency__code="HT-STC")
    proposed = {"2.002206", "1.005429", "1.005419", "1.007623", "1.010060"}
    assert {entry.procedure.code for entry in held if entry.confirmed} == proposed
    assert not held.filter(ProcedureSetEntry.PROPOSED, illustrative=False).exists()


def test_a_level_that_the_list_leaves_out_is_that_of_the_agency(procedures):
    row = procedures([*NEW[:5], None]).rows.get()
    assert row.after["level"] == "province"
    assert any("Cấp tỉnh" in note for note in row.notes)


def test_a_procedure_without_a_code_is_found_by_its_name_or_refused(upload):
    head = ["STT", "Tên thủ tục hành chính", "Mức độ"]
    known = Procedure.objects.order_by("code").first()
    rows = [[1, f"Thủ tục {known.name.upper()}", None], [2, "Không có trong danh mục", None]]
    batch = upload("procedures", "HT-SNGV", "thuky", xlsx(head, *rows))
    found, refused = batch.rows.order_by("number")
    assert (found.key, found.outcome) == (known.code, "new")
    assert [name for name, _message in refused.faults] == ["name"]


def test_a_time_limit_and_a_channel_that_differ_from_what_was_published_are_remarks(upload):
    limits = ProcedureChannelLimit.objects.filter(valid_to=None)
    direct = limits.filter(channel="direct", unit="working_day", value__gt=0).first()
    own_limits = ProcedureChannelLimit.objects.filter(procedure=direct.procedure)
    own_limits.exclude(valid_to=None).delete()
    own_limits.update(valid_from=None)
    own_limits.filter(channel="postal").update(offered=False)
    head = ["Mã TTHC", "Tên TTHC", "Thời hạn giải quyết", "Qua BCCI"]
    own = [direct.procedure.code, direct.procedure.name]
    other = upload("procedures", "HT-SNGV", "thuky", xlsx(head, [*own, f"{direct.value + 1} ngày làm việc", "x"]))
    assert len(other.rows.get().notes) == 2
    same = upload("procedures", "HT-SNGV", "thuky", xlsx(head, [*own, f"0{direct.value} ngày làm việc", None]))
    assert same.rows.get().notes == []


def test_the_decision_above_a_list_stays_with_the_import(upload, as_user):
    """There is no place for it in the catalogue: nothing is made of it, and the page of the import shows it."""
    above = ["(Kèm theo Quyết định số 1234/QĐ-UBND ngày 05/5/2021 của Chủ tịch UBND tỉnh)"]
    batch = upload("procedures", "HT-SNGV", "thuky", xlsx(["DANH MỤC THỦ TỤC"], above, HEAD, NEW))
    page = text_of(as_user("thuky").get(f"/nhap-xuat/{batch.pk}/"))
    assert f"Nội dung ghi phía trên danh sách DANH MỤC THỦ TỤC {above[0]}" in page


DATED = ["Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Ngày áp dụng"]


def test_each_procedure_stands_in_the_set_from_its_own_day_on(upload, step):
    rows = [["9.000001", "Thủ tục A", "Lĩnh vực mẫu", "01/03/2021"], ["9.000002", "Thủ tục B", "Lĩnh vực mẫu", None]]
    batch = upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, *rows))
    [note] = dict(batch.notices)["notes"]
    assert note.startswith("Danh sách không ghi ngày bắt đầu ở 1 dòng")
    assert "từ ngày 15/06/2021" in note
    step(batch, "confirm", "thuky")
    entries = ProcedureSetEntry.objects.filter(procedure__code__startswith="9.").order_by("procedure__code")
    assert [f"{entry.valid_from:%d/%m/%Y}" for entry in entries] == ["01/03/2021", f"{DEMO_START:%d/%m/%Y}"]

    rows[0][-1] = "01/04/2021"
    again = upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, *rows))
    assert (again.unchanged_count, again.changed_count, again.error_count) == (2, 0, 0)
    assert "từ ngày 01/03/2021" in " ".join(again.rows.first().notes)


def test_a_day_that_stands_above_the_list_is_offered_for_all_rows(upload, as_user, step):
    title = ["DANH MỤC TTHC (kèm theo Quyết định số 5/QĐ-UBND ngày 01 tháng 3 năm 2021)", None, None, None, None, None]
    batch = upload("procedures", "HT-SNGV", "thuky", xlsx(title, HEAD, NEW))
    [question] = [one for one in batch.asked if one.name == "first_day"]
    assert question.choices == (("2021-06-15", "15/06/2021"), ("2021-03-01", "01/03/2021"))
    answers = {"first_day": "2021-03-01", "row_version": batch.row_version}
    as_user("thuky").post(f"/nhap-xuat/{batch.pk}/kiem-tra/", answers)
    batch.refresh_from_db()
    step(batch, "confirm", "thuky")
    assert f"{ProcedureSetEntry.objects.get(procedure__code='9.000001').valid_from:%d/%m/%Y}" == "01/03/2021"


def test_a_procedure_does_not_begin_before_its_last_entry_has_ended(upload, step):
    row = ["9.000001", "Thủ tục A", "Lĩnh vực mẫu", "01/03/2021"]
    step(upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, row)), "confirm", "thuky")
    ProcedureSetEntry.objects.filter(procedure__code="9.000001").update(valid_to="2021-05-01")
    early = upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, row))
    assert [name for name, _words in early.rows.get().faults] == ["first_day"]
    later = upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, [*row[:3], "01/05/2021"]))
    assert step(later, "confirm", "thuky").status == "confirmed"


@pytest.mark.parametrize(
    ("one", "other", "much"),
    [
        ("Đăng ký khai sinh", "Thủ tục đăng ký khai sinh", False),
        ("Đăng ký khai sinh", "ĐĂNG KÍ KHAI SINH.", False),
        ("Cấp bản sao trích lục hộ tịch", "Cấp bản sao Trích lục hộ tịch, bản sao giấy khai sinh", False),
        ("Đăng ký khai sinh", "Đăng ký kết hôn", True),
        ("Đăng ký khai sinh", "Cấp giấy phép xây dựng", True),
    ],
)
def test_names_differ_much_where_few_words_are_common(one, other, much):
    assert differ_much(one, other) is much


def test_a_code_that_the_catalogue_has_under_a_very_different_name_is_asked_about(upload, as_user, step):
    code, name = Procedure.objects.exclude(code__startswith="9.").values_list("code", "name").first()
    rows = [["9.000001", "Thủ tục A", "Lĩnh vực mẫu", None], [code, "Việc gì đó khác hẳn", None, None]]
    batch = upload("procedures", "HT-SNGV", "thuky", xlsx(DATED, *rows))
    [question] = [one for one in batch.asked if one.name.startswith("meant_")]
    assert question.words.startswith(f"Dòng 3: mã {code} trong danh mục là “{name}”")
    assert not question.default
    as_user("thuky").post(
        f"/nhap-xuat/{batch.pk}/kiem-tra/", {question.name: "leave", "row_version": batch.row_version}
    )
    batch.refresh_from_db()
    assert (batch.new_count, batch.error_count) == (1, 0)
    step(batch, "confirm", "thuky")
    assert not ProcedureSetEntry.objects.filter(procedure_set__agency__code="HT-SNGV", procedure__code=code).exists()
