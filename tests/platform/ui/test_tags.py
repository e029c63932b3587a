"""Filters and tags say the right word, draw the right shape and never write an inline style or script."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from pilot.platform.cases.lists import Column
from pilot.platform.periods import Period
from pilot.platform.ui import samples, shapes
from pilot.platform.ui.context import frame
from pilot.platform.ui.tags.lists import address
from pilot.platform.ui.tags.records import condition_counts

TODAY = dt.date(2021, 6, 15)
DISC, TRIANGLE, OCTAGON, SQUARE = 'r="5" fill', "M6 .8", "M3.6.2", "<rect"


def one_line(html):
    """Without the line breaks of the templates, which a browser does not show either."""
    return re.sub(r"[ \n]+(?=>)", "", re.sub(r"[ \n]+", " ", html))


def render(source, **context):
    return one_line(engines["django"].from_string(source).render(context, context.pop("request", None)))


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def signed_in(rf, path="/", **data):
    request = rf.get(path)
    request.frame_data = data
    return request


# --- filters ------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ x|vnd }}", 1_234_567, "1.234.567\N{NO-BREAK SPACE}đ"),
        ("{{ x|vnd }}", 0, "0\N{NO-BREAK SPACE}đ"),
        ("{{ x|vnd }}", None, ""),
        ("{{ x|vn_date }}", dt.date(2021, 4, 3), "03/04/2021"),
        ("{{ x|vn_date }}", dt.datetime(2021, 6, 14, 23, 30, tzinfo=dt.UTC), "15/06/2021"),
        ("{{ x|vn_date }}", None, ""),
        ("{{ x|vn_datetime }}", dt.datetime(2021, 6, 15, 1, 12, tzinfo=dt.UTC), "15/06/2021 08:12"),
        ("{{ x|vn_datetime }}", dt.date(2021, 6, 15), "15/06/2021"),
        ("{{ x|vn_month }}", dt.date(2021, 5, 1), "05/2021"),
        ("{{ x|period }}", Period(dt.date(2021, 2, 22), dt.date(2021, 10, 1)), "22/02/2021 – 30/09/2021"),
        ("{{ x|period }}", None, ""),
    ],
)
def test_filter(source, value, shown):
    assert render(source, x=value) == shown


def test_period_of_a_dated_row_is_inclusive():
    row = SimpleNamespace(valid_from=dt.date(2021, 2, 22), valid_to=dt.date(2021, 10, 1))
    assert render("{{ row|period }}", row=row) == "22/02/2021 – 30/09/2021"


@pytest.mark.parametrize("value", [None, ""])
def test_not_stated_marks_what_is_unknown(value):
    assert render("{{ x|not_stated }}", x=value) == '<span class="unknown">not stated in the documents</span>'


@pytest.mark.parametrize("value", [0, "0", Decimal(0)])
def test_not_stated_leaves_zero(value):
    assert render("{{ x|not_stated }}", x=value) == "0"


def test_not_stated_escapes():
    assert render("{{ x|not_stated }}", x="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("value", "axis", "exact"),
    [
        (1_020_000_000, "1,02 bn", "1.020.000.000"),
        (38_500_000, "38,5 m", "38.500.000"),
        (-9_250_000, "−9,25 m", "−9.250.000"),
        (17.9, "17,9", "17,9"),
        (20, "20", "20"),
        (0, "0", "0"),
    ],
)
def test_chart_numbers(value, axis, exact):
    assert [render("{{ x|axis_number }}", x=value), render("{{ x|exact_number }}", x=value)] == [axis, exact]


# --- states ------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "word", "shape"),
    [
        ("pass", "Passed", DISC),
        ("warn", "Warning", TRIANGLE),
        ("fail", "Failed", OCTAGON),
        ("wait", "Waiting", SQUARE),
        ("idle", "Not started", 'fill="none" stroke="currentColor"'),
    ],
)
def test_pill_has_word_and_shape(state, word, shape):
    html = render("{% pill state %}", state=state)
    assert f'data-state="{state}"' in html
    assert word in html
    assert shape in html


@pytest.mark.parametrize(
    ("alias", "state"),
    [("success", "pass"), ("error", "fail"), ("info", "wait"), ("", "idle"), ("other", "wait")],
)
def test_pill_knows_other_names(alias, state):
    assert f'class="pill" data-state="{state}"' in render('{% pill x "w" %}', x=alias)


@pytest.mark.parametrize(
    ("day", "word", "state"),
    [
        (dt.date(2021, 6, 13), "2 days late", "fail"),
        (dt.date(2021, 6, 14), "1 day late", "fail"),
        (TODAY, "today", "warn"),
        (dt.date(2021, 6, 16), "1 day left", "warn"),
    ],
)
def test_due_counts_from_the_business_day(day, word, state):
    html = render("{% due day %}", day=day, frame={"business_day": TODAY})
    assert word in html
    assert f'data-state="{state}"' in html


def test_due_far_away_is_plain():
    html = render("{% due day today %}", day=dt.date(2021, 7, 10), today=TODAY)
    assert "25 days left" in html
    assert "pill" not in html


def test_due_without_a_day():
    assert render("{% due None %}").strip() == "–"


def test_conditions_are_counted():
    counts = condition_counts([*samples.CONDITIONS, shapes.Condition("pass", "x")])
    assert counts[:4] == [("pass", "2 passed"), ("warn", "1 warning"), ("fail", "1 failed"), ("wait", "1 waiting")]


def test_no_failed_condition_is_said():
    assert ("idle", "0 failed") in condition_counts([shapes.Condition("pass", "x")])


# --- tables ------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "order", "leads_to"),
    [
        ("", "", "sort=name"),
        ("sort=name", "ascending", "sort=-name"),
        ("sort=-name", "descending", "sort=name"),
    ],
)
def test_a_head_sorts(rf, query, order, leads_to):
    html = render('{% head "Name" sort="name" %}', request=rf.get(f"/?{query}&agency=1&after=x"))
    assert f'href="?{leads_to}' in html or f"&amp;{leads_to}" in html
    assert "agency=1" in html
    assert "after" not in html
    assert (f'aria-sort="{order}"' in html) == bool(order)


def test_pager_keeps_filters(rf):
    html = render('{% pager next_key="k 9" shown=25 total=1304 %}', request=rf.get("/?agency=1&before=a"))
    assert "?agency=1&amp;after=k+9" in html
    assert 'rel="prev"' not in html
    assert "25 of 1.304 rows" in html


def test_address_without_a_request():
    assert address({}, sort="name") == "?sort=name"


def test_filter_tags_remove_one_filter(rf):
    request = rf.get("/?agency=can-loc&state=cham")
    html = render("{% filter_panel form %}", form=samples.SampleFilter(request.GET), request=request)
    assert "Huyện Can Lộc" in html
    assert 'href="?state=cham"' in html


@pytest.mark.parametrize(
    ("query", "shown"), [("", "No one yet"), ("?sort=name", "No one yet"), ("?state=cham", "No row fits the filters")]
)
def test_an_empty_list_blames_the_filters_only_if_there_are_any(rf, query, shown):
    request = rf.get(f"/{query}")
    html = render("{% empty 'No one yet' filters=form %}", form=samples.SampleFilter(request.GET), request=request)
    assert f'<p class="empty-title">{shown}</p>' in html
    assert ('href="?"' in html) == ("filters" in shown)


TABLE = """{% table "Staff" heads=heads rows=rows none="No one yet" hint="Staff stand here." filters=form %}
{% for row in rows %}<tr><td>{{ row }}</td></tr>{% endfor %}{% endtable %}"""


def test_a_table_has_a_caption_and_a_region_that_can_be_focused(rf):
    heads = [Column("name", "Name", order="name"), Column("days", "Days", numeric=True)]
    html = render(TABLE, heads=heads, rows=["Mai"], request=rf.get("/?sort=name"))
    assert 'role="region" aria-label="Staff" tabindex="0"' in html
    assert '<caption class="visually-hidden">Staff</caption>' in html
    assert "More columns to the right" in html
    assert '<th scope="col" aria-sort="ascending"> <a class="sort" href="?sort=-name">' in html
    assert '<th scope="col" class="num"> Days </th>' in html
    assert "<td>Mai</td>" in html


@pytest.mark.parametrize(("query", "shown"), [("", "Staff stand here."), ("?state=cham", "Try fewer words")])
def test_a_table_without_rows_says_what_would_be_here(rf, query, shown):
    request = rf.get(f"/{query}")
    html = render(TABLE, heads=[], rows=[], form=samples.SampleFilter(request.GET), request=request)
    assert "<table" not in html
    assert shown in html


def test_a_page_writes_its_heads():
    html = render('{% table "T" %}{% heads %}{% head "Chosen" hidden=True %}{% endheads %}<tr></tr>{% endtable %}')
    assert '<thead> <tr><th scope="col"> <span class="visually-hidden">Chosen</span> </th>' in html
    assert "<tr></tr>" in html


@pytest.mark.parametrize(("path", "current"), [("/a/", True), ("/b/", False)])
def test_a_tab_knows_the_page(rf, path, current):
    html = render("{% tabs 'Views' %}{% tab 'A' '/a/' count=0 %}{% endtabs %}", request=rf.get(path))
    assert ('aria-current="page"' in html) == current
    assert '<span class="tabs-count">0</span>' in html


@pytest.mark.parametrize(("status", "state"), [("open", "pass"), ("new", "wait")])
def test_tone_of_a_status(status, state):
    assert render("{{ status|tone:tones }}", status=status, tones={"open": "pass"}) == state


def test_a_link_knows_the_name_of_its_view():
    assert 'href="/"' in render('{% link_action "Work" "worklist" %}')
    assert 'href="/x/?seen=3"' in render('{% link_action "X" "/x/" seen=3 %}')


# --- forms ------------------------------------------------------------


def test_form_has_keys_once_and_summary_links_to_fields(rf):
    html = render("{% form form %}", form=samples.SampleForm(samples.WRONG_DATA, prefix="wrong"), request=rf.get("/"))
    assert html.count('name="wrong-operation_key"') == html.count('name="wrong-row_version"') == 1
    assert 'href="#id_wrong-start"' in html
    assert 'value="31/09/2021"' in html
    assert 'aria-describedby="id_wrong-start_hint id_wrong-start_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'enctype="multipart/form-data"' in html


def test_form_takes_its_keys_from_the_page(rf):
    html = render(
        "{% form form %}", form=samples.SampleFilter(), operation_key="k1", row_version=0, request=rf.get("/")
    )
    assert '<input type="hidden" name="operation_key" value="k1">' in html
    assert '<input type="hidden" name="row_version" value="0">' in html


def test_form_shell_holds_the_body_of_the_page(rf):
    source = "{% form_shell form submits=submits %}<p>body</p>{% field form.agency %}{% endform_shell %}"
    submits = [
        shapes.Action("Approve", kind="primary", name="verb", value="approve"),
        shapes.Action("Return"),
    ]
    html = render(source, form=samples.SampleFilter(), submits=submits, request=rf.get("/"))
    assert "<p>body</p>" in html
    assert '<button class="button" data-kind="primary" name="verb" value="approve"> Approve </button>' in html
    assert html.count("<form") == 1


@pytest.mark.parametrize("source", ["{% actions items %}", "{% more items %}", "{% identity_bar 'T' primary=first %}"])
def test_actions_that_post_carry_their_keys(rf, source):
    action = shapes.Action("Take", "/take/", method="post", operation_key="k1", row_version=0)
    html = render(source, items=[action], first=action, request=rf.get("/"))
    assert '<input type="hidden" name="operation_key" value="k1">' in html
    assert '<input type="hidden" name="row_version" value="0">' in html
    assert 'name="csrfmiddlewaretoken"' in html


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("start", 'inputmode="numeric"'),
        ("price_vnd", 'type="text"'),
        ("agency", "<select"),
        ("reason", "<textarea"),
        ("decision", "<fieldset"),
        ("fields_", "<legend>"),
        ("scan", 'type="file"'),
        ("confirmed", 'type="checkbox"'),
    ],
)
def test_field_draws_every_kind(name, expected):
    assert expected in render("{% field bound %}", bound=samples.SampleForm()[name])


# --- charts ------------------------------------------------------------


WATERFALL = "{% waterfall start changes 'May' 'Owed' %}"


def test_waterfall_has_a_title_and_a_table():
    html = render(WATERFALL, start=("April", 4), changes=[("New", 1)])
    assert re.search(r'aria-labelledby="(chart-\w+)-t"', html)
    assert html.count('class="fall"') == 3
    assert "<table" in html


def test_chart_coordinates_keep_the_decimal_point_in_vietnamese():
    with translation.override("vi"):
        html = render(WATERFALL, start=("T4", 1.5), changes=[("a", 2)])
    assert not re.search(r'(?:x|y|width|height|d)="[^"]*\d,\d', html)
    assert "1,5" in html


def test_waterfall_ends_at_the_sum_and_says_that_its_axis_is_cut():
    html = render(WATERFALL, start=("April", 951_000_000), changes=[("New", 96_000_000), ("Left", -38_500_000)])
    assert "1.008.500.000" in html
    assert "The axis does not begin at zero." in html


def test_waterfall_from_zero_is_not_cut():
    html = render(WATERFALL, start=("Start", 0), changes=[("a", 5), ("b", -9)])
    assert "does not begin" not in html
    assert "−4" in html


@pytest.mark.parametrize("changes", [[], [("a", 0)]])
def test_waterfall_stands_empty_and_flat_data(changes):
    assert "<svg" in render(WATERFALL, start=("Start", 0), changes=changes)


# --- pages ------------------------------------------------------------


def test_frame_fills_the_gaps(rf):
    assert frame(rf.get("/"))["frame"]["places"] == []
    given = signed_in(rf, business_day=TODAY)
    assert frame(given)["frame"] == {**frame(rf.get("/"))["frame"], "business_day": TODAY}
    assert frame(given)["frame"]["version"] == settings.VERSION


def test_frame_takes_lazy_data_and_waits(rf):
    asked = []
    request = rf.get("/")
    request.frame_data = SimpleLazyObject(lambda: asked.append(1) or {"business_day": TODAY})
    given = frame(request)["frame"]
    assert asked == []
    assert given["business_day"] == TODAY


def test_frame_shows_places_account_and_delegation(rf):
    html = one_line(render_to_string("layout/base.html", request=signed_in(
        rf, "/?q=a%22b",
        places=[{"url": "/x/", "label": "Worklist", "key": "v", "current": True, "count": 7}],
        account={"name": "Mai", "roles": ["Director", "Member"], "links": [{"url": "/me/", "label": "Me"}]},
        on_behalf_of=[{"name": "Lan", "until": TODAY}], demo=True, business_day=TODAY,
    )))  # fmt: skip
    assert 'aria-current="page" data-key="v"' in html
    assert "Director +1" in html
    assert "<strong>Lan</strong> until 15/06/2021" in html
    assert 'value="a&quot;b"' in html
    assert "Illustrative data" in html


FORBIDDEN = re.compile(r'\sstyle=|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)|javascript:|https?://(?!www\.w3\.org)')


@pytest.mark.parametrize("language", ["vi", "en"])
def test_gallery_has_nothing_inline_and_unique_ids(rf, language):
    with translation.override(language):
        html = render_to_string("ui/gallery.html", samples.gallery(None), request=signed_in(rf))
    assert not FORBIDDEN.search(html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "409.html", "500.html"])
def test_error_pages_say_what_to_do(rf, name):
    html = one_line(
        render_to_string(name, {"who_can": [{"name": "Mai", "role": "Director"}, "Lan"]}, request=rf.get("/"))
    )
    assert not FORBIDDEN.search(html)
    assert "<h1>" in html
    assert ("Mai – Director" in html) == (name == "403.html")


def test_error_page_500_needs_no_context():
    assert "Hệ thống gặp lỗi" in render_to_string("500.html")


@pytest.mark.parametrize("template", sorted(Path(settings.BASE_DIR, "templates").glob("[lu]*/**/*.html"), key=str))
def test_no_template_writes_a_style_attribute(template):
    assert not re.search(r"\sstyle=|<style", template.read_text())


LAYERS = {"reset", "tokens", "base", "layout", "components", "pages", "print"}
SHEETS = sorted(Path(settings.BASE_DIR, "pilot", "static", "css").iterdir())


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_css_is_layered_and_modest(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert "!important" not in text
    assert "@import" not in text
    assert not re.search(r"(^|[\s,}])#[a-zA-Z][\w-]*\s*[{,.:>]", text)
    assert not re.search(r"url\(['\"]?(?:https?:)?//", text)
    outermost = [line for line in text.splitlines() if re.match(r"[^\s}]", line)]
    assert {re.fullmatch(r"@layer (\w+) \{", line)[1] for line in outermost if not line.endswith(";")} <= LAYERS


@pytest.fixture
def rf():
    return RequestFactory()
