"""Documents that are printed from the tables say what the commands print now."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["access", "workflows"])
def test_printed_document_is_up_to_date(name):
    said = io.StringIO()
    call_command(f"show_{name}", stdout=said)
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == said.getvalue(), (
        f"manage.py show_{name} > docs/{name}.md"
    )
