"""Every ground that a page shows leads to the document that it names: {% ground %} stands wherever one is shown."""

import datetime as dt
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models import Value
from django.db.models.functions import Substr

from billing.models import Holiday, VatRate
from pilot.programme.models import LegalDocument, Pilot, ProgrammeChange
from tests.access.addresses import ASKED, PATTERNS, address
from tests.access.world import named

pytestmark = pytest.mark.usefixtures("matrix_world", "demo")

NUMBER = "987/QĐ-THU"
WORDS = f"{NUMBER} ngày 01/02/2020 của UBND tỉnh"
COLUMNS = ("legal_basis", "ground")
TYPED = re.compile(r"<(textarea|option|title)\b.*?</\1>|<a\b[^>]*>.*?</a>|<[^>]*>", re.DOTALL)
PAGES = sorted(url for url in ASKED - {"sign-out"} if "verb" not in PATTERNS[url].pattern.converters)


@pytest.fixture
def grounded(act: Any) -> None:
    """Whatever rests on a ground rests on one document; what may not be written any more keeps its own."""
    document = {"code": "V987", "number": NUMBER, "doc_type": "QĐ", "date": dt.date(2020, 2, 1)}
    LegalDocument.objects.create(pilot=Pilot.objects.get(code="HATINH"), issuer="UBND tỉnh", subject="Thử", **document)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name in COLUMNS:
                write(model, **{field.name: Substr(Value(WORDS), 1, field.max_length or 200)})
    write(VatRate, source=WORDS)
    write(Holiday, notice_number=NUMBER, notice_date=dt.date(2020, 2, 1), notice_issuer="UBND tỉnh")
    for change in ProgrammeChange.objects.all():
        if "legal_basis" in change.inputs:
            write(ProgrammeChange, pk=change.pk, inputs=change.inputs | {"legal_basis": WORDS})


def write(model: Any, pk: Any = None, **values: Any) -> None:
    rows = model._base_manager.filter(pk=pk) if pk else model._base_manager.all()
    try:
        with transaction.atomic():
            rows.update(**values)
    except DatabaseError:  # a guard: it is frozen or append-only
        return


def said_without_a_link(page: str) -> list[str]:
    """Where the number stands in the text of the page, but in no link and in no field."""
    text = TYPED.sub(" ", page)
    return [text[max(0, found.start() - 80) : found.end() + 20] for found in re.finditer(re.escape(NUMBER), text)]


def test_what_is_said_without_a_link_is_found() -> None:
    assert said_without_a_link(f"<td>{WORDS}</td>")
    assert not said_without_a_link(f'<a href="/x/">{NUMBER}</a> <input value="{WORDS}"><textarea>{WORDS}</textarea>')


@pytest.mark.parametrize("reader", ["thuky", "taichinh"])
def test_no_page_shows_a_ground_that_does_not_lead_to_its_document(reader: str, as_user: Any, grounded: None) -> None:
    client, place, bare, linked = as_user(reader), named("canloc"), {}, set()
    for url in PAGES:
        answer = client.get(address(url, "-", place))
        page = "" if answer.streaming or answer.status_code != 200 else answer.content.decode(errors="replace")
        answer.close()
        if found := said_without_a_link(page):
            bare[url] = found[0]
        elif f">{NUMBER}</a>" in page:
            linked.add(url)
    assert bare == {}
    assert len(linked) >= 3, linked
