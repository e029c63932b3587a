"""The page "Thiết lập": what a pilot has and lacks, and who can enter that; a pilot begins from nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from pilot.platform.access.roles import Role
from pilot.platform.cases import setup
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, AgencyGrant, CounterPost, Parameter, Pilot, PilotGrant, PostField, User
from tests.found.browse import send, text_of

pytestmark = pytest.mark.usefixtures("demo")
PASSWORD = "Mot-mat-khau-2026"
GROUND = "1/QĐ-UBND ngày 01/06/2021 của UBND tỉnh"


def part(pilot, title):
    found = next(one for one in setup.parts_of(pilot, DEMO_START) if str(one.title) == title)
    return [str(missing.words) for missing in found.missing]


@pytest.fixture
def hatinh():
    return Pilot.objects.get(code="HATINH")


def test_what_is_missing_leads_to_where_the_reader_can_enter_it(as_user, hatinh):
    page = as_user("thuky").get(reverse("setup", args=[hatinh.code]))
    text = text_of(page)
    assert "UBND huyện Kỳ Anh chưa có vị trí tại Trung tâm Hành chính công huyện Kỳ Anh" in text
    assert reverse("enter-post", args=["HT-HKA"]) in page.content.decode()
    assert "Người nhập được: Đặng Ngọc Uyên (Bưu điện, nhân sự)" in text


def test_what_the_reader_can_enter_comes_first_and_a_role_that_nobody_holds_is_named_once(hatinh):
    on, first = DEMO_START, User.objects.get(username="quantri1")
    shown = setup.shown_to(first, hatinh, on)
    assert [bool(one.lines and one.lines[0].url) for one in shown[:2]] == [True, False]
    AgencyGrant.objects.filter(content_object__pilot=hatinh).delete()
    PilotGrant.objects.filter(content_object=hatinh, user__username="thuky").delete()
    posts = next(one for one in setup.shown_to(first, hatinh, on) if str(one.part.title) == "Vị trí tại quầy")
    assert posts.people.startswith("chưa có ai giữ vai trò: ")


def test_a_reader_without_the_right_sees_who_has_it(as_user, hatinh):
    page = as_user("taichinh").get(reverse("setup", args=[hatinh.code]))
    assert reverse("enter-post", args=["HT-HKA"]) not in page.content.decode()
    assert "Lý Hữu Tú (Tổ Giúp việc" in text_of(page)


def test_the_worklist_says_how_much_the_reader_can_enter(as_user, hatinh):
    text = text_of(as_user("thuky").get(reverse("setup-note")))
    counted = int(re.search(r"còn thiếu (\d+) mục", text)[1])
    assert counted == setup.open_to(User.objects.get(username="thuky"), hatinh, DEMO_START) > 10
    assert text_of(as_user("thanhtra").get(reverse("setup-note"))) == ""


def test_a_post_without_fields_and_one_without_people_are_named(hatinh):
    post = CounterPost.objects.get(code="HT-CX-Q1")
    PostField.objects.filter(post=post).delete()
    assert part(hatinh, "Vị trí tại quầy")[-1] == "Quầy 1 – UBND huyện Cẩm Xuyên chưa có lĩnh vực"
    assert part(hatinh, "Công chức tại quầy") == []
    CounterPost.objects.create(
        pilot=hatinh, agency=post.agency, site=post.site, code="HT-CX-Q9", name="Quầy 9", illustrative=True
    )
    assert part(hatinh, "Công chức tại quầy") == ["Quầy 9 chưa có người giữ"]


def test_a_role_that_nobody_holds_is_named_with_its_place(hatinh):
    lacking = part(hatinh, "Tài khoản và vai trò")
    assert "UBND huyện Can Lộc: Bên chi trả – có 0/1 người" in lacking
    assert "UBND huyện Kỳ Anh: Thủ trưởng đơn vị – có 0/1 người" in lacking  # who assesses there
    assert "UBND huyện Can Lộc: Thủ trưởng đơn vị – có 0/1 người" not in lacking


def test_posts_and_who_holds_them_come_from_a_list_as_well(as_user, hatinh):
    page = as_user("thuky").get(reverse("setup", args=[hatinh.code])).content.decode()
    assert reverse("import-upload", args=["posts", "HT-HKA"]) in page
    page = as_user("taichinh").get(reverse("setup", args=[hatinh.code])).content.decode()
    assert reverse("import-upload", args=["posts", "HT-HKA"]) not in page


def test_rules_that_are_lacking_are_named(hatinh):
    assert part(hatinh, "Quy định") == []
    Parameter.objects.filter(pilot=hatinh, code="R11").delete()
    assert part(hatinh, "Quy định") == ["Chưa có quy định: R11"]


# --- a province that nobody has heard of --------------------------------------------------------------------------


def opened(as_user, **more):
    """The page on which an administrator has opened a pilot, with the one-time link of its first one."""
    filled = {
        "province": "Nghệ An", "code": "NGHEAN", "title": "Đề án thí điểm", "legal_basis": GROUND,
        "full_name": "Phan Văn Đầu", "username": "quantri.nghean", "secret": "minh-hoa-2021",
    }  # fmt: skip
    return send(as_user("quantri1"), reverse("open-pilot", args=["HATINH"]), **{**filled, **more})


def signed_in(page, username):
    """Whoever opens the one-time link sets a password and signs in."""
    link = re.search(r"/dat-mat-khau/\S+?/\S+?/", page.content.decode())[0]
    client = Client()
    form = client.get(link, follow=True).request["PATH_INFO"]
    send(client, form, new_password1=PASSWORD, new_password2=PASSWORD)
    send(client, reverse("sign-in"), username=username, password=PASSWORD)
    return client


def invite(client, pilot, name, username, role, **place):
    """An account with a role, by the only administrator."""
    page = send(client, reverse("invite-account", args=[pilot.code]), full_name=name, username=username)
    account = User.objects.get(username=username)
    send(
        client, reverse("propose-role", args=[account.pk]), having="role", role=role.value, secret=PASSWORD,
        reason="Theo phân công.", **place,
    )  # fmt: skip
    return signed_in(page, username)


def test_a_province_sets_itself_up_by_screen_alone(as_user):
    first = opened(as_user)
    assert "hãy mở lại thí điểm của tỉnh này một lần nữa" in text_of(first)
    administrator = signed_in(opened(as_user, username="khac.ten"), "quantri.nghean")  # the first link was lost
    pilot = Pilot.objects.get(code="NGHEAN")
    assert User.objects.get(username="quantri1").person.pilot != pilot
    assert as_user("quantri1").get(reverse("pilot", args=[pilot.code])).status_code == 404
    assert "Thiết lập Nghệ An" in text_of(administrator.get(reverse("setup-note")))
    text = text_of(administrator.get(reverse("setup", args=[pilot.code])))
    assert "làm sau khi nhập xong các mục trước" in text
    assert GROUND in text_of(administrator.get(reverse("pilot", args=[pilot.code])))
    for lacking in ("Chưa có giai đoạn nào", "Chưa có điểm nào", "Chưa có: Bưu điện", "Chưa có: UBND cấp tỉnh"):
        assert lacking.lower() in text.lower()

    secretary = invite(administrator, pilot, "Hồ Thị Thư", "thuky.na", Role.SECRETARIAT)
    head = invite(administrator, pilot, "Lê Văn Trưởng", "truongban.na", Role.COMMITTEE_HEAD)
    assert "Thiết lập Nghệ An" in text_of(secretary.get(reverse("setup-note")))
    enter(secretary, head, "enter-phase", pilot.code, name="Giai đoạn 1", valid_from="1/6/2021")
    for name, kind, level in (
        ("Ban Chỉ đạo Đề án", "steering_committee", "province"), ("Bưu điện tỉnh Nghệ An", "post_office", "province"),
        ("UBND tỉnh Nghệ An", "peoples_committee", "province"),
        ("Văn phòng UBND tỉnh", "provincial_office", "province"),
        ("UBND huyện Đô Lương", "peoples_committee", "district"),
    ):  # fmt: skip
        enter(secretary, head, "enter-agency", pilot.code, name=name, kind=kind, level=level)
    district = Agency.objects.get(name="UBND huyện Đô Lương")
    enter(
        secretary, head, "enter-site", pilot.code, name="Bộ phận Một cửa huyện Đô Lương", level="district",
        agency=district.pk,
    )  # fmt: skip
    site = pilot.sites.get()
    enter(
        secretary, head, "enter-participation", site.code, agency=district.pk, phase=pilot.phases.get().pk,
        pilot_form="labour_transfer",
    )  # fmt: skip

    chairman = invite(administrator, pilot, "Võ Thị Chủ", "ct.doluong", Role.DISTRICT_CHAIRMAN, agency=district.pk)
    fields = PostField.objects.values_list("field", flat=True)[:1]
    send(
        chairman, reverse("enter-post", args=[district.code]), name="Quầy 1", site=site.pk, fields_=list(fields),
        legal_basis=GROUND,
    )  # fmt: skip
    post = CounterPost.objects.get(pilot=pilot)
    send(chairman, reverse("hold-post", args=[post.code]), full_name="Cao Văn Giữ", legal_basis=GROUND)

    assert part(pilot, "Các cơ quan") == part(pilot, "Vị trí tại quầy") == part(pilot, "Công chức tại quầy") == []
    assert part(pilot, "Thủ tục") == ["UBND huyện Đô Lương chưa có danh mục TTHC"]
    assert part(pilot, "Nhân viên Bưu điện") == ["Bưu điện tỉnh Nghệ An chưa nhập nhân viên nào"]
    assert (post.code, site.code, district.code) == (f"{district.code}-Q1", "NGHEAN-S1", "NGHEAN-CQ5")


def enter(secretary, head, address, code, **filled):
    """What the secretary proposes and the head of the committee confirms on his worklist."""
    page = send(secretary, reverse(address, args=[code]), legal_basis=GROUND, **filled)
    step = reverse("programme-change-step", args=[page.context["row"].pk, "confirm_change"])
    assert "đã thực hiện" in text_of(send(head, step, reason=""))


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ({"province": "hà tĩnh"}, "Tỉnh này đã có thí điểm."),
        ({"code": "hatinh"}, "Thí điểm khác đã dùng mã này."),
        ({"username": "thuky"}, "đã có"),
    ],
)
def test_a_pilot_that_is_there_already_is_not_opened_again(as_user, filled, said):
    assert said in text_of(opened(as_user, **filled))
    assert Pilot.objects.count() == 2


def test_what_waits_for_a_second_person_is_not_proposed_twice(as_user, hatinh):
    client, address = as_user("thuky"), reverse("enter-phase", args=[hatinh.code])
    send(client, address, name="Giai đoạn III", legal_basis=GROUND)
    assert "đã được đề nghị và đang chờ" in text_of(send(client, address, name="Giai đoạn III", legal_basis=GROUND))
    assert "1 đề nghị đang chờ người thứ hai" in text_of(client.get(reverse("setup", args=[hatinh.code])))


def test_the_way_to_what_is_missing_fills_in_what_it_says(as_user, hatinh):
    Agency.objects.filter(pilot=hatinh, kind="post_office").update(kind="department")
    page = as_user("thuky").get(reverse("setup", args=[hatinh.code])).content.decode()
    address = re.search(r'href="(/co-quan/moi/HATINH/[^"]*post_office[^"]*)"', page)[1].replace("&amp;", "&")
    assert as_user("thuky").get(address).context["form"]["kind"].value() == "post_office"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("name", "seen"), [("thuky", True), ("ct.canloc", True), ("buudien", True), ("thanhtra", False)]
)
def test_the_page_of_the_pilot_shows_the_way_to_whoever_can_enter_something(as_user, name, seen):
    page = as_user(name).get(reverse("pilot", args=["HATINH"]))
    primary = page.context["head"]["primary"]
    assert (primary is not None and primary.url == reverse("setup", args=["HATINH"])) is seen
    assert page.content.decode().count(f'href="{reverse("setup", args=["HATINH"])}"') == 1
