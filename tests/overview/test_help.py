"""The "?" of a page: its rules as the pilot has them, with their source; read only when help is opened."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest
import yaml
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from pilot.overview.help import TOPICS, pages
from pilot.platform.cases.case import Case
from pilot.platform.cases.waiting import WORK
from pilot.programme.models import Parameter, Person, Pilot, PilotGrant, User
from pilot.programme.workflows.programme import adopt_rules

ROOT = Path(__file__).resolve().parents[2]
MATRIX = csv.DictReader((ROOT / "tests/access/matrix.csv").read_text(encoding="utf-8").splitlines())
NO_PAGE = {  # answered to a GET, but nothing in the frame
    "help": "the help itself",
    "worklist-count": "a fragment",
    "keep-session": "a number for the script",
    **dict.fromkeys(("import-file", "import-errors", "import-template", "import-example"), "a workbook"),
    **dict.fromkeys(("official-document-pdf", "official-document-text", "official-document-signed-copy"), "a document"),
    **dict.fromkeys(
        (
            "agreement-scan",
            "cited-scan",
            "contract-scan",
            "lease-scan",
            "paper-scan",
            "withdrawal-scan",
            "payment-scan",
        ),
        "a scan",
    ),
    "echo-amount": "a fragment",
    **{case.name_of("preview"): "a document in a frame" for case in WORK if isinstance(case, Case) and case.signs},
}
LINK = re.compile(r'<a\s+class="help-link"\s+href="([^"]+)"[^>]*\saria-label="([^"]+)"')


def rules_of_the_facts():
    return {row["id"] for row in yaml.safe_load((ROOT / "pilot/facts/rules.yaml").read_text())["rules"]}


# --- the table ------------------------------------------------------------------------------------------


def test_every_page_is_in_the_table_and_no_name_is_stale():
    asked = {row["url"] for row in MATRIX if row["method"] == "GET"}
    assert set(pages()) == asked - set(NO_PAGE)
    assert set(NO_PAGE) <= asked


def test_no_page_stands_twice():
    names = [name for names, _rules, _text in TOPICS for name in names.split()]
    names += [name for case in WORK if isinstance(case, Case) and case.help for name in case.addresses()]
    assert sorted(names) == sorted(pages())


def test_every_rule_that_is_cited_exists_and_every_rule_stands_behind_some_page():
    assert {code for topic in pages().values() for code in topic.rules} == rules_of_the_facts()


def test_the_sentence_of_a_page_is_one_and_in_both_languages():
    for text in {topic.text for topic in pages().values()}:
        said = {}
        for language in ("vi", "en"):
            with translation.override(language):
                said[language] = str(text)
        assert said["vi"] != said["en"]
        assert len(said["vi"]) < 130


# --- the link of a page ---------------------------------------------------------------------------------


@pytest.fixture
def link(as_user):
    def read(name, path):
        return LINK.search(as_user(name).get(path).content.decode()).groups()

    return read


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "worklist"),
        ("/thi-diem/HATINH/", "pilot"),
        ("/nhan-su/rut-cong-chuc/", "withdrawals"),
        ("/tai-khoan-cua-toi/mat-khau/", "change-password"),
    ],
)
def test_every_frame_leads_to_the_help_of_its_page(path, page, link):
    assert link("thuky", path) == (f"/tro-giup/{page}/", "Trợ giúp cho trang này")


@pytest.mark.usefixtures("demo")
def test_of_two_pilots_help_is_for_the_one_whose_pages_are_read(link):
    right = Permission.objects.get(codename="act_secretariat")
    thuky = User.objects.get(username="thuky")
    PilotGrant.objects.create(user=thuky, permission=right, content_object=Pilot.objects.get(code="GIALAI"))
    assert link("thuky", "/thi-diem/GIALAI/")[0] == "/tro-giup/pilot/?thi_diem=GIALAI"
    assert link("thuky", "/")[0] == "/tro-giup/worklist/"


@pytest.mark.usefixtures("demo")
def test_a_page_reads_no_rule_for_its_help(as_user):
    client = as_user("thuky")
    client.get("/tim-kiem/")
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/tim-kiem/").content.decode()
    assert LINK.search(page)
    assert not [query for query in seen if Parameter._meta.db_table in query["sql"]]


# --- help itself ------------------------------------------------------------------------------------------


@pytest.fixture
def shown(as_user):
    def read(name, page, **query):
        answer = as_user(name).get(reverse("help", args=[page]), query)
        assert answer.status_code == 200
        text = answer.content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")]))

    return read


@pytest.mark.usefixtures("demo")
def test_a_rule_is_shown_with_its_value_and_source(shown):
    text = shown("thuky", "employees")
    assert "Quy định của thí điểm Hà Tĩnh" in text
    assert "R01" in text
    assert "Từ 1 đến 3 lĩnh vực/nhân viên" in text
    assert "KH UBND tỉnh Hà Tĩnh, mục III-a.3.1.1 (dòng 117) · không nêu ngày áp dụng" in text


@pytest.mark.usefixtures("demo")
def test_a_rule_from_a_day_says_so_and_another_day_has_another(shown):
    rule = Parameter.objects.get(pilot__code="HATINH", code="R01")
    Parameter.objects.filter(pk=rule.pk).update(valid_to=dt.date(2021, 6, 1))
    rule.pk, rule.value, rule.valid_from = None, {"min": 1, "max": 2}, dt.date(2021, 6, 1)
    rule.save(force_insert=True)
    text = shown("thuky", "employees")
    assert "Từ 1 đến 2 lĩnh vực" in text
    assert "01/06/2021" in text
    assert "Từ 1 đến 3" not in text


@pytest.mark.usefixtures("demo")
def test_a_pilot_without_the_rule_says_so(shown):
    text = shown("thuky.gialai", "assess")
    assert "Hà Tĩnh" not in text
    assert "R08 Người đánh giá nhân viên chưa có trong tài liệu" in text


@pytest.mark.usefixtures("demo")
def test_a_rule_that_was_taken_over_is_marked(shown, act):
    pilots = Pilot.objects.in_bulk(field_name="code")
    adopt_rules(pilots["GIALAI"], act("thuky.gialai", reason="Chạy thử"), source=pilots["HATINH"])
    text = shown("thuky.gialai", "assess")
    assert re.search("R08 Người đánh giá nhân viên +giả định", text)
    assert "KH UBND tỉnh Hà Tĩnh, mục III-a.3.2" in text


@pytest.mark.usefixtures("demo")
def test_a_page_without_rules_says_so(shown):
    text = shown("thuky", "worklist")
    assert "Tài liệu không có quy định nào về nội dung trang này." in text
    assert "Phím tắt" in text
    assert "Di chuyển giữa các ô của bảng" in text


@pytest.mark.usefixtures("demo")
def test_who_sees_no_pilot_sees_no_rules(signed_in):
    nobody = User.objects.create_user(
        "khong.vai", Person.objects.create(pilot=Pilot.objects.get(code="GIALAI"), full_name="Lê Không Vai")
    )
    text = signed_in(nobody).get("/tro-giup/employees/").content.decode()
    assert "Chưa có thí điểm nào trong phạm vi được xem nên không có quy định." in text
    assert "R01" not in text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("path", ["/tro-giup/khong-co/", "/tro-giup/help/", "/tro-giup/employees/?thi_diem=GIALAI"])
def test_no_such_page_or_pilot_to_see(path, as_user):
    assert as_user("thuky").get(path).status_code == 404


@pytest.mark.usefixtures("demo")
def test_what_the_documents_give_stands_before_what_they_leave_out(shown):
    codes = re.findall(r"\bR\d\d(?= \w+ )", shown("thuky.gialai", "pilot"))
    assert codes == ["R43", "R44", "R30", "R31", "R40", "R41", "R42"]
