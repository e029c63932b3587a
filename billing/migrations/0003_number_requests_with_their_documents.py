"""One counter for payment requests: that of their documents. The old one is carried over, and back."""

from django.db import migrations, models

KIND = "payment_request"


def carry_over(apps, schema_editor):
    series, carried = apps.get_model("billing", "StatementSeries"), apps.get_model("documents", "NumberSeries")
    carried.objects.bulk_create(
        carried(pilot_id=row.pilot_id, issuer_id=row.provider_id, series=KIND, year=row.year, last=row.last_number)
        for row in series.objects.all()
    )


def carry_back(apps, schema_editor):
    """A statement takes the number of the request that holds."""
    documents, statements = apps.get_model("documents", "OfficialDocument"), apps.get_model("billing", "Statement")
    series, carried = apps.get_model("billing", "StatementSeries"), apps.get_model("documents", "NumberSeries")
    for document in documents.objects.filter(kind=KIND).exclude(status="recalled").order_by("id"):
        number = int(document.number.partition("/")[0])
        statements.objects.filter(pk=document.object_id).update(
            number=number, number_text=document.number, year=document.year
        )
    own = carried.objects.filter(series=KIND)
    series.objects.bulk_create(
        series(pilot_id=row.pilot_id, provider_id=row.issuer_id, year=row.year, last_number=row.last) for row in own
    )
    own.delete()


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_record_contracts_from_paper"), ("documents", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("statement", "statement_number"),
        migrations.AlterField("statement", "year", models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField("statement", "number", models.PositiveIntegerField(null=True, verbose_name="number")),
        migrations.AlterField(
            "statement", "number_text", models.CharField(max_length=40, null=True, verbose_name="number and symbol")
        ),
        migrations.RunPython(carry_over, carry_back),
    ]
