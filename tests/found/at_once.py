"""What one user sends from many windows at once, inside an installation of its own (tests/processes.py)."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from openpyxl import Workbook

from tests.found.browse import forms_of, text_of

DELEGATE, UPLOAD = "/tai-khoan-cua-toi/uy-quyen/", "/nhap-xuat/employees/HT-BDT/"


def together(number: int, name: str, page: str, send: Callable[[Client, dict[str, str]], bool]) -> int:
    """How many of these came through, all sent at the same moment with what the form of the page holds."""
    setup_test_environment()
    user, start = apps.get_model("pilot.User").objects.get(username=name), Barrier(number)

    def one(_number: int) -> bool:
        try:
            client = Client(raise_request_exception=False)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            form = max(forms_of(client.get(page)), key=lambda form: len(form["fields"]))
            start.wait(60)
            return send(client, form["data"])
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return sum(pool.map(one, range(number)))


def guesses(number: int) -> int:
    """How many wrong passwords before a signature were looked at."""

    def guess(client: Client, data: dict[str, str]) -> bool:
        grant = apps.get_model("pilot.RoleGrant").objects.get(user__username="ct.canloc")
        to = apps.get_model("pilot.User").objects.get(username="pct.canloc")
        said = {
            "grant": grant.pk, "delegate": to.pk, "authority": "kt", "title": "Phó Chủ tịch", "secret": "sai",
            "valid_from": "15/06/2021", "last_day": "16/06/2021", "document_number": "07/UQ-UBND",
        }  # fmt: skip
        return "Mật khẩu hoặc mã không đúng" in text_of(client.post(DELEGATE, data | said))

    return together(number, "ct.canloc", DELEGATE, guess)


def uploads(number: int) -> int:
    """How many lists of one user were read at the same time."""
    book, content = Workbook(), io.BytesIO()
    book.active.append(["STT", "Mã nhân viên", "Họ và tên"])
    for row in range(4000):
        book.active.append([row, f"ZZ{row}", "Nguyễn Văn Án"])
    book.save(content)

    def upload(client: Client, data: dict[str, str]) -> bool:
        sent = SimpleUploadedFile("danh sach.xlsx", content.getvalue())
        return client.post(UPLOAD, data | {"workbook": sent}).status_code == 302

    return together(number, "buudien", UPLOAD, upload)
