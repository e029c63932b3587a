"""Accounts from the list of an office: proposals, confirmed together, letters on paper, and the first sign-in."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pilot.platform.access.roles import Role
from pilot.platform.exchange.forgetting import forget
from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.models import AuditEvent
from pilot.platform.kernel.workflow import Act
from pilot.programme.models import Person, RoleGrant, Site, User
from pilot.programme.workflows.accounts import confirm_role
from tests.found.browse import press, send, text_of
from tests.platform.exchange.books import xlsx

pytestmark = pytest.mark.usefixtures("demo")
SECRET, PASSWORD = "minh-hoa-2021", "Mot-mat-khau-2026"
HEAD = [
    ["UBND TỈNH HÀ TĨNH", None, None, None, None],
    ["DANH SÁCH CẤP TÀI KHOẢN HỆ THỐNG", None, None, None, None],
    ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Email"],
]
PEOPLE = [
    ["Bạch Thị Ánh", "Giám đốc Trung tâm", "Trung tâm Hành chính công huyện Can Lộc", "anh@example.vn"],
    ["Cù Huy Bách", "Chủ tịch UBND huyện", "UBND huyện Can Lộc", None],
    ["Cù Huy Bách", "Kế toán", "UBND huyện Can Lộc", None],
    ["Doãn Văn Cẩn", "Thủ trưởng", "Sở Công Thương", None],
    ["Khuất Thị Dung", "Kế toán trưởng", "HT-CX", None],
    ["La Văn Đạt", "Quản trị", None, None],
    ["Mạc Thị Én", "Tổ Giúp việc", None, None],
    ["Ngọ Văn Giáp", "Thanh tra", None, None],
    ["Ông Thị Hạ", "Tài chính", None, None],
    ["Quản Văn Ích", "Nhân sự Bưu điện", "HT-BDT", None],
]


def book(*people):
    return xlsx(*HEAD, *[[number, *row] for number, row in enumerate(people, 1)], [None, "Tổng cộng", None, None, None])


def sent(client, content, pilot="HATINH"):
    address = reverse("import-upload", args=["accounts", pilot])
    page = client.post(address, {"workbook": SimpleUploadedFile("tai-khoan.xlsx", content)}, follow=True)
    return page, page.context["batch"]


def answered(client, batch, **answers):
    page = client.get(reverse("import", args=[batch.pk]))
    page = press(client, page, reverse("import-check", args=[batch.pk]), **answers)
    return page, page.context["batch"]


def written(client, page, batch, secret=SECRET):
    press(client, page, reverse("import-confirm", args=[batch.pk]), secret=secret)
    return ImportBatch.objects.get(pk=batch.pk)


def faults(batch):
    return [fault for row in batch.rows.all() for fault in row.faults]


@pytest.fixture
def first(as_user):
    return as_user("quantri1")


@pytest.fixture
def batch(first):
    """The list of ten people, written by the first administrator."""
    page, batch = sent(first, book(*PEOPLE))
    assert batch.error_count == 0, faults(batch)
    question = next(one for one in batch.asked if one.name.startswith("people_"))
    page, batch = answered(first, batch, **{question.name: "one"})
    assert (batch.new_count, batch.error_count, page.context["stopped"]) == (10, 0, False), text_of(page)
    batch = written(first, page, batch)
    assert batch.status == "confirmed"
    return batch


def test_a_list_of_an_office_becomes_accounts_roles_and_letters(as_user, first, batch):
    both = User.objects.get(username="cuhuybach")
    assert sorted(both.role_grants.values_list("role", "status")) == [
        ("district_chairman", "proposed"), ("payer", "proposed"),
    ]  # fmt: skip
    assert len(batch.created["pilot.User"]) == len(batch.created["pilot.Person"]) == 9
    second = as_user("quantri2")
    proposed = RoleGrant.objects.filter(pk__in=batch.created["pilot.RoleGrant"])
    answer = send(second, reverse("accounts"), having="grants", grants=[one.pk for one in proposed], secret=SECRET)
    assert "10 vai trò đã có hiệu lực" in text_of(answer)
    assert set(proposed.values_list("status", "confirmed_by__accounts__username")) == {("in_force", "quantri2")}

    page = send(second, reverse("print-invitations", args=[batch.pk]), secret=SECRET)
    assert page["Cache-Control"] == "no-store"
    text = text_of(page)
    assert "cuhuybach" in text
    assert "Chủ tịch UBND cấp huyện – UBND huyện Can Lộc" in text
    assert "Bạch Thị Ánh – anh@example.vn" in text
    assert "data-print" in page.content.decode()
    assert "(tài khoản quantri2)" in text
    links = re.findall(r"/dat-mat-khau/[^/\s]+/[^/<\s]+/", page.content.decode())
    assert len(set(links)) == 8 <= page.content.decode().count("<svg")
    assert AuditEvent.objects.filter(verb="print_invitation", outcome="done").count() == 9
    client, index = Client(), [letter.account.username for letter in page.context["letters"]].index("cuhuybach")
    form = client.get(page.context["letters"][index].link.removeprefix("http://testserver"), follow=True)
    send(client, form.request["PATH_INFO"], new_password1=PASSWORD, new_password2=PASSWORD)
    answer = send(client, reverse("sign-in"), username="cuhuybach", password=PASSWORD)
    assert "Cù Huy Bách" in text_of(answer)


def test_a_written_list_says_that_a_second_administrator_confirms_its_roles(first, batch):
    page = first.get(reverse("import", args=[batch.pk]))
    assert "10 vai trò của danh sách này chỉ có hiệu lực khi quản trị viên thứ hai xác nhận" in text_of(page)
    assert f'href="{reverse("accounts")}"' in page.content.decode().split("chỉ có hiệu lực khi")[1].split("</div>")[0]


def test_the_rows_without_errors_are_written_with_the_signature(first):
    page, batch = sent(first, book(PEOPLE[0], ["An Văn Bê", "Ca sĩ", None, None]))
    assert "Chỉ ghi 1 dòng không có lỗi" in text_of(page)
    assert written(first, page, batch, "sai").status == "checked"
    batch = written(first, page, batch)
    assert (batch.status, batch.errors_left_out) == ("confirmed", True)
    assert User.objects.filter(username="bachthianh").exists()
    text = text_of(first.get(reverse("import", args=[batch.pk])))
    assert "In thư mời" in text
    assert "1 dòng có lỗi chưa được ghi" in text


def test_the_same_list_again_changes_nothing(first, batch):
    _page, again = sent(first, book(*PEOPLE))
    assert all(question.default for question in again.asked)
    assert (again.new_count, again.changed_count, again.error_count, again.unchanged_count) == (0, 0, 0, 10)


def test_an_account_that_was_used_stays(first, batch):
    address = reverse("import-undo", args=[batch.pk])
    user = User.objects.get(username="bachthianh")
    user.set_password(PASSWORD)
    user.save()
    assert "đã có người dùng tài khoản bachthianh" in text_of(first.get(address))
    user.set_unusable_password()
    user.save()
    send(first, address, reason="Nhầm.")
    assert not User.objects.filter(pk__in=batch.created["pilot.User"]).exists()
    assert not Person.objects.filter(full_name="Bạch Thị Ánh").exists()


def test_a_confirmed_role_is_not_undone(as_user, first, batch):
    grant = batch.created["pilot.RoleGrant"][0]
    send(as_user("quantri2"), reverse("accounts"), having="grants", grants=[grant], secret=SECRET)
    answer = first.get(reverse("import-undo", args=[batch.pk]))
    assert "quản trị viên thứ hai đã xác nhận" in text_of(answer)
    assert User.objects.filter(pk__in=batch.created["pilot.User"]).count() == 9


def test_nothing_is_written_without_the_signature(first):
    page, batch = sent(first, book(PEOPLE[0]))
    assert written(first, page, batch, "sai").status == "checked"
    assert not User.objects.filter(username="bachthianh").exists()
    assert written(first, page, batch).status == "confirmed"


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["An Văn Bê", "Ca sĩ", None, None], "role", "không thuộc các giá trị"),
        (["An Văn Bê", "Thủ trưởng", "Sở Không Có", None], "place", "không có “Sở Không Có”"),
        (["An Văn Bê", "Thủ trưởng", None, None], "place", "hãy ghi tên hoặc mã"),
        (["An Văn Bê", "Giám đốc Trung tâm", "UBND huyện Can Lộc", None], "place", "giữ tại một điểm"),
        (["An Văn Bê", "Quản trị", None, "không-phải"], "email", "thư điện tử"),
    ],
)
def test_what_is_wrong_is_said_at_the_cell(first, row, column, said):
    _page, batch = sent(first, book(row))
    assert [(name, said in message) for name, message in faults(batch)] == [(column, True)], faults(batch)


@pytest.mark.parametrize(
    ("title", "place", "role"),
    [
        ("Chuyên viên Sở Tài chính", "Sở Tài chính", "finance_officer"),
        ("Cán bộ nhân sự", "Bưu điện tỉnh Hà Tĩnh", "post_office_hr"),
        ("Giám đốc", "Bưu điện tỉnh Hà Tĩnh", "post_office_hr"),
        ("Phó Chủ tịch UBND huyện", "UBND huyện Can Lộc", "agency_head"),
        ("Giám đốc", "Trung tâm Hành chính công huyện Can Lộc", "centre_director"),
        ("Giám đốc", "Sở Công Thương", "agency_head"),
        ("Thành viên", "Tổ Giúp việc", "secretariat"),
        ("Chuyên viên", "Tổ Giúp việc", "secretariat"),
    ],
)
def test_a_title_is_the_role_that_it_means_at_its_body(first, title, place, role):
    _page, batch = sent(first, book(["An Văn Bê", title, place, None]))
    row = batch.rows.get()
    assert (row.after.get("role"), row.faults) == (role, [])
    assert any(f"“{title}” được hiểu là vai trò" in note for note in row.notes)


@pytest.mark.parametrize(("title", "place"), [("Chuyên viên", "Sở Công Thương"), ("Phó Chủ tịch", None)])
def test_a_title_that_means_no_role_at_its_body_is_refused(first, title, place):
    _page, batch = sent(first, book(["An Văn Bê", title, place, None]))
    [(column, words)] = faults(batch)
    assert (column, "; Bưu điện, nhân sự; " in words) == ("role", True)


def test_a_title_that_may_mean_two_roles_is_asked_about(first):
    site = Site.objects.get(name="Trung tâm Hành chính công huyện Can Lộc")
    site.aliases = [*site.aliases, "Sở Công Thương"]
    site.save()
    page, batch = sent(first, book(["An Văn Bê", "Giám đốc", "Sở Công Thương", None]))
    [question] = [one for one in batch.asked if one.name.startswith("role_")]
    assert (page.context["stopped"], {value for value, _label in question.choices}) == (
        True, {"agency_head", "centre_director"}
    )  # fmt: skip
    _page, batch = answered(first, batch, **{question.name: "centre_director"})
    assert batch.rows.get().after["role"] == "centre_director"


def test_a_unit_beside_a_role_of_the_whole_pilot_is_left_out_with_a_note(first):
    _page, batch = sent(first, book(["An Văn Bê", "Quản trị", "Sở Công Thương", None]))
    row = batch.rows.get()
    assert (row.faults, row.after.get("place")) == ([], None)
    assert any("“Sở Công Thương” được bỏ qua" in note for note in row.notes)


def test_a_known_name_is_asked_about_and_never_doubled(first):
    person = Person.objects.filter(pilot__code="HATINH", accounts=None).earliest("pk")
    row = [person.full_name, "Thanh tra", None, None]
    page, batch = sent(first, book(row))
    [question] = [one for one in batch.asked if one.name.startswith("who_")]
    assert page.context["stopped"]
    page, batch = answered(first, batch, **{question.name: str(person.pk)})
    assert written(first, page, batch).status == "confirmed"
    assert User.objects.get(person=person).role_grants.get().role == "auditor"
    assert Person.objects.filter(search_key=person.search_key).count() == 1


def test_somebody_else_of_a_known_name_is_a_new_person(first):
    account = User.objects.get(username="gd.noivu")
    page, batch = sent(first, book([account.person.full_name, "Thanh tra", None, None]))
    [question] = [one for one in batch.asked if one.name.startswith("who_")]
    page, batch = answered(first, batch, **{question.name: "new"})
    assert written(first, page, batch).status == "confirmed", text_of(page)
    assert Person.objects.filter(search_key=account.person.search_key).count() == 2


def test_the_account_of_a_known_person_gets_a_role(first):
    account = User.objects.get(username="gd.noivu")
    page, batch = sent(first, book([account.person.full_name, "Thanh tra", None, None]))
    [question] = [one for one in batch.asked if one.name.startswith("who_")]
    page, batch = answered(first, batch, **{question.name: str(account.person_id)})
    batch = written(first, page, batch)
    assert batch.created["pilot.User"] == []
    assert account.role_grants.filter(role="auditor", status="proposed").exists()
    send(first, reverse("import-undo", args=[batch.pk]), reason="Nhầm.")
    assert not account.role_grants.filter(role="auditor").exists()
    assert User.objects.filter(pk=account.pk).exists()


def test_the_secretariat_does_not_see_addresses(as_user, batch):
    page = as_user("thuky").get(reverse("import", args=[batch.pk]))
    assert page.status_code == 200
    assert "anh@example.vn" not in page.content.decode()


def test_the_administration_sees_its_own_lists_alone(first, batch):
    seen = ImportBatch.objects.visible_to(User.objects.get(username="quantri1"), DEMO_START)
    assert {row.kind for row in seen} == {"accounts"}


def test_more_rows_than_fit_are_refused(first):
    rows = [[f"Người {'ABCDEGHIKL'[n // 26]} {chr(65 + n % 26)}", "Thanh tra", None, None] for n in range(201)]
    page, _batch = sent(first, book(*rows))
    assert "nhiều nhất 200 dòng" in text_of(page)


def test_a_second_administrator_who_never_signed_in_is_named(first, batch):
    said = "Quản trị viên thứ hai chưa đăng nhập"
    assert said not in text_of(first.get(reverse("accounts")))
    second = User.objects.get(username="quantri2")
    second.set_unusable_password()
    second.save()
    text = text_of(first.get(reverse("accounts")))
    assert said in text
    assert f"được xác nhận bởi: {second.person.full_name}." in text


@pytest.mark.parametrize(
    ("role", "offered", "not_offered"),
    [
        (Role.POST_OFFICE_HR, "Bưu điện tỉnh Hà Tĩnh", "UBND huyện Can Lộc"),
        (Role.DISTRICT_CHAIRMAN, "UBND huyện Can Lộc", "UBND tỉnh Hà Tĩnh"),
        (Role.CENTRE_DIRECTOR, "Trung tâm Hành chính công huyện Can Lộc", "UBND huyện Can Lộc"),
        (Role.SECRETARIAT, "", "UBND huyện Can Lộc"),
    ],
)
def test_only_places_that_fit_the_chosen_role_are_offered(first, batch, role, offered, not_offered):
    account = User.objects.get(username="doanvancan")
    page = text_of(first.get(reverse("propose-role", args=[account.pk], query={"role": role})))
    assert offered in page
    assert not_offered not in page


def test_the_only_administrator_grants_at_once_and_takes_it_back(as_user, first):
    User.objects.filter(username="quantri2").update(is_active=False)
    page, batch = sent(first, book(PEOPLE[0]))
    batch = written(first, page, batch)
    user = User.objects.get(username="bachthianh")
    assert user.role_grants.get().status == "in_force"
    send(first, reverse("import-undo", args=[batch.pk]), reason="Nhầm.")
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_erasure_takes_the_name_out_of_the_rows(batch):
    user = User.objects.get(username="cuhuybach")
    assert forget("pilot.User", [user.pk]) == 2
    assert not batch.rows.filter(key__contains="cuhuybach").exists()
    assert "Cù Huy Bách" not in str(list(batch.rows.values()))


def test_a_letter_is_made_for_nobody_who_has_used_the_account_and_late_for_no_signer(first, batch):
    address = reverse("print-invitations", args=[batch.pk])
    User.objects.filter(username="cuhuybach").update(last_login=batch.uploaded_at)
    User.objects.filter(username="macthien").update(created_at=batch.uploaded_at - dt.timedelta(days=9))
    grant = RoleGrant.objects.get(user__username="macthien")
    confirm_role(grant, Act(user=User.objects.get(username="quantri2"), on=DEMO_START, confirmed=True))
    page = send(first, address, secret=SECRET)
    text = text_of(page)
    assert "Cù Huy Bách: Chủ tài khoản đã dùng tài khoản" in text
    assert "Mạc Thị Én: Thư mời của tài khoản ký, quyết định hoặc quản trị đã hết hạn" in text
    assert len(page.context["letters"]) == 6
    assert "letters" not in first.post(address, {"secret": "sai"}).context


def test_the_letter_of_one_account(first, batch):
    account = User.objects.get(username="doanvancan")
    page = first.get(reverse("account", args=[account.pk]))
    assert reverse("print-invitation", args=[account.pk]) in page.content.decode()
    page = send(first, reverse("print-invitation", args=[account.pk]), secret=SECRET)
    assert [letter.account for letter in page.context["letters"]] == [account]


def test_what_is_ticked_without_a_signature_stays_ticked(as_user, batch):
    grant, second = batch.created["pilot.RoleGrant"][0], as_user("quantri2")
    page = send(second, reverse("accounts"), having="grants", grants=[grant], secret="sai")
    assert f'value="{grant}" checked' in " ".join(page.content.decode().split())
    assert RoleGrant.objects.get(pk=grant).status == "proposed"


def test_whoever_proposed_confirms_nothing(first, batch):
    grants = batch.created["pilot.RoleGrant"]
    first.post(reverse("confirm-roles"), {"grants": grants, "secret": SECRET})
    assert set(RoleGrant.objects.filter(pk__in=grants).values_list("status", flat=True)) == {"proposed"}


def test_what_refuses_is_named_and_the_others_hold(as_user, batch):
    grants = RoleGrant.objects.filter(pk__in=batch.created["pilot.RoleGrant"])
    User.objects.filter(username="ngovangiap").update(is_active=False)
    second = as_user("quantri2")
    answer = send(second, reverse("accounts"), having="grants", grants=[one.pk for one in grants], secret=SECRET)
    assert "9 vai trò đã có hiệu lực" in text_of(answer)
    assert "Ngọ Văn Giáp: Tài khoản đã đóng." in text_of(answer)


def test_a_proposed_reset_is_decided_before_a_letter_is_made(first, batch):
    User.objects.filter(username="cuhuybach").update(reset_proposed_at=batch.uploaded_at)
    page = send(first, reverse("print-invitations", args=[batch.pk]), secret=SECRET)
    assert "Cù Huy Bách: Đang có đề nghị" in text_of(page)


def test_without_a_mail_server_everybody_gets_a_letter(first, batch, settings):
    settings.EMAIL_ENABLED = False
    page = send(first, reverse("print-invitations", args=[batch.pk]), secret=SECRET)
    assert (len(page.context["letters"]), page.context["mailed"]) == (9, [])
