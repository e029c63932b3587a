"""Payments that can be reversed, and the key of their Treasury voucher.

A voucher that was recorded twice until now stays: `manage.py verify` names such payments, and one of them is reversed.
The guard of the database looks at new rows only.
"""

import django.db.models.deletion
from django.db import migrations, models

from pilot.platform.kernel.keys import filled

NOBODY = models.Q(pk__in=[])  # a voucher may stand twice among the old ones


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial"), ("kernel", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="payment", name="payment_reference_once"),
        migrations.RemoveConstraint(model_name="payment", name="payment_positive"),
        migrations.AddField(
            model_name="payment",
            name="voucher_key",
            field=models.CharField(db_index=True, default="", editable=False, max_length=160),
        ),
        migrations.AddField(
            model_name="payment",
            name="reverses",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversal",
                to="billing.payment",
                verbose_name="reverses",
            ),
        ),
        migrations.AddField(model_name="payment", name="why", field=models.TextField(null=True)),
        migrations.AddField(
            model_name="payment",
            name="scan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.storedfile"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_vnd__gt", 0), ("reverses", None), ("scan", None), ("why", None))
                | models.Q(
                    ("amount_vnd__lt", 0), ("reverses__isnull", False), ("scan__isnull", False), ("why__gt", "")
                ),
                name="payment_or_reversal",
            ),
        ),
        filled("billing.Payment", "voucher_key", "treasury_reference", one=NOBODY),
    ]
