"""Who may not be seen is neither linked nor named (S9): every account of the demo along the links of its pages."""

import datetime as dt
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import resolve, reverse

from tests.architecture.project import ROOT

pytestmark = pytest.mark.usefixtures("demo")
DEMO_START = dt.date(2021, 6, 15)
ACCOUNTS = re.findall(r"(?m)^\| `([a-z0-9.]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"))
LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*|\?(?!sort=)[^"#]*)')  # another order shows nothing new
# Days at work are checked, accepted and paid person by person: whoever does so reads the names, as on the paper.
PAID_BY_NAME = {"timesheet", "acceptance", "statement"}
# Administrators read the whole record, and make accounts for whoever is on a list.
ADMINISTERED = {"audit-log", "invite-account", "close-account"}
# What a document prints, and the register of it, is read by whoever may read the document.
PRINTED = {"official-document-text", "number-book"}


@dataclass
class Page:
    """A page that was opened: by which link of which other page, what it is, and what it answered."""

    came_from: str
    link: str
    view: str
    status: int
    text: str


def walk(client: Client, most: int = 2) -> Iterator[Page]:
    """From the worklist along the links, `most` pages of each kind, and one with each other view of it."""
    kinds: Counter[tuple[str, str]] = Counter()
    todo, known = [("", "/")], {"/"}
    while todo:
        came_from, link = todo.pop(0)
        answer = client.get(link)
        page = Page(came_from, link, resolve(path_of(link)).view_name, answer.status_code, text_of(answer))
        answer.close()
        yield page
        for further in links_of(page):
            kind = (resolve(path_of(further)).view_name, re.sub("=[^&]*", "", further.partition("?")[2]))
            if further not in known and kinds[kind] < (1 if kind[1] else most):
                kinds[kind] += 1
                known.add(further)
                todo.append((link, further))


def path_of(link: str) -> str:
    return link.partition("?")[0]


def text_of(answer: Any) -> str:
    is_page = not answer.streaming and "text/html" in answer.headers.get("Content-Type", "")
    return answer.content.decode() if is_page else ""


def links_of(page: Page) -> list[str]:
    """Where the page leads inside the product; what only loads something is no link."""
    found = [html.unescape(link) for link in LINK.findall(page.text)] if page.status == 200 else []
    return [path_of(page.link) + link if link.startswith("?") else link for link in dict.fromkeys(found)]


def people() -> list[Any]:
    """Postal employees and civil servants, without those who share their name with somebody else."""
    models = (apps.get_model("staffing", name) for name in ("PostalEmployee", "CivilServant"))
    rows = [row for model in models for row in model.objects.select_related("person")]
    names = Counter(apps.get_model("pilot.Person").objects.values_list("full_name", flat=True))
    return [row for row in rows if names[row.person.full_name] == 1]


def hidden_from(name: str) -> re.Pattern[str]:
    """The names of the people whom an account may not see."""
    user = apps.get_model("pilot.User").objects.get(username=name)
    rows = people()
    seen = {
        (model, pk)
        for model in {type(row) for row in rows}
        for pk in model.objects.visible_to(user, DEMO_START).values_list("pk", flat=True)
    }
    names = [re.escape(row.person.full_name) for row in rows if (type(row), row.pk) not in seen]
    return re.compile("|".join(names) or r"(?!)")


@pytest.mark.parametrize("name", ACCOUNTS)
def test_s9_a_link_leads_only_where_its_reader_may_go_and_nobody_hidden_is_named(name: str, as_user: Any) -> None:
    hidden, closed, named = hidden_from(name), [], []
    for page in walk(as_user(name)):
        if page.status not in (200, 302):
            closed.append((page.came_from, page.link, page.status))
        if page.view not in PAID_BY_NAME | ADMINISTERED | PRINTED:
            named += [(page.link, found) for found in set(hidden.findall(html.unescape(page.text)))]
    assert (closed, named) == ([], [])


def test_s9_stays_that_whoever_pays_reads_the_names_without_a_way_to_the_people(as_user: Any) -> None:
    """The payer of the province's centre pays for people of other agencies: he checks their days by name."""
    hidden, client = hidden_from("chitra"), as_user("chitra")
    pages = [page for page in walk(client) if page.view in PAID_BY_NAME]
    assert {page.view for page in pages if hidden.search(html.unescape(page.text))} == PAID_BY_NAME
    assert not [link for page in pages for link in links_of(page) if resolve(path_of(link)).view_name == "employee"]


def test_s9_stays_that_the_accounts_walked_are_those_of_the_demo(client: Client) -> None:
    page = client.get(reverse("sign-in")).content.decode()
    assert len(ACCOUNTS) >= 25
    assert not [name for name in ACCOUNTS if name not in page]


@pytest.fixture
def records(as_user: Any) -> list[Any]:
    """Records on paper that the head of the commune sees, about people whose page is not his to see."""
    client, rows = as_user("ct.camthanh"), apps.get_model("staffing.PaperRecord").objects.exclude(employee=None)
    seen = [row for row in rows if client.get(reverse("paper-record", args=[row.pk])).status_code == 200]
    return [row for row in seen if client.get(reverse("employee", args=[row.employee_id])).status_code == 404]


def test_s9_a_person_who_may_not_be_seen_is_neither_linked_nor_named(as_user: Any, records: list[Any]) -> None:
    client = as_user("ct.camthanh")
    assert records
    for row in records:
        for address in (reverse("paper-record", args=[row.pk]), reverse("paper-records"), reverse("worklist")):
            page = client.get(address).content.decode()
            assert row.employee.person.full_name not in html.unescape(page), address
            assert reverse("employee", args=[row.employee_id]) not in page, address
