"""Civil servants and who holds which counter post: by screen and from the agency's own list."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pilot.platform.exchange.models import ImportBatch
from pilot.platform.kernel.clock import DEMO_START
from pilot.platform.kernel.refusals import TransitionRefused
from pilot.programme.models import Agency, CounterPost, Person
from pilot.programme.workflows import posts
from staffing.models import CivilServant, Incumbency, WithdrawalRequest
from staffing.workflows import incumbency as w
from tests.found.browse import press, send, text_of
from tests.platform.exchange.books import xlsx
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
TODAY, FIRST = DEMO_START, dt.date(2021, 6, 1)
GROUND = "12/QĐ-UBND ngày 01/06/2021 của UBND huyện"


@pytest.fixture
def agency():
    return Agency.objects.get(code="HT-CL")


@pytest.fixture
def post(agency):
    return CounterPost.objects.filter(agency=agency).earliest("id")


@pytest.fixture
def withdrawn():
    return WithdrawalRequest.objects.filter(status="effective").earliest("id").post


def hold(post, act, who="ct.canloc", **given):
    return w.hold_post(post, act(who), **{"full_name": "Đặng Thị Hoa", "valid_from": dt.date(2021, 6, 1), **given})


def test_who_holds_a_post_is_entered_on_its_page_with_a_name_alone(as_user, post):
    client = as_user("ct.canloc")
    assert "Nhập người giữ vị trí" in text_of(client.get(reverse("counter-post", args=[post.code])))
    answer = send(
        client, reverse("hold-post", args=[post.code]), full_name="Đặng Thị Hoa", valid_from="1/6/2021",
        legal_basis=GROUND,
    )  # fmt: skip
    row = Incumbency.objects.get(civil_servant__person__full_name="Đặng Thị Hoa")
    assert (row.civil_servant.staff_code[:7], row.period.start, row.illustrative) == (
        "HT-CL-C", dt.date(2021, 6, 1), True
    )  # fmt: skip
    assert "Đặng Thị Hoa" in text_of(answer)
    page = text_of(client.get(reverse("civil-servant", args=[row.civil_servant_id])))
    assert post.name in page
    assert GROUND in page


def test_one_person_is_chosen_or_typed(as_user, post, agency):
    known = CivilServant.objects.filter(agency=agency).first()
    client, address = as_user("ct.canloc"), reverse("hold-post", args=[post.code])
    for given in ({}, {"full_name": "Đặng Thị Hoa", "civil_servant": known.pk}):
        answer = send(client, address, having="full_name", **given)
        assert "hoặc gõ họ tên người chưa có trong danh sách" in text_of(answer)


def test_nobody_holds_one_post_twice_at_once(post, act):
    row = hold(post, act)
    with refusal("held_already"):
        w.hold_post(post, act("ct.canloc"), civil_servant=row.civil_servant, valid_from=dt.date(2021, 6, 10))


def test_after_a_withdrawal_no_civil_servant_holds_the_post(withdrawn, act):
    with refusal("withdrawn"):
        hold(withdrawn, act, "thuky")
    day = withdrawn.withdrawal_requests.get(status="effective").effective_on
    ended = hold(withdrawn, act, "thuky", valid_from=dt.date(2019, 1, 1), valid_to=day)
    with refusal("withdrawn"):
        w.correct_incumbency(ended, act("thuky", reason="Nhầm."), valid_from=None, valid_to=None, legal_basis="")


def test_a_post_is_left_on_a_last_day(as_user, post, act):
    row = hold(post, act)
    client = as_user("ct.canloc")
    answer = send(
        client, reverse("incumbency-step", args=[row.pk, "end_incumbency"]), last_day="10/06/2021", legal_basis=GROUND
    )
    row.refresh_from_db()
    assert row.period.last_day == dt.date(2021, 6, 10)
    assert "10/06/2021" in text_of(answer)
    assert not Incumbency.objects.as_at(dt.date(2021, 6, 11)).filter(pk=row.pk).exists()
    with refusal("closed_already"):
        w.end_incumbency(row, act("ct.canloc"), last_day=dt.date(2021, 6, 20), legal_basis=GROUND)


def test_what_was_typed_wrong_is_corrected_with_its_reason(as_user, post, act):
    row = hold(post, act)
    client = as_user("ct.canloc")
    send(
        client, reverse("civil-servant-step", args=[row.civil_servant_id, "correct_civil_servant"]),
        full_name="Đặng Thị Hoà", staff_code="CC 77", reason="Sai dấu.",
    )  # fmt: skip
    send(
        client, reverse("incumbency-step", args=[row.pk, "correct_incumbency"]), valid_from="02/06/2021", last_day="",
        reason="Sai ngày.",
    )  # fmt: skip
    row = Incumbency.objects.select_related("civil_servant__person").get(pk=row.pk)
    assert (row.valid_from, row.civil_servant.staff_code) == (dt.date(2021, 6, 2), "CC 77")
    assert row.civil_servant.person.full_name == "Đặng Thị Hoà"
    assert "Sai dấu." in text_of(client.get(reverse("civil-servant", args=[row.civil_servant_id])))


# --- the lists of an office ---------------------------------------------------------------------------------------

SITE = "Trung tâm Hành chính công huyện Can Lộc"
PRINTED = [
    ["UBND HUYỆN CAN LỘC", None, None, None, None, None],
    ["DANH SÁCH BỐ TRÍ QUẦY GIAO DỊCH VÀ CÔNG CHỨC PHỤ TRÁCH", None, None, None, None, None],
    ["TT", "Quầy số", "Lĩnh vực", "Họ và tên công chức", "Chức vụ", "Từ ngày"],
    [1, 5, "{0}; {1}", "Trần Văn Bảo", "Chuyên viên", "01/02/2021"],
    [2, 6, "{0}", "Phan Thị Cúc", "Chuyên viên", "15/3/2020"],
    [None, "Tổng cộng: 2 quầy", None, None, None, None],
]


@pytest.fixture
def printed(agency):
    """One list that the office keeps: counters, fields, and who sits there; it goes in twice, untouched."""
    names = list(
        agency.procedure_set.entries.order_by("procedure__field__name")
        .values_list("procedure__field__name", flat=True)
        .distinct()[:2]
    )
    return xlsx(*[[c.format(*names) if isinstance(c, str) else c for c in row] for row in PRINTED])


def sent(client, kind, agency, content):
    address = reverse("import-upload", args=[kind, agency.code])
    page = client.post(address, {"workbook": SimpleUploadedFile("quay.xlsx", content)}, follow=True)
    return page, page.context["batch"]


def confirmed(client, page, batch):
    press(client, page, reverse("import-confirm", args=[batch.pk]))
    return ImportBatch.objects.get(pk=batch.pk)


def test_one_list_of_the_office_brings_in_posts_and_then_who_sits_there(as_user, agency, printed):
    client = as_user("ct.canloc")
    page, batch = sent(client, "posts", agency, printed)
    assert (batch.new_count, batch.error_count) == (2, 0), text_of(page)
    assert confirmed(client, page, batch).status == "confirmed"
    posts = CounterPost.objects.filter(agency=agency, name__in=("Quầy 5", "Quầy 6")).order_by("name")
    assert [(p.site.name, p.valid_from, len(p.fields_on(TODAY))) for p in posts] == [
        (SITE, None, 2), (SITE, None, 1),  # the day beside a name is that on which the person came
    ]  # fmt: skip
    page, batch = sent(client, "civil-servants", agency, printed)
    assert (batch.new_count, batch.error_count) == (2, 0), text_of(page)
    assert confirmed(client, page, batch).status == "confirmed"
    held = Incumbency.objects.filter(post__in=posts).order_by("post__name")
    assert [(one.civil_servant.person.full_name, one.valid_from) for one in held] == [
        ("Trần Văn Bảo", dt.date(2021, 2, 1)), ("Phan Thị Cúc", dt.date(2020, 3, 15)),
    ]  # fmt: skip
    for kind in ("posts", "civil-servants"):
        _page, again = sent(client, kind, agency, printed)
        assert (again.new_count, again.changed_count, again.error_count) == (0, 0, 0), kind


def test_the_day_beside_a_name_may_be_that_of_the_counter_post(as_user, agency, printed):
    client = as_user("ct.canloc")
    page, batch = sent(client, "posts", agency, printed)
    page = press(client, page, reverse("import-check", args=[batch.pk]), whose_day="post")
    confirmed(client, page, batch)
    posts = CounterPost.objects.filter(agency=agency, name__in=("Quầy 5", "Quầy 6")).order_by("name")
    assert [post.valid_from for post in posts] == [dt.date(2021, 2, 1), dt.date(2020, 3, 15)]


def test_the_same_form_sent_again_from_before_asks_whether_it_is_somebody_else(as_user, post):
    client, address = as_user("ct.canloc"), reverse("hold-post", args=[post.code])
    send(client, address, full_name="Đặng Thị Hoa", valid_from="1/6/2021")
    again = send(client, address, full_name="Đặng Thị Hoa", valid_from="1/6/2021")
    assert "hãy chọn trong danh sách, hoặc nêu lý do" in text_of(again)
    assert CivilServant.objects.filter(person__full_name="Đặng Thị Hoa").count() == 1


def test_what_was_entered_by_mistake_is_taken_out_and_told(as_user, post, act):
    row = hold(post, act)
    step = reverse("incumbency-step", args=[row.pk, "remove_incumbency"])
    page = text_of(send(as_user("ct.canloc"), step, reason="Nhầm quầy."))
    assert not Incumbency.objects.filter(pk=row.pk).exists()
    assert "Bỏ vì nhập nhầm" in page
    assert "Nhầm quầy." in page


def test_who_was_withdrawn_stays_on_record(withdrawn, act):
    row = Incumbency.objects.filter(post=withdrawn).first()
    with refusal("withdrawn_from"):
        w.remove_incumbency(row, act("thuky", reason="Nhầm."))


# --- entered by mistake, and one person in a list under two names or in two rows -----------------------------------


def test_a_post_that_nothing_hangs_on_is_taken_out_and_told_on_its_agency(as_user, spare, post, act):
    new = spare[0]
    step = reverse("counter-post-step", args=[new.pk, "remove_post"])
    page = text_of(send(as_user("ct.canloc"), step, reason="Nhập hai lần."))
    assert not CounterPost.objects.filter(pk=new.pk).exists()
    assert "Nhập hai lần." in page
    with pytest.raises(TransitionRefused) as refused:
        posts.remove_post(post, act("ct.canloc", reason="Nhầm."))
    assert "Công chức giữ vị trí" in str(refused.value.problems[0].message)


def test_taking_out_is_offered_only_where_nothing_hangs_and_says_what_it_does(as_user, spare, post):
    client, steps = as_user("ct.canloc"), {}
    for row in (spare[0], post):
        page = client.get(reverse("counter-post", args=[row.code]))
        steps[row] = [action.label for action in page.context["more"]]
    assert "Bỏ vì nhập nhầm" in steps[spare[0]]
    assert "Bỏ vì nhập nhầm" not in steps[post]
    form = client.get(reverse("counter-post-step", args=[spare[0].pk, "remove_post"]))
    assert form.context["consequences"]
    close = client.get(reverse("counter-post-step", args=[spare[0].pk, "close_post"]))
    assert "Còn đến hết ngày cuối cùng" in text_of(close)


def test_a_civil_servant_and_what_he_holds_are_taken_out_only_where_that_can_be(as_user, withdrawn, post, act):
    client, out = as_user("ct.canloc"), "remove_"

    def offered(servant):
        return client.get(reverse("civil-servant", args=[servant.pk])).content.decode()

    row = hold(post, act)
    assert f"{out}incumbency" in offered(row.civil_servant)
    assert f"{out}civil_servant" not in offered(row.civil_servant)
    w.remove_incumbency(row, act("ct.canloc", reason="Nhầm."))
    assert f"{out}civil_servant" in offered(row.civil_servant)
    kept = Incumbency.objects.filter(post=withdrawn).first().civil_servant
    assert out not in as_user("thuky").get(reverse("civil-servant", args=[kept.pk])).content.decode()


def test_a_civil_servant_who_never_held_a_post_is_taken_out(as_user, agency, post, act):
    row = hold(post, act)
    servant, person = row.civil_servant, row.civil_servant.person_id
    with refusal("in_use"):
        w.remove_civil_servant(servant, act("ct.canloc", reason="Nhầm."))
    w.remove_incumbency(row, act("ct.canloc", reason="Nhầm."))
    step = reverse("civil-servant-step", args=[servant.pk, "remove_civil_servant"])
    send(as_user("ct.canloc"), step, reason="Nhập hai lần.")
    assert not CivilServant.objects.filter(pk=servant.pk).exists()
    assert not Person.objects.filter(pk=person).exists()
    assert servant.staff_code in text_of(as_user("ct.canloc").get(reverse("agency", args=[agency.code])))


def test_the_page_of_a_former_day_still_shows_a_post_from_which_somebody_was_taken_out(as_user, post, act):
    w.remove_incumbency(hold(post, act), act("ct.canloc", reason="Nhầm."))
    address, client = reverse("counter-post", args=[post.code]), as_user("ct.canloc")
    former = client.get(f"{address}?ngay=10/06/2021")
    assert post.site.name in text_of(former)
    for name in ("hold-post", "withdrawal-draft", "withdrawal-from-paper"):
        assert reverse(name, args=[post.code]) not in former.content.decode()
    assert reverse("hold-post", args=[post.code]) in client.get(address).content.decode()


def book(*rows):
    return xlsx(["Mã công chức", "Họ và tên", "Vị trí tại quầy"], *rows)


def test_posts_are_read_under_the_headings_of_an_office_or_the_list_says_that_nobody_will_hold_one(
    as_user, agency, spare
):  # fmt: skip
    client = as_user("ct.canloc")
    head = ["Họ và tên", "Quầy trực"]
    _page, batch = sent(client, "civil-servants", agency, xlsx(head, ["Đặng Thị Hoa", spare[0].name]))
    assert (batch.rows.get().after["post"], batch.error_count) == (spare[0].code, 0)
    without = xlsx(["Họ và tên", "Gì đó"], ["Đặng Thị Hoa", spare[0].name])
    page, batch = sent(client, "civil-servants", agency, without)
    assert batch.new_count == 1
    assert "không ai trong danh sách này giữ vị trí" in page.content.decode().split('id="rows"')[0]


def test_an_unknown_post_is_refused_with_those_there_are_and_the_list_that_brings_them_in(as_user, agency, spare):
    page, batch = sent(as_user("ct.canloc"), "civil-servants", agency, book(["", "Đặng Thị Hoa", "Quầy số 44"]))
    [(column, words)] = batch.rows.get().faults
    first = CounterPost.objects.filter(agency=agency).earliest("code")
    assert (column, f"{first.code} – {first.name}" in words) == ("post", True)
    assert reverse("import-upload", args=["posts", agency.code]) in page.content.decode()


def test_nobody_holds_a_post_by_a_list_before_it_begins(as_user, agency, spare):
    rows = xlsx(["Họ và tên", "Vị trí tại quầy", "Từ ngày"], ["Đặng Thị Hoa", spare[0].code, "01/05/2021"])
    _page, batch = sent(as_user("ct.canloc"), "civil-servants", agency, rows)
    assert [column for column, _words in batch.rows.get().faults] == ["first_day"]


def test_a_field_that_no_list_of_procedures_has_brought_in_leads_to_that_list(as_user, agency):
    rows = xlsx(["Tên vị trí", "Lĩnh vực"], ["Quầy 77", "Lĩnh vực không có"])
    page, batch = sent(as_user("ct.canloc"), "posts", agency, rows)
    assert [column for column, _words in batch.rows.get().faults] == ["fields_"]
    assert reverse("import-upload", args=["procedures", agency.code]) in page.content.decode()


def asked(batch):
    """The name of the one question, beside how the columns were read."""
    (name,) = (one["name"] for one in batch.questions if not one["name"].startswith("column_"))
    return name


def people(post):
    rows = Incumbency.objects.as_at(TODAY).filter(post=post)
    return sorted(rows.values_list("civil_servant__person__full_name", flat=True))


@pytest.fixture
def spare(agency, act):
    """New posts that nobody holds."""
    like = CounterPost.objects.filter(agency=agency)[0]
    given = {"site": like.site, "fields": like.fields_on(TODAY)[:1], "legal_basis": GROUND, "valid_from": FIRST}
    return [posts.enter_post(agency, act("ct.canloc"), name=f"Quầy trống {n}", **given) for n in (1, 2)]


@pytest.mark.parametrize("answer", ["same", "other"])
def test_a_new_name_at_a_held_post_is_asked_about(as_user, agency, spare, act, answer):
    post, client = spare[0], as_user("ct.canloc")
    known = hold(post, act).civil_servant
    page, batch = sent(client, "civil-servants", agency, book(["", "Đặng Thị Hương", post.code]))
    assert "Có phải cùng một người" in text_of(page)
    given = f"is:{known.staff_code}" if answer == "same" else "other"
    page = press(client, page, "/kiem-tra/", **{asked(batch): given})
    assert confirmed(client, page, batch).status == "confirmed"
    assert people(post) == (["Đặng Thị Hương"] if answer == "same" else ["Đặng Thị Hoa", "Đặng Thị Hương"])


def test_a_known_code_under_another_name_is_asked_about(as_user, agency, post, act):
    known = hold(post, act).civil_servant
    client = as_user("ct.canloc")
    page, batch = sent(client, "civil-servants", agency, book([known.staff_code, "Lê Văn Khác", ""]))
    page = press(client, page, "/kiem-tra/", **{asked(batch): "other"})
    batch.refresh_from_db()
    assert (batch.error_count, batch.changed_count) == (1, 0)


def test_two_rows_of_one_name_are_one_person_with_two_posts_or_two_people(as_user, agency, spare):
    client = as_user("ct.canloc")
    rows = [["", "Phan Thị Đôi", one.code] for one in spare]
    page, batch = sent(client, "civil-servants", agency, book(*rows))
    both = asked(batch)
    apart = press(client, page, "/kiem-tra/", **{both: "apart"})
    assert "ghi mã riêng" in text_of(apart)
    page = press(client, apart, "/kiem-tra/", **{both: "one"})
    assert confirmed(client, page, batch).status == "confirmed"
    person = CivilServant.objects.get(person__full_name="Phan Thị Đôi")
    assert {row.post_id for row in person.incumbencies.all()} == {one.pk for one in spare}
