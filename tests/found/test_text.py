"""What went wrong in use with texts and codes (F8, F10, F21): from outside, in any version."""

import io

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
ADD, LIST = "/nhan-su/nhan-vien/moi/HT-BDT/", "/nhap-xuat/employees/HT-BDT/"
HEAD = ["Mã nhân viên", "Họ và tên", "Ngày sinh"]
SPELLINGS = [("ZW001", "ZW\u200b001"), ("ZX01", "zx01"), ("ZB 0022", "ZB0022"), ("ZC-07", "ZC07")]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(buffer := io.BytesIO())
    return SimpleUploadedFile("danh sach.xlsx", buffer.getvalue())


def import_list(client, url, *rows):
    """Upload a list and, where the preview offers it, confirm."""
    preview = send(client, url, having="workbook", workbook=workbook(*rows))
    here = preview.redirect_chain[-1][0]
    if f"{here}ghi/" in preview.content.decode():
        send(client, here, having="row_version")


def employees(prefix):
    found = apps.get_model("staffing.PostalEmployee").objects.filter(staff_code__istartswith=prefix)
    return list(found.values_list("person__full_name", flat=True))


@pytest.mark.parametrize(("first", "second"), SPELLINGS)
def test_f08_a_code_that_is_there_is_refused_by_the_form_and_names_its_owner(as_user, first, second):
    client = as_user("buudien")
    send(client, ADD, full_name="Nguyễn Văn An", staff_code=first)
    answer = send(client, ADD, full_name="Trần Thị Bình", staff_code=second)
    assert employees(first[:2]) == ["Nguyễn Văn An"]
    assert f"{first} Nguyễn Văn An" in text_of(answer)


@pytest.mark.parametrize(("first", "second"), [pair for pair in SPELLINGS if " " not in pair[0]])
def test_f08_two_spellings_in_one_list_are_one_person(as_user, first, second):
    import_list(as_user("buudien"), LIST, HEAD, [first, "Nguyễn Văn An", None], [second, "Trần Bình", None])
    assert len(employees(first[:2])) <= 1


@pytest.mark.parametrize(("first", "second"), SPELLINGS)
def test_f08_a_list_knows_the_employee_of_the_form(as_user, first, second):
    client = as_user("buudien")
    send(client, ADD, full_name="Nguyễn Văn An", staff_code=first)
    import_list(client, LIST, HEAD, [second, "Nguyễn Văn An", "05/01/1990"])
    assert employees(first[:2]) == ["Nguyễn Văn An"]


def test_f08_a_letter_that_only_looks_latin_is_named(as_user):
    answer = send(as_user("buudien"), ADD, full_name="Nguyễn V\u0430n An", staff_code="ZD01")
    assert employees("ZD") == []
    assert "“\u0430”" in text_of(answer)


def test_f10_one_account_for_one_e_mail_address(as_user):
    client, of = as_user("quantri1"), apps.get_model("pilot.User").objects.filter(email__iexact="lai@x.vn")
    for name, email in (("lai.mot", "lai@x.vn"), ("lai.hai", "LAI@x.vn")):
        answer = send(client, "/tai-khoan/moi/HATINH/", username=name, full_name=f"Lê Lai {name}", email=email)
    assert list(of.values_list("username", flat=True)) == ["lai.mot"]
    assert "lai.mot" in text_of(answer)


def test_f21_the_suffix_of_a_procedure_code_is_understood(as_user):
    head = ["Mã TTHC", "Tên thủ tục", "Lĩnh vực", "Cấp"]
    row = ["9.000901.000.00.00.H42", "Thủ tục có mã đầy đủ", "Hộ tịch", "Cấp tỉnh"]
    import_list(as_user("thuky"), "/nhap-xuat/procedures/HT-SNGV/", head, row)
    known = apps.get_model("pilot.Procedure").objects.filter(name=row[1])
    assert list(known.values_list("code", flat=True)) == ["9.000901"]
    assert row[0] in text_of(as_user("thuky").get("/co-quan/HT-SNGV/"))
