"""What the database itself refuses, past the verbs."""

import pytest
from django.db import IntegrityError, connection, transaction

from pilot.platform.documents.models import OfficialDocument
from pilot.platform.documents.workflows import recall_document

pytestmark = pytest.mark.usefixtures("demo")
TABLE = OfficialDocument._meta.db_table


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def rows(document):
    return OfficialDocument.objects.filter(pk=document.pk)


@pytest.mark.parametrize("column", ["summary", "symbol", "place", "signer_name", "code", "object_id"])
def test_approved_content_is_frozen(approved, column):
    refused(lambda: rows(approved).update(**{column: 7 if column == "object_id" else "khác"}))
    refused(lambda: rows(approved).update(snapshot={"agency": "khác"}))
    refused(lambda: rows(approved).delete())


@pytest.mark.parametrize("columns", [{"number": "413/QĐ-UBND"}, {"issued_on": "2021-04-10"}, {"chain_head": "0" * 64}])
def test_number_and_date_are_frozen(decision_document, columns):
    refused(lambda: rows(decision_document).update(**columns))


def test_raw_sql_is_refused(decision_document):
    def run():
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {TABLE} SET number = '1/QĐ-UBND' WHERE id = %s", [decision_document.pk])

    refused(run)


def test_filed_pdf_is_never_exchanged(rendered, report_document):
    refused(lambda: rows(rendered).update(pdf=None))


def test_recalled_document_is_closed(report_document, act):
    recall_document(report_document, act("ct.camxuyen", reason="Nhầm."))
    refused(lambda: rows(report_document).update(status="numbered"))
    refused(lambda: rows(report_document).update(recall_reason="khác"))


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "numbered"},
        {"year": 2021},
        {"status": "draft"},
        {"status": "recalled"},
        {"replaces": "self"},
    ],
)
def test_states_and_columns_agree(approved, columns):
    refused(lambda: rows(approved).update(**({"replaces": approved.pk} if "replaces" in columns else columns)))
