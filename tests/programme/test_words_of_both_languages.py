"""What refusals, rules and thresholds name is said in the language of the reader."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from pilot.platform.cases.naming import kind_of
from pilot.platform.exchange.resource import RESOURCES
from pilot.programme.models import AdminUnitSuccession
from pilot.programme.models.thresholds import OWN
from staffing.condition import _RECOGNISED_BY, as_cited

REMOVED = ("pilot.CounterPost", "pilot.Person", "staffing.CivilServant")  # by a step, while nothing refers to them
UNDONE = {kind.writes for kind in RESOURCES.values()}


@pytest.mark.parametrize("label", sorted({*REMOVED, *UNDONE}))
def test_whatever_refers_to_a_row_is_named_in_words_that_are_translated(label):
    """A refusal lists it: "Dòng hợp đồng thuê nhân công (1)", never the name of a class."""
    others = {relation.related_model for relation in apps.get_model(label)._meta.related_objects}
    unnamed = [m._meta for m in others if not kind_of(m._meta.label)]
    assert [meta.label for meta in unnamed if not isinstance(meta.verbose_name, Promise)] == []
    with translation.override("vi"):
        names = {str(m._meta.verbose_name) for m in others if isinstance(m._meta.verbose_name, Promise)}
    with translation.override("en"):
        assert not names & {str(m._meta.verbose_name) for m in others}


def test_numbers_and_days_are_english_in_english():
    paper = SimpleNamespace(paper_source="01/QĐ", paper_date=dt.date(2021, 2, 22))
    words = as_cited(_RECOGNISED_BY, paper)
    with translation.override("vi"):
        assert "ngày 22 tháng 02 năm 2021" in str(words)
        assert {one.code: one.said(1) for one in OWN}["NG04"] == "1 người"
    with translation.override("en"):
        assert str(words) == "decision on the recognition no. 01/QĐ, 22/02/2021"
        assert {one.code: one.said(1) for one in OWN}["NG04"] == "1 person"
        assert {one.code: one.said(2) for one in OWN}["NG03"] == "2 months"
        assert [str(label) for label in AdminUnitSuccession.Kind.labels] == ["merge", "rename", "dissolve", "split"]


@pytest.mark.usefixtures("demo")
def test_the_rules_are_read_in_english_by_whoever_reads_english(as_user):
    client = as_user("thuky")
    address = reverse("rules", args=["HATINH"])
    vietnamese = client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(address).content.decode()
    units = {"lĩnh vực/nhân viên": "fields an employee", "hồ sơ/ngày làm việc": "dossiers a working day"}
    for word, meant in units.items():
        assert word in vietnamese
        assert word not in english
        assert meant in english
    assert "guidance; reception of dossiers" in english.lower()


@pytest.mark.usefixtures("demo")
def test_the_end_of_a_rule_stands_inside_the_rule(as_user):
    """Under the line of R26 it was read as that of R27."""
    page = as_user("thuky").get(reverse("rules", args=["HATINH"])).content.decode()
    articles = page.split('<article class="rule">')[1:]
    own = next(text for text in articles if ">R26</abbr></span>" in text)
    assert "Kết thúc quy định" in own.split("</details>")[0]
