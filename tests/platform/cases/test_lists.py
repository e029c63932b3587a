"""Tables of lists: sorting, pages by key that lose and repeat nobody, columns that are kept for the person."""

from urllib.parse import parse_qsl

import pytest

from billing.models import LabourContract
from pilot.platform.cases import lists
from pilot.platform.exchange.exporting import collect
from pilot.platform.exchange.resource import EXPORTS
from pilot.platform.kernel.clock import DEMO_START
from pilot.programme.models import Person, User
from staffing.models import PostalEmployee, WithdrawalRequest

pytestmark = pytest.mark.usefixtures("demo")
EMPLOYEES = "/nhan-su/"


@pytest.fixture
def _pages_of_seven(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 7)


def walk(client, url):
    """The rows of all pages of a table, as its links lead on."""
    found, after = [], ""
    while True:
        table = client.get(f"{url}&after={after}").context["table"]
        found += [row.pk for row in table.rows]
        if not table.following:
            return found
        after = table.following


@pytest.mark.usefixtures("_pages_of_seven")
@pytest.mark.parametrize("sort", ["", "ten", "-ten", "ma", "-ma", "buu-dien", "trang-thai", "-trang-thai"])
def test_every_row_stands_on_exactly_one_page_whatever_the_order(sort, as_user):
    first = PostalEmployee.objects.earliest("id").person
    Person.objects.filter(postal_employee__isnull=False).update(
        full_name=first.full_name, sort_key=first.sort_key, search_key=first.search_key
    )  # namesakes at every border of a page
    found = walk(as_user("buudien"), f"{EMPLOYEES}?sort={sort}")
    assert len(found) == len(set(found)) == PostalEmployee.objects.count()


def test_a_column_head_sorts_both_ways(as_user):
    client = as_user("buudien")
    codes, turned = (
        [e.staff_code for e in client.get(f"{EMPLOYEES}?sort={sort}").context["table"].rows] for sort in ("ma", "-ma")
    )
    assert codes == sorted(codes)
    assert turned == sorted(turned, reverse=True)


@pytest.mark.parametrize("query", ["sort=khong-co", "sort=-so", "after=999999", "after=x", "cot=khong-co"])
def test_what_the_address_gets_wrong_is_left_out(query, as_user):
    table = as_user("buudien").get(f"{EMPLOYEES}?{query}").context["table"]
    plain = as_user("buudien").get(EMPLOYEES).context["table"]
    assert [row.pk for row in table.rows] == [row.pk for row in plain.rows]
    assert table.shown == plain.shown


def test_chosen_columns_are_shown_and_kept_for_the_person(as_user):
    client, other = as_user("buudien"), as_user("gd.buudien")
    assert "Mã nhân viên" in client.get(EMPLOYEES).content.decode()
    chosen = client.get(f"{EMPLOYEES}?cot=ten&cot=trang-thai")
    assert [c.key for c in chosen.context["table"].heads] == ["ten", "trang-thai"]
    again = client.get(EMPLOYEES)
    assert again.context["table"].shown == ["ten", "trang-thai"]
    assert PostalEmployee.objects.earliest("id").staff_code not in again.content.decode()
    other.cookies.update(client.cookies | {"sessionid": other.cookies["sessionid"]})
    assert len(other.get(EMPLOYEES).context["table"].shown) == 5


def test_the_first_column_always_stays(as_user):
    assert as_user("buudien").get(f"{EMPLOYEES}?cot=ma").context["table"].shown == ["ten", "ma"]


def test_the_menu_of_columns_keeps_filter_and_order(as_user):
    page = as_user("buudien").get(f"{EMPLOYEES}?status=learning&sort=-ma&after=1").content.decode()
    menu = page[page.index("table-columns") :]
    menu = menu[: menu.index("</details>")]
    assert 'name="status" value="learning"' in menu
    assert 'name="sort" value="-ma"' in menu
    assert 'name="after"' not in menu


@pytest.mark.parametrize(
    ("url", "name", "model"),
    [("/nhan-su/rut-cong-chuc/", "thuky", WithdrawalRequest), ("/thanh-toan/hop-dong/", "taichinh", LabourContract)],
)
def test_withdrawals_and_contracts_are_filtered_sorted_and_tagged(url, name, model, as_user):
    client = as_user(name)
    for column in client.get(url).context["table"].columns:
        for sort in (column.key, f"-{column.key}"):
            assert len(client.get(f"{url}?sort={sort}").context["table"].rows) == model.objects.count()
    status = model.objects.earliest("id").status
    page = client.get(f"{url}?status={status}")
    assert {row.status for row in page.context["table"].rows} == {status}
    assert "filter-tags" in page.content.decode()
    assert client.get(f"{url}?status=khong-co").context["table"].rows


@pytest.mark.parametrize(
    ("url", "query", "shown"),
    [
        ("/nhan-su/quyet-dinh-cu/", "status=cancelled", 0),
        ("/nhan-su/cong-nhan/", "status=waiting", 1),
        ("/co-so/", "kind=district_post_office", 2),
    ],
)
def test_smaller_lists_have_filters_with_tags(url, query, shown, as_user):
    page = as_user("thuky").get(f"{url}?{query}")
    assert len(page.context["rows"]) == shown
    assert "filter-tags" in page.content.decode()


@pytest.mark.parametrize("url", ["/nhan-su/quyet-dinh-cu/", "/nhan-su/cong-nhan/", "/nhan-su/van-ban-giay/", "/co-so/",
                                 "/co-so/hop-dong-thue/"])  # fmt: skip
def test_smaller_lists_go_on_behind_their_first_page(url, as_user, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 1)
    page = as_user("thuky").get(url)
    following = page.context["table"].following if "table" in page.context else page.context["following"]
    if following:
        assert as_user("thuky").get(f"{url}?after={following}").status_code == 200
    assert len(page.context["rows"]) <= 1


@pytest.mark.parametrize(
    ("kind", "name", "query", "url", "rows"),
    [
        ("withdrawals", "thuky", "route=district&status=submitted", "/nhan-su/rut-cong-chuc/", "table"),
        ("withdrawals", "thuky", "post__site__code=HT-S-CX", "/nhan-su/rut-cong-chuc/", "table"),
        ("contracts", "taichinh", "payer__code=HT-CX", "/thanh-toan/hop-dong/", "table"),
        ("recognitions", "thuky", "status=waiting", "/nhan-su/cong-nhan/", "table"),
        ("leases", "thuky", "status=ended", "/co-so/hop-dong-thue/", "table"),
    ],
)
def test_an_export_holds_the_rows_of_the_filtered_list(kind, name, query, url, rows, as_user):
    client = as_user(name)
    listed = client.get(f"{url}?{query}").context[rows]
    page = client.get(f"/nhap-xuat/{kind}/xuat/?{query}")
    reader = User.objects.get(username=name)
    exported = collect(EXPORTS[kind](), reader, DEMO_START, dict(parse_qsl(query))).rows
    assert page.context["preview"].count == len(exported)
    assert [row.pk for row in exported] == [row.pk for row in getattr(listed, "rows", listed)]
