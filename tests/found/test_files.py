"""Signed copies and scans (F12, F13), a full disk (S7), the secret of an app (S8)."""

import base64
import datetime as dt
import io
import random
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw
from pypdf import PdfWriter

from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
SIGNED, SIGNER = "đã có bản đã ký", "ct.camxuyen"


@pytest.fixture
def document():
    """The report of Cẩm Xuyên: issued, and waiting for its signed copy."""
    documents = apps.get_model("documents.OfficialDocument").objects
    return documents.get(number__startswith="05/BC-UBND", status="numbered")


@pytest.fixture
def store(settings, tmp_path):
    settings.FILE_ROOT = tmp_path / "files"
    return settings.FILE_ROOT


def pdf(**passwords: str) -> bytes:
    """A whole PDF of one page."""
    written, content = io.BytesIO(), io.BytesIO()
    page = Image.new("RGB", (595, 842), "white")
    ImageDraw.Draw(page).text((60, 80), "BÁO CÁO", "black", font_size=40)
    page.save(written, "PDF")
    writer = PdfWriter(written)
    if passwords:
        writer.encrypt(**passwords)
    writer.write(content)
    return content.getvalue()


def scanned(megabytes: float, kind: str = "PDF") -> bytes:
    """Pages as a scanner gives them, of one megabyte each: noise that no compression makes smaller."""
    side, content = int((min(megabytes, 1) * 1024 * 1024 / 1.98) ** 0.5), io.BytesIO()
    page = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))
    more = {"save_all": True, "append_images": [page] * (int(megabytes) - 1)} if kind == "PDF" else {}
    page.save(content, kind, quality=100, **more)
    return content.getvalue()


def attach(client: Client, document, content: bytes, name: str = "ban-ky.pdf"):
    """Send the file by the page on which the signed copy is attached."""
    address = f"/van-ban/{document.pk}/attach_signed_copy/"
    return send(client, address, having="file", file=SimpleUploadedFile(name, content, "application/pdf"))


def is_signed(document) -> bool:
    document.refresh_from_db()
    return document.status == "signed"


NOT_TO_BE_OPENED = {
    "asks a password": (pdf(user_password="mat-khau"), "mật khẩu"),
    "cut after 120 bytes": (pdf()[:120], "bị cắt"),
    "a web page": (b"%PDF-1.7\n<html><body>412</body></html>", "không phải PDF"),
    "half a photograph": (scanned(1, "JPEG")[:90_000], "bị cắt"),
}


@pytest.mark.parametrize("name", NOT_TO_BE_OPENED)
def test_f12_what_cannot_be_opened_is_no_signed_copy(as_user, document, store, name):
    content, reason = NOT_TO_BE_OPENED[name]
    answer = attach(as_user(SIGNER), document, content)
    assert not is_signed(document), "có bản đã ký"
    assert reason in text_of(answer)
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_f12_stays_that_an_owner_password_alone_does_not_stop_reading(as_user, document, store):
    attach(as_user(SIGNER), document, pdf(user_password="", owner_password="chu-so-huu"))
    assert is_signed(document)


def test_f12_the_page_shows_the_first_page_small(as_user, document, store):
    client = as_user(SIGNER)
    page = attach(client, document, pdf()).content.decode()
    shown = re.findall(r'<img class="first-page"\s+src="([^"]+)"\s+alt="([^"]+)"', page)
    assert len(shown) == 1
    address, words = shown[0]
    picture = client.get(address)
    assert (words, picture.headers["Content-Type"]) == ("Trang đầu của bản đã ký", "image/webp")
    assert max(Image.open(io.BytesIO(picture.getvalue())).size) <= 640
    assert Client().get(address).status_code == 302
    assert as_user("thuky.gialai").get(address).status_code == 404


@pytest.fixture
def recognition():
    """The page on which a recognition of an earlier phase is recorded, and what is typed into it."""
    learner = apps.get_model("staffing.Assignment").objects.filter(agency__code="HT-STC", employee__recognitions=None)
    line = learner.first()
    head = apps.get_model("pilot.User").objects.get(username="truongban")
    typed = {
        "document": "03/QĐ-BCĐ", "document_date": "20/05/2021", "signers": "Lê Cũ, Phó Trưởng ban",
        "employee": line.employee_id, "fields_": [line.field_id], "valid_from": "24/05/2021",
        "by_agency_head_printed": "Nguyễn Văn Trước", "by_centre_director_printed": "Trần Thị Xưa",
        "recognised_by": head.person_id,
    }  # fmt: skip
    address = reverse("record-from-paper", args=["HT-BDT", "recognition"])
    return f"{address}?place={line.agency_id}-{line.site_id}", typed


def record(client: Client, recognition, content: bytes) -> tuple[str, bool]:
    """Send the record with this scan: what the answer says, and whether it was taken."""
    address, typed = recognition
    records = apps.get_model("staffing.PaperRecord").objects
    before = records.count()
    answer = client.post(address, typed | {"scan": SimpleUploadedFile("a.pdf", content)}, follow=True)
    return text_of(answer), records.count() > before


@pytest.mark.parametrize("name", NOT_TO_BE_OPENED)
def test_f12_what_cannot_be_opened_is_no_scan_of_a_record(as_user, recognition, store, name):
    content, reason = NOT_TO_BE_OPENED[name]
    said, taken = record(as_user("buudien"), recognition, content)
    assert not taken
    assert reason in said


def test_f13_a_scan_of_9_mb_is_taken(as_user, recognition, store):
    content = scanned(9)
    assert 9_000_000 < len(content) < 11_000_000
    said, taken = record(as_user("buudien"), recognition, content)
    assert taken, re.findall(r"tối đa \d+ MB", said)


def test_f13_a_signed_copy_of_22_mb_is_taken_and_one_of_26_is_not(as_user, document, store):
    client = as_user(SIGNER)
    answer = attach(client, document, pdf() + b"\0" * 26 * 1024 * 1024)
    assert not is_signed(document)
    assert re.findall(r"tối đa \d+ MB", text_of(answer))[:1] == ["tối đa 25 MB"]
    attach(client, document, scanned(22))
    assert is_signed(document)


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """The operating system refuses to let a file grow beyond `room` bytes, as it does when the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(("megabytes", "room"), [(2, 3 * 2**19), (3, 2**20)])  # the store is full; the place of uploads
def test_s7_a_full_disk_is_said_and_leaves_nothing(as_user, document, store, settings, tmp_path, megabytes, room):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    client, content = as_user(SIGNER), scanned(megabytes)
    client.raise_request_exception = False
    page = f"/van-ban/{document.pk}/attach_signed_copy/"
    assert client.get(page).status_code == 200
    rows = apps.get_model("kernel.StoredFile").objects.count()
    with full_disk(room):
        answer = attach(client, document, content)
    assert answer.status_code != 500
    assert "hết chỗ lưu tệp" in text_of(answer)
    assert not is_signed(document)
    assert apps.get_model("kernel.StoredFile").objects.count() == rows
    assert not [path.name for path in tmp_path.rglob("*") if path.is_file()]
    attach(client, document, content)
    assert is_signed(document), "once there is room, the same file is taken"


def secret_on(answer) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})=*</code>", answer.content.decode())
    return found[1] if found else ""


def test_s8_whoever_opens_the_page_sees_no_secret(as_user):
    client = as_user("ct.canloc")
    first, second = (secret_on(client.get(reverse("set-up-totp"))) for _time in range(2))
    assert (first, second) == ("", "")
    assert client.get(reverse("totp-picture")).status_code == 404


def test_s8_the_secret_is_new_each_time(as_user):
    client = as_user("ct.canloc")
    first, second = (secret_on(client.post(reverse("set-up-totp"))) for _time in range(2))
    assert first
    assert second
    assert first != second


def test_s8_the_secret_is_gone_after_ten_minutes(as_user):
    client = as_user("ct.canloc")
    shown = secret_on(client.post(reverse("set-up-totp")))
    assert client.get(reverse("totp-picture")).status_code == 200
    devices = apps.get_model("otp_totp.TOTPDevice").objects
    device = devices.get()
    devices.update(created_at=device.created_at - dt.timedelta(minutes=10, seconds=1))
    assert client.get(reverse("totp-picture")).status_code == 404
    assert not [d for d in devices.all() if base64.b32encode(d.bin_key).decode() == shown]
