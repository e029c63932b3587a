"""Employment as periods: each employee gets his first one, from a day that was never stated to the last day on record."""

import datetime as dt

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Max, Q

ONE_DAY = dt.timedelta(days=1)


def begin_periods(apps, schema_editor):
    """A period for everybody; what was to begin after somebody's last day is given up, as leaving now does itself.

    So is an account that was only asked for; one that exists waits for whoever made it to close it.
    """
    names = ("PostalEmployee", "Employment", "Assignment", "SystemAccount")
    Employee, Employment, Assignment, Account = (apps.get_model("staffing", name) for name in names)
    Employment.objects.bulk_create(
        (
            Employment(
                pilot_id=row.pilot_id, employee=row, illustrative=row.illustrative,
                valid_to=row.ended_on + ONE_DAY if row.status == "ended" else None,
            )
            for row in Employee.objects.iterator()
        ),
        batch_size=500,
    )  # fmt: skip
    for row in Employee.objects.filter(status="ended", assignments__valid_from__gt=F("ended_on")).distinct():
        Assignment.objects.filter(employee=row, valid_from__gt=row.ended_on).update(cancelled_on=row.ended_on)
    for row in Employee.objects.filter(status="ended", system_account__isnull=False):
        Account.objects.filter(employee=row, created_on=None).update(ended_on=row.ended_on)


def keep_last_days(apps, schema_editor):
    """Back to one last day; a record merged into another is one that ended."""
    Employee = apps.get_model("staffing", "PostalEmployee")
    gone = Employee.objects.filter(status__in=("ended", "merged")).annotate(end=Max("employments__valid_to"))
    for row in gone:
        Employee.objects.filter(pk=row.pk).update(status="ended", ended_on=row.end - ONE_DAY)


class Migration(migrations.Migration):
    dependencies = [("pilot", "0001_initial"), ("staffing", "0002_keys_of_codes")]

    operations = [
        migrations.CreateModel(
            name="Employment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_to", models.DateField(blank=True, help_text="exclusive", null=True, verbose_name="valid to")),
                ("illustrative", models.BooleanField(default=False, verbose_name="illustrative")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="staffing.postalemployee",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilot.pilot"
                    ),
                ),
            ],
            options={"ordering": ["employee", models.OrderBy(models.F("valid_from"), nulls_first=True)]},
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="employment_dates",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True, verbose_name="cancelled on"),
        ),
        migrations.AddField(
            model_name="systemaccount",
            name="ended_on",
            field=models.DateField(null=True, verbose_name="last day of use"),
        ),
        migrations.RemoveConstraint(model_name="postalemployee", name="employee_ended_dated"),
        migrations.RunPython(begin_periods, keep_last_days, elidable=True),
        migrations.RemoveField(model_name="postalemployee", name="ended_on"),
        migrations.AddField(
            model_name="postalemployee",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="staffing.postalemployee",
            ),
        ),
        migrations.AlterField(
            model_name="postalemployee",
            name="status",
            field=models.CharField(
                choices=[
                    ("selected", "selected"),
                    ("reported", "reported to the committee"),
                    ("learning", "learning"),
                    ("in_charge", "in charge"),
                    ("ended", "left the pilot"),
                    ("merged", "merged into another record"),
                ],
                default="selected",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="postalemployee",
            constraint=models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False) | ~Q(status="merged") & Q(merged_into=None),
                name="employee_merged_into",
            ),
        ),
    ]
