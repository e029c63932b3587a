"""Counter posts by screen: entered, corrected, changed from a day on, closed; what rests on them is not taken away."""

import datetime as dt

import pytest
from django.urls import reverse

from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Agency, CounterPost, ServiceField, Site
from pilot.programme.workflows import posts as w
from staffing.models import Incumbency
from staffing.workflows.withdrawal import draft_withdrawal
from tests.found.browse import send, text_of
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("demo")
TODAY = DEMO_START
GROUND = "15/QĐ-UBND ngày 10/06/2021 của UBND huyện Cẩm Xuyên"


def field_of(agency, number=0):
    """A field in which the agency has procedures."""
    rows = ServiceField.objects.filter(procedures__set_entries__procedure_set__agency=agency).distinct()
    return rows.order_by("name")[number]


@pytest.fixture
def agency():
    return Agency.objects.get(code="HT-CX")


@pytest.fixture
def site():
    return Site.objects.get(code="HT-S-CX")


@pytest.fixture
def post(agency, site, act):
    """A new one on which nothing rests yet."""
    return w.enter_post(
        agency, act("ct.camxuyen"), name="Quầy mới", site=site, fields=[field_of(agency)],
        valid_from=dt.date(2021, 6, 1), legal_basis=GROUND,
    )  # fmt: skip


def change(post, act, day, **more):
    given = {"name": post.name, "fields": post.fields_on(TODAY), "management": False, "legal_basis": GROUND}
    return w.change_post(post, act("ct.camxuyen"), day=day, **{**given, **more})


def test_the_agency_enters_a_post_on_its_own_page(as_user, agency, site):
    client = as_user("ct.camxuyen")
    assert "Thêm vị trí" in text_of(client.get(reverse("agency", args=[agency.code])))
    answer = send(
        client, reverse("enter-post", args=[agency.code]), name="Quầy 9", site=site.pk,
        fields_=[field_of(agency).pk], valid_from="1/7/2021", legal_basis=GROUND,
    )  # fmt: skip
    post = CounterPost.objects.get(name="Quầy 9")
    assert (post.code, post.valid_from, post.illustrative) == ("HT-CX-Q4", dt.date(2021, 7, 1), True)
    assert post.fields_on(dt.date(2021, 7, 1)) == [field_of(agency)]
    page = text_of(answer)
    assert "Đã thêm vị trí" in page
    assert GROUND in page


def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(as_user, agency, site):
    answer = send(
        as_user("ct.camxuyen"), reverse("enter-post", args=[agency.code]), name="Quầy 9", site=site.pk, code="ht-cx-q1"
    )
    page = text_of(answer)
    assert "Mã ht-cx-q1 là của vị trí khác." in page
    assert "Chọn các lĩnh vực tiếp nhận tại vị trí này" in page
    assert 'value="Quầy 9"' in answer.content.decode()
    assert not CounterPost.objects.filter(name="Quầy 9").exists()


def test_a_correction_counts_as_if_it_had_always_been_so(as_user, post, agency):
    other = field_of(agency, 1)
    answer = send(
        as_user("ct.camxuyen"), reverse("counter-post-step", args=[post.pk, "correct_post"]), name="Quầy 10",
        fields_=[other.pk], reason="Gõ nhầm.",
    )  # fmt: skip
    post.refresh_from_db()
    assert (post.name, post.fields_on(dt.date(2021, 6, 1))) == ("Quầy 10", [other])
    before = as_user("thuky").get(f"{reverse('counter-post', args=[post.code])}?ngay=05/06/2021")
    assert "Quầy 10" in text_of(before)
    assert "Gõ nhầm." in text_of(answer)


def test_a_change_holds_from_its_day_on(as_user, post, act, agency):
    first, second = field_of(agency), field_of(agency, 1)
    change(post, act, dt.date(2021, 6, 10), name="Quầy 11", fields=[second])
    post = CounterPost.objects.get(pk=post.pk)
    assert (post.fields_on(dt.date(2021, 6, 9)), post.fields_on(dt.date(2021, 6, 10))) == ([first], [second])
    address = reverse("counter-post", args=[post.code])
    client = as_user("thuky")
    assert "Quầy mới" in text_of(client.get(f"{address}?ngay=09/06/2021"))
    assert "Quầy 11" in text_of(client.get(f"{address}?ngay=10/06/2021"))
    assert "Từ ngày 10/06/2021." in text_of(client.get(address))


def test_fields_may_change_on_a_day_to_come_but_a_name_may_not(post, act, agency):
    ahead = dt.date(2021, 9, 1)
    change(post, act, ahead, fields=[field_of(agency, 1)])
    assert CounterPost.objects.get(pk=post.pk).fields_on(TODAY) == [field_of(agency)]
    with refusal("day_ahead"):
        change(post, act, ahead, name="Quầy khác")


def test_changes_are_entered_in_the_order_of_their_days(post, act, agency):
    change(post, act, dt.date(2021, 9, 1), fields=[field_of(agency, 1)])
    with refusal("later_change"):
        change(post, act, dt.date(2021, 8, 1), fields=[field_of(agency, 2)])


@pytest.mark.parametrize(("day", "code"), [("2021-06-01", "day_outside"), ("2021-05-31", "day_outside")])
def test_a_change_lies_within_the_time_of_the_post(post, act, agency, day, code):
    with refusal(code):
        change(post, act, dt.date.fromisoformat(day), fields=[field_of(agency, 1)])


def test_a_change_that_changes_nothing_is_refused(post, act):
    with refusal("nothing_changes"):
        change(post, act, dt.date(2021, 6, 10))


def test_a_closed_post_stands_on_no_page_of_a_later_day(as_user, post, act, site):
    w.close_post(post, act("ct.camxuyen"), last_day=dt.date(2021, 6, 10), legal_basis=GROUND)
    address, client = reverse("site", args=[site.code]), as_user("thuky")
    assert "Quầy mới" in text_of(client.get(f"{address}?ngay=10/06/2021"))
    assert "Quầy mới" not in text_of(client.get(address))
    assert "không sử dụng" in text_of(client.get(reverse("counter-post", args=[post.code]))).lower()
    with refusal("closed_already"):
        w.close_post(post, act("ct.camxuyen"), last_day=dt.date(2021, 6, 30), legal_basis=GROUND)


def test_a_post_with_somebody_at_it_is_not_closed(act):
    held = Incumbency.objects.as_at(TODAY).filter(post__withdrawal_requests=None).first()
    with refusal("still_held"):
        w.close_post(held.post, act("thuky"), last_day=TODAY, legal_basis=GROUND)


def test_a_post_under_withdrawal_or_contract_is_not_closed(act):
    """Can Lộc has an open request; Cẩm Xuyên a contract in force with work handed in."""
    for code, wanted in (("HT-CL-Q1", "open_withdrawal"), ("HT-CX-Q1", "post_in_contract")):
        post = CounterPost.objects.get(code=code)
        with refusal(wanted):
            w.close_post(post, act("thuky"), last_day=dt.date(2021, 5, 15), legal_basis=GROUND)


def test_a_field_with_work_that_was_handed_in_is_not_taken_away_before_it(act):
    post = CounterPost.objects.get(code="HT-CX-Q1")
    kept = post.fields_on(TODAY)[:1]
    with refusal("post_has_work"):
        change(post, act, dt.date(2021, 5, 10), fields=kept)


def test_nobody_is_withdrawn_from_a_post_that_is_closed(act, post):
    w.close_post(post, act("ct.camxuyen"), last_day=dt.date(2021, 7, 10), legal_basis=GROUND)
    with refusal("post_not_in_use"):
        draft_withdrawal(post, act("ct.camxuyen"), effective_on=dt.date(2021, 7, 20))


def test_two_posts_of_one_name_at_one_site_are_not_entered(post, act, agency, site):
    with refusal("post_name_taken"):
        w.enter_post(
            agency, act("ct.camxuyen"), name="quầy  mới", site=site, fields=[field_of(agency)], valid_from=None
        )


def test_only_sites_at_which_the_agency_takes_part_are_offered(as_user, agency, site):
    form = as_user("ct.camxuyen").get(reverse("enter-post", args=[agency.code])).context["form"]
    assert site in form.fields["site"].queryset
    assert not form.fields["site"].queryset.filter(code="HT-S-CL").exists()
