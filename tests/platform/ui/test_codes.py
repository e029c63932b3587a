"""A code of a rule or question is a link that says what it is; what only looks like one stays."""

import pytest
from django.urls import reverse

from pilot.platform.ui.codes import Meant, linked

CODES = {
    "R05": Meant("/rules/#R05", 'criteria & "more"'), "A24": Meant("/questions/#A24", "second signature"),
    "A02": Meant("/questions/#A02", "question", "settled: <yes>"),
}  # fmt: skip
A02 = '<a href="/questions/#A02" title="question: settled: &lt;yes&gt;">A02</a>'
R05 = '<a href="/rules/#R05" title="criteria &amp; &quot;more&quot;">R05</a>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Each criterion (R05).</p>", f"<p>Each criterion ({R05}).</p>"),
        ("<p>R05, R05</p>", f"<p>{R05}, {R05}</p>"),
        ('<a href="/x/">Second (A24)</a>', '<a href="/x/">Second (<abbr title="second signature">A24</abbr>)</a>'),
        ('<p title="R05">R99, HT-R05, R05-1, 12/R05</p>', '<p title="R05">R99, HT-R05, R05-1, 12/R05</p>'),
        ("<textarea>R05</textarea>", "<textarea>R05</textarea>"),
        ("<p>(A02) A02</p>", f'<p>({A02} <span class="soft">(settled: &lt;yes&gt;)</span>) {A02}</p>'),
        ('<a href="/x/">A02</a>', '<a href="/x/"><abbr title="question: settled: &lt;yes&gt;">A02</abbr></a>'),
    ],
)
def test_codes_in_running_text(html, shown):
    assert linked(html, CODES) == shown


@pytest.mark.usefixtures("demo")
def test_a_page_leads_from_a_code_to_the_rule_that_it_means(as_user):
    client = as_user("thuky")
    questions = client.get(reverse("questions")).content.decode()
    assert 'id="A24"' in questions
    rules = client.get("/thi-diem/HATINH/quy-dinh/").content.decode()
    assert 'id="R08"' in rules
    assert '<a href="/van-de/#A' in rules
