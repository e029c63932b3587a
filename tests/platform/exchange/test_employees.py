"""The list of employees in two steps: what is recorded, refused, undone, and by whom."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilot.platform.exchange import bulk, importing
from pilot.platform.exchange.forgetting import forget
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.exchange.reading import WorkbookRefused
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.refusals import NotAllowed, TransitionRefused
from pilot.platform.kernel.workflow import VERBS
from pilot.programme.models import Agency, Person, ServiceField, Site
from staffing.models import Assignment, PostalEmployee
from tests.platform.exchange.books import AN, BINH, HEAD, xlsx

pytestmark = pytest.mark.usefixtures("office")


def snapshot():
    """Every employee and person, as the database has them."""
    return list(Person.objects.order_by("id").values()), list(PostalEmployee.objects.order_by("id").values())


def without_versions(state):
    return [[{k: v for k, v in row.items() if k != "row_version"} for row in rows] for rows in state]


def outcomes(batch):
    return list(batch.rows.values_list("number", "outcome"))


def refused_code(call):
    with pytest.raises(TransitionRefused) as caught:
        call()
    return [p.code for p in caught.value.problems] or caught.value.code


def test_upload_writes_nothing_but_the_preview(staff):
    before = snapshot()
    batch = staff(xlsx(HEAD, AN, BINH))
    assert snapshot() == before
    assert (batch.status, batch.new_count, batch.error_count) == ("checked", 2, 0)
    assert outcomes(batch) == [(2, "new"), (3, "new")]


def test_confirm_records_the_employees_with_their_leading_zeros(staff, step):
    batch = step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    an = PostalEmployee.objects.get(staff_code="0012")
    assert (an.person.full_name, an.person.phone, an.qualification) == (
        "Nguyễn Văn An",
        "+84912345678",
        "Đại học",
    )
    assert (an.person.birth_date, an.status, an.post_office.code) == (
        dt.date(1990, 1, 5),
        "selected",
        "HT-BDT",
    )
    assert an.person.search_key == "nguyen van an"
    binh = PostalEmployee.objects.get(staff_code="0013")
    assert (binh.person.birth_date, binh.person.phone) == (dt.date(1988, 9, 17), "+842393855555")
    assert (batch.status, batch.confirmed_by.username) == ("confirmed", "buudien")


def test_one_event_names_no_person(staff, step):
    step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    (event,) = AuditEvent.objects.filter(verb="confirm_employee_list")
    text = str(event.before) + str(event.after)
    assert event.after["new"] == 2
    assert not any(word in text for word in ("An", "0912", "1990", "84912345678"))


def test_same_list_twice_changes_nothing(staff, step):
    content = xlsx(HEAD, AN, BINH)
    first = step(staff(content), "confirm")
    state = snapshot()
    again = staff(content)
    assert (again.new_count, again.changed_count, again.unchanged_count) == (0, 0, 2)
    assert ["same_file", [first.pk]] in again.notices
    assert refused_code(lambda: step(again, "confirm")) == ["nothing_to_import"]
    assert snapshot() == state


def test_change_shows_before_and_after_and_leaves_the_rest(staff, step):
    step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    batch = staff(
        xlsx(
            ["Mã NV", "Họ tên", "SĐT"],
            ["0012", "Nguyễn Văn An", "0987.654.321"],
            ["0013", "Trần Thị Bình", None],
        )
    )
    row = batch.rows.get(outcome="changed")
    assert (row.before, row.after) == ({"phone": "+84912345678"}, {"phone": "+84987654321"})
    assert batch.unchanged_count == 1  # an empty cell changes nothing
    step(batch, "confirm")
    an = PostalEmployee.objects.get(staff_code="0012")
    assert (an.person.phone, an.person.birth_date, an.qualification) == (
        "+84987654321",
        dt.date(1990, 1, 5),
        "Đại học",
    )


def test_undo_restores_exactly(staff, step):
    before = snapshot()
    first = step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    middle = snapshot()
    second = step(
        staff(
            xlsx(
                HEAD,
                [1, "0012", "Nguyễn Văn Ân", "06/01/1990", "0987654321", "Thạc sĩ"],
                [3, "0014", "Lê Cường"],
            )
        ),
        "confirm",
    )
    assert PostalEmployee.objects.get(staff_code="0012").person.search_key == "nguyen van an"

    assert step(second, "undo", reason="Nhầm tệp.").status == "undone"
    assert without_versions(snapshot()) == without_versions(middle)
    step(first, "undo", reason="Nhầm tệp.")
    assert snapshot() == before


def test_undo_needs_a_reason(staff, step):
    batch = step(staff(xlsx(HEAD, AN)), "confirm")
    assert refused_code(lambda: step(batch, "undo")) == "reason_needed"


def test_undo_is_refused_while_something_refers_and_says_what(staff, step):
    batch = step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    employee = PostalEmployee.objects.get(staff_code="0013")
    Assignment.objects.create(
        pilot=employee.pilot,
        employee=employee,
        agency=Agency.objects.get(code="HT-SCT"),
        role="reserve",
        site=Site.objects.get(code="HT-S-TTPVHCC"),
        field=ServiceField.objects.first(),
        valid_from=dt.date(2021, 6, 1),
    )
    with pytest.raises(TransitionRefused) as caught:
        step(batch, "undo", reason="Nhầm.")
    assert [p.code for p in caught.value.problems] == ["referred_to"]
    assert "0013" in str(caught.value)
    assert PostalEmployee.objects.filter(staff_code__in=["0012", "0013"]).count() == 2


def test_undo_is_refused_after_a_later_change(staff, step):
    batch = step(staff(xlsx(HEAD, AN)), "confirm")
    Person.objects.filter(postal_employee__staff_code="0012").update(phone="+84900000000")
    assert refused_code(lambda: step(batch, "undo", reason="Nhầm.")) == ["changed_since_import"]


def test_confirm_is_refused_when_somebody_wrote_in_between(staff, step):
    first, second = staff(xlsx(HEAD, AN, BINH)), staff(xlsx(HEAD, AN))
    step(second, "confirm")
    assert refused_code(lambda: step(first, "confirm")) == "changed_since_check"
    assert not PostalEmployee.objects.filter(staff_code="0013").exists()


def test_error_in_the_last_row_writes_nothing(staff, step):
    """Invariant 35, for as long a list as is checked at once; `python -m tests.bench.import_employees` tries 50,000."""
    people = [[n, f"N{n:04}", "Nguyễn Văn An", "05/01/1990", "0912345678", ""] for n in range(1, 2_000)]
    before = snapshot()
    batch = staff(xlsx(HEAD, *people, [2_000, "N2000", "Lê Cường", "31/9/1990", "12345", ""]))
    assert (batch.new_count, batch.error_count) == (1_999, 1)
    row = batch.rows.get(outcome="error")
    assert (row.number, sorted(name for name, _m in row.faults)) == (2_001, ["birth_date", "phone"])
    assert "31/9/1990" in str(row.faults)
    assert refused_code(lambda: step(batch, "confirm")) == ["rows_with_errors"]
    assert snapshot() == before


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ([1, None, "Lê Cường"], "staff_code"),
        ([1, "0014", None, "05/01/1990"], "full_name"),
        ([1, "0014", "Lê Cường", "31/9/1990"], "birth_date"),
        ([1, "0014", "Lê Cường", "30/02/1990"], "birth_date"),
        ([1, "0014", "Lê Cường", "5/1/60"], "birth_date"),
        ([1, "0014", "Lê Cường", "hôm qua"], "birth_date"),
        ([1, "0014", "Lê Cường", dt.datetime(1990, 1, 5, 8)], "birth_date"),
        ([1, "0014", "Lê Cường", None, "12345"], "phone"),
        ([1, "0014", "Lê Cường 0912", None, None], "full_name"),
        ([1, dt.date(2021, 2, 1), "Lê Cường"], "staff_code"),
        ([1, "0" * 21, "Lê Cường"], "staff_code"),
        ([1, 1e20, "Lê Cường"], "staff_code"),
        ([1, "1,23E+09", "Lê Cường"], "staff_code"),
        ([1, "0014", "#1"], "full_name"),
        ([1, "0014", "Lê Cường", None, "0912345678 / 0239 3855 555"], "phone"),
    ],
)
def test_row_is_refused_in_its_cell(staff, row, field):
    batch = staff(xlsx(HEAD, row))
    assert [name for name, _message in batch.rows.get().faults] == [field]


def check_again(batch, act, **answers):
    importing.start_check(batch, act("buudien"), answers=answers)
    batch.refresh_from_db()
    return batch


def test_of_two_rows_with_one_code_one_is_chosen(staff, step, act):
    batch = staff(xlsx(HEAD, AN, [2, "0012", "Nguyễn Văn An", "05/01/1990", "0987654321", "Đại học"]))
    (question,) = [one for one in batch.asked if one.name == "row_2"]
    assert [value for value, _label in question.choices] == ["2", "3", "leave"]
    assert "0987.654.321" in question.choices[1][1]
    assert refused_code(lambda: step(batch, "confirm")) == ["question_open"]
    written = step(check_again(batch, act, row_2="3"), "confirm")
    assert PostalEmployee.objects.get().person.phone == "+84987654321"
    assert "0987" not in str(written.questions)  # what was asked about people goes with the answer
    assert outcomes(batch) == [(2, "skipped"), (3, "new")]


OTHER = [2, "0012", "Trần Thị Bình", "30/09/1990", "0912345679"]


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("apart", [("0012", "Nguyễn Văn An"), ("HT-BDT-0001", "Trần Thị Bình")]),
        ("leave", []),
        ("3", [("0012", "Trần Thị Bình")]),
    ],
)
def test_two_people_under_one_code_are_told_apart_or_left_out(staff, act, answer, written):
    batch = check_again(staff(xlsx(HEAD, AN, OTHER)), act, row_2=answer)
    rows = batch.rows.filter(outcome="new").order_by("number")
    assert [(row.after["staff_code"], row.after["full_name"]) for row in rows] == written


def test_a_row_that_would_rename_who_is_known_under_its_code_says_so(staff, step, act):
    step(staff(xlsx(HEAD, OTHER)), "confirm")
    batch = staff(xlsx(HEAD, AN, [*OTHER[:4], "0987654321"]))
    [question] = [one for one in batch.asked if one.name == "row_2"]
    assert "“0012” đang là Trần Thị Bình" in question.words
    batch = check_again(batch, act, row_2="apart")
    rows = [(row.outcome, row.after.get("staff_code"), row.object_id is None) for row in batch.rows.order_by("number")]
    assert rows == [("new", "HT-BDT-0001", True), ("changed", None, False)]


def test_codes_are_given_in_the_order_of_the_file_to_what_is_written(staff, step):
    """A row with errors takes none, and none is given that the list itself names."""
    rows = [
        [1, None, "Nguyễn Văn An", "05/01/1990"], [2, None, "Trần Thị Bình", "30/09/1990", "12"],
        [3, "HT-BDT-0001", "Lê Văn Cường", "01/02/1991"], [4, None, "Phạm Thị Dung", "02/03/1992"],
    ]  # fmt: skip
    batch = staff(xlsx(HEAD, *rows))
    said = [(row.outcome, row.after.get("staff_code")) for row in batch.rows.order_by("number")]
    assert said == [("new", "HT-BDT-0002"), ("error", None), ("new", "HT-BDT-0001"), ("new", "HT-BDT-0003")]
    assert ["0002" in " ".join(row.notes) for row in batch.rows.order_by("number")] == [True, False, False, False]
    step(batch, "confirm", without_errors=True)
    assert set(PostalEmployee.objects.values_list("staff_code", flat=True)) == {f"HT-BDT-000{n}" for n in (1, 2, 3)}


def test_equal_rows_are_one(staff, step):
    batch = step(staff(xlsx(HEAD, AN, AN)), "confirm")
    assert (batch.new_count, PostalEmployee.objects.count()) == (1, 1)


WITHOUT_CODES = [HEAD[0], *HEAD[2:]]


def test_people_without_a_code_are_known_by_name_and_birth_date_and_get_one(staff, step):
    step(staff(xlsx(HEAD, AN)), "confirm")
    batch = staff(xlsx(WITHOUT_CODES, [1, *AN[2:4], "0987654321", None], [2, *BINH[2:]]))
    assert outcomes(batch) == [(2, "changed"), (3, "new")]
    step(batch, "confirm")
    assert list(PostalEmployee.objects.order_by("id").values_list("staff_code", "person__phone")) == [
        ("0012", "+84987654321"),
        ("HT-BDT-0001", "+842393855555"),
    ]


def test_somebody_whom_nothing_identifies_is_at_fault(staff):
    batch = staff(xlsx(WITHOUT_CODES, [1, "Nguyễn Văn An", None, "0912345678", None], [2, *BINH[2:]]))
    (row,) = batch.rows.filter(outcome="error")
    assert (row.number, row.faults[0][0]) == (2, "staff_code")


def test_the_good_rows_are_written_when_somebody_says_so(staff, step):
    batch = staff(xlsx(HEAD, AN, [2, "0013", "Trần Thị Bình", "31/9/1990"]))
    assert refused_code(lambda: step(batch, "confirm")) == ["rows_with_errors"]
    step(batch, "confirm", without_errors=True)
    assert (batch.status, batch.errors_left_out) == ("confirmed", True)
    assert list(PostalEmployee.objects.values_list("staff_code", flat=True)) == ["0012"]


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        (912345678.0, "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        (2393855555, "+842393855555"),
    ],
)
def test_phone_in_every_form_is_read(staff, step, cell, stored):
    step(staff(xlsx(HEAD, [1, "0012", "Nguyễn Văn An", None, cell])), "confirm")
    assert PostalEmployee.objects.get(staff_code="0012").person.phone == stored


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(1990, 1, 5),
        dt.datetime(1990, 1, 5),
        "1990-01-05",
        "5/1/1990",
        "05.01.1990",
        32878,
        "ngày 05 tháng 01 năm 1990",
    ],
)
def test_date_in_every_form_is_read(staff, step, cell):
    step(staff(xlsx(HEAD, [1, "0012", "Nguyễn Văn An", cell])), "confirm")
    assert PostalEmployee.objects.get(staff_code="0012").person.birth_date == dt.date(1990, 1, 5)


def test_numeric_code_loses_only_its_point_zero(staff):
    batch = staff(xlsx(HEAD, [1, 12, "Nguyễn Văn An"]))
    assert batch.rows.get().key == "12"
    decision = next(d for d in batch.decisions if d["name"] == "staff_code")
    assert decision["state"] == "warn"


@pytest.mark.parametrize("nothing", ["-", "…", "Không có", "chưa có", "–"])
def test_what_stands_for_nothing_is_an_empty_cell(staff, nothing):
    batch = staff(xlsx(HEAD, [1, nothing, "Lê Cường", "05/01/1990", nothing, nothing]))
    (row,) = batch.rows.all()
    assert (row.faults, row.after["full_name"]) == ([], "Lê Cường")
    assert row.after["staff_code"].startswith("HT-BDT-")
    assert not {"phone", "qualification"} & row.after.keys()


def test_digits_that_a_program_kept_as_text_lose_its_marks(staff):
    batch = staff(xlsx(HEAD, [1, "'0014", "Lê Cường", "1990.0", "912345678.0"]))
    assert batch.rows.get().after == {
        "staff_code": "0014", "full_name": "Lê Cường", "birth_date": 1990, "phone": "+84912345678",
    }  # fmt: skip


def test_a_list_that_gives_a_code_another_name_says_whose_it_is(staff, step):
    step(staff(xlsx(HEAD, AN)), "confirm")
    same, other = (staff(xlsx(HEAD, [1, AN[1], name])).rows.get() for name in ("NGUYỄN VĂN AN", "Lê Cường"))
    assert same.notes == []
    assert "Nguyễn Văn An" in other.notes[0]


def test_secretariat_may_not_import_employees(upload):
    with pytest.raises(NotAllowed):
        upload("employees", "HT-BDT", "thuky", xlsx(HEAD, AN))
    event = AuditEvent.objects.first()
    assert (event.outcome, event.verb) == ("refused", "upload_employee_list")
    assert not ImportBatch.objects.exists()


def test_refused_file_leaves_one_event_and_no_batch(staff):
    count = AuditEvent.objects.count()
    with pytest.raises(WorkbookRefused):
        staff(b"%PDF", "danh sach.xlsx")
    event = AuditEvent.objects.first()
    assert (AuditEvent.objects.count(), event.outcome, event.after["code"]) == (
        count + 1,
        "refused",
        "not_what_it_says",
    )
    assert not ImportBatch.objects.exists()


def test_employees_do_not_belong_to_a_department(act):
    with pytest.raises(TransitionRefused) as caught:
        VERBS["upload_employee_list"](
            Agency.objects.get(code="HT-SCT"), replace(act("buudien"), user=None), upload=None
        )
    assert caught.value.problems[0].code == "kind_does_not_fit"


def test_long_list_is_checked_by_a_job_with_progress(staff, step, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 20)
    told = []
    real = importing._tell
    monkeypatch.setattr(importing, "_tell", lambda batch, done: (told.append(done), real(batch, done)))
    people = [[n, f"N{n:04}", "Nguyễn Văn An", "05/01/1990", "0912345678", ""] for n in range(1, 101)]
    batch = staff(xlsx(HEAD, *people))
    batch.refresh_from_db()
    assert (batch.status, batch.new_count, batch.rows_done) == ("checked", 100, 100)
    assert told == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    step(batch, "confirm")
    assert PostalEmployee.objects.filter(staff_code__startswith="N0").count() == 100
    importing.check_job.func(batch.pk, "vi")  # a job that is run twice leaves a written list alone
    batch.refresh_from_db()
    assert batch.status == "confirmed"


def test_a_list_whose_check_never_began_is_checked_by_the_tick(staff, step, monkeypatch):
    monkeypatch.setattr(importing, "start_check", lambda *_: None)  # the web process died between upload and check
    batch = staff(xlsx(HEAD, AN, BINH))
    assert (batch.status, importing.check_stranded()) == ("uploaded", 0)  # a request may still be at it
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=batch.uploaded_at - importing.LEAVE_TO_WEB)
    assert [importing.check_stranded(), importing.check_stranded()] == [1, 0]
    batch.refresh_from_db()
    assert (batch.status, batch.new_count) == ("checked", 2)
    assert step(batch, "confirm").status == "confirmed"


def test_queries_do_not_depend_on_the_rows(staff, step):
    def people(count, letter):
        return xlsx(
            HEAD,
            *([n, f"{letter}{n:05}", "Nguyễn Văn An", "05/01/1990", "0912345678", "Đại học"] for n in range(count)),
        )

    def queries(count, letter):
        with CaptureQueriesContext(connection) as seen:
            batch = staff(people(count, letter))
            step(batch, "confirm")
            step(batch, "undo", reason="Thử.")
        return len(seen)

    assert queries(30, "A") == queries(600, "B")


def test_bulk_insert_keeps_the_order(db):
    pilot = Agency.objects.get(code="HT-BDT").pilot
    people = [
        Person(pilot=pilot, full_name=f"Người {n}", birth_date=dt.date(1990, 1, 1) if n % 2 else None)
        for n in range(50)
    ]
    for person in people:
        person.set_keys()
    keys = bulk.insert(people)
    stored = Person.objects.in_bulk(keys)
    assert [stored[key].full_name for key in keys] == [person.full_name for person in people]
    assert stored[keys[0]].birth_date is None
    assert bulk.insert([]) == []


def test_erasure_leaves_no_name_in_the_import(staff, step):
    batch = step(staff(xlsx(HEAD, AN, BINH)), "confirm")
    employee = PostalEmployee.objects.get(staff_code="0012")
    assert forget("staffing.PostalEmployee", [employee.pk]) == 1
    text = str(list(batch.rows.values()))
    assert "Nguyễn Văn An" not in text
    assert "Trần Thị Bình" in text
