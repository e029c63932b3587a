"""A workbook of employees as an office makes it."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

HEADS = ("Cơ quan thí điểm", "Điểm phục vụ", "Lĩnh vực phụ trách ", "Vai trò", "Ngày bắt đầu")
SITE = "Trung tâm  phục vụ hành chính công tỉnh "  # as offices write it: two blanks, without the province


def office_list(count: int, fields: Mapping[str, Sequence[str]], **wrong: str) -> bytes:
    """Titles, a merged head of two rows, blanks, Vietnamese headings; `fields`: of each agency in turn.

    `wrong`: heading → what stands there in the row of the third employee.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BƯU ĐIỆN TỈNH HÀ TĨNH"])
    sheet.append(["PHÒNG TỔ CHỨC LAO ĐỘNG"])
    sheet.append([None, "DANH SÁCH NHÂN VIÊN DỰ KIẾN CỬ THAM GIA THÍ ĐIỂM"])
    sheet.append([])
    sheet.append(["STT", " Họ và  tên ", "Ngày sinh", "Trình độ", "Dự kiến bố trí"])
    sheet.append([None, None, None, None, *HEADS])
    sheet.merge_cells("E5:I5")
    for column in "ABCD":
        sheet.merge_cells(f"{column}5:{column}6")
    for number in range(count):
        row = row_of(number, list(fields), fields)
        if number == 2:
            row[4:] = [wrong.get(head, cell) for head, cell in zip(HEADS, row[4:], strict=True)]
        sheet.append(row)
    sheet.append([*[None] * 6, "NGƯỜI LẬP BIỂU"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(number: int, agencies: Sequence[str], fields: Mapping[str, Sequence[str]]) -> list[object]:
    """Two of the fields of an agency for each, separated as people type it; every second one is in reserve."""
    agency = agencies[number % len(agencies)]
    own = fields[agency]
    two = " ;".join([own[number % len(own)], own[(number + 1) % len(own)]])
    born = f"0{number % 9 + 1}/0{number % 9 + 1}/1990"
    name = f" Nguyễn Thị  Mẫu {chr(65 + number)} "
    role = ("Chính thức", "dự phòng ")[number % 2]
    return [number + 1, name, born, "Đại học", agency, SITE, two, role, "15/6/2021"]
