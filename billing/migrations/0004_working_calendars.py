import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

VAT = [
    ('standard', 'VAT at the rate of the month'), ('zero', 'VAT at 0 %'), ('not_subject', 'not subject to VAT'),
]


def give_each_pilot_its_own(apps, schema_editor):
    """Days off and VAT rates, until now common to all, become those of each pilot that has a contract.

    The years of these days are confirmed calendars: months were opened with them. A pilot without a contract has
    needed none yet.
    """
    Holiday, VatRate, Calendar = (apps.get_model("billing", name) for name in ("Holiday", "VatRate", "WorkingCalendar"))
    pilots = apps.get_model("pilot", "Pilot").objects.filter(labour_contracts__isnull=False).distinct().order_by("pk")
    shared = [list(model.objects.order_by("pk")) for model in (Holiday, VatRate)]
    for pilot in pilots:
        years = {row.day.year for row in shared[0]}
        calendars = {year: Calendar.objects.create(
            pilot=pilot, year=year, status="confirmed", source="Bảng ngày nghỉ của phần mềm đến phiên bản 0.4",
        ) for year in sorted(years)}
        for row in shared[0]:
            row.pilot, row.calendar = pilot, calendars[row.day.year]
            row.source = row.source or "Bảng ngày nghỉ của phần mềm"
        for row in shared[1]:
            row.pilot = pilot
        for row in (*shared[0], *shared[1]):
            row.save()
            row.pk, row._state.adding = None, True  # saved again for the next pilot it is a row of its own
    Holiday.objects.filter(calendar=None).delete()
    VatRate.objects.filter(pilot=None).delete()
    check_now(schema_editor)


def give_back(apps, schema_editor):
    """Back to one table for all: of each day, and of each category, the rows of the first pilot that has it."""
    Holiday, VatRate = apps.get_model("billing", "Holiday"), apps.get_model("billing", "VatRate")
    Holiday.objects.filter(~Q(ended_on=None)).delete()
    seen = set()
    for row in list(Holiday.objects.order_by("pilot", "pk")):
        if row.day in seen:
            row.delete()
        seen.add(row.day)
    Holiday.objects.filter(source="").update(source=models.F("notice_number"))
    VatRate.objects.filter(category="zero").delete()
    first = VatRate.objects.order_by("pilot").values_list("pilot", flat=True).first()
    VatRate.objects.exclude(pilot=first).delete()
    Holiday.objects.update(calendar=None)
    apps.get_model("billing", "WorkingCalendar").objects.all().delete()
    check_now(schema_editor)


def check_now(schema_editor):
    """PostgreSQL changes no table of which the foreign keys of new rows are still to be checked."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0003_marks_and_kept_calendar'),
        ('pilot', '0004_year_of_birth'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkingCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('status', models.CharField(choices=[('proposed', 'proposed'), ('confirmed', 'confirmed')], default='proposed', max_length=10, verbose_name='status')),
                ('source', models.CharField(max_length=200, verbose_name='source of the proposal')),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='pilot.pilot')),
            ],
            options={
                'ordering': ['-year'],
                'constraints': [
                    models.UniqueConstraint(fields=('pilot', 'year'), name='calendar_once_a_year'),
                    models.CheckConstraint(condition=Q(('year__gte', 2000), ('year__lte', 2100)), name='calendar_of_our_time'),
                    models.CheckConstraint(condition=Q(('status', 'confirmed'), ('confirmed_at__isnull', True), _connector='OR'), name='calendar_not_confirmed_yet'),
                    models.CheckConstraint(condition=Q(Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='calendar_confirmed_pair'),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name='vatrate', name='vat_rate_of_its_category'),
        migrations.AddField('holiday', 'added_on', models.DateField(null=True, verbose_name='entered after the confirmation')),
        migrations.AddField('holiday', 'ended_by_notice', models.CharField(blank=True, default='', max_length=240, verbose_name='taken out by'), preserve_default=False),
        migrations.AddField('holiday', 'ended_on', models.DateField(null=True, verbose_name='taken out')),
        migrations.AddField('holiday', 'exchange', models.DateField(null=True, verbose_name='in exchange for')),
        migrations.AddField('holiday', 'notice_date', models.DateField(null=True, verbose_name='date of the notice')),
        migrations.AddField('holiday', 'notice_issuer', models.CharField(blank=True, default='', max_length=120, verbose_name='issued by'), preserve_default=False),
        migrations.AddField('holiday', 'notice_number', models.CharField(blank=True, default='', max_length=60, verbose_name='number of the notice'), preserve_default=False),
        migrations.AddField('holiday', 'pilot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
        migrations.AddField('holiday', 'calendar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.workingcalendar')),
        migrations.AddField('vatrate', 'pilot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='vat_rates', to='pilot.pilot')),
        migrations.AlterField('holiday', 'day', models.DateField(verbose_name='day')),
        migrations.AlterField('holiday', 'source', models.CharField(blank=True, max_length=200, verbose_name='source')),
        migrations.RunPython(give_each_pilot_its_own, give_back, elidable=True),
        migrations.AlterField('holiday', 'pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
        migrations.AlterField('holiday', 'calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='billing.workingcalendar')),
        migrations.AlterField('vatrate', 'pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vat_rates', to='pilot.pilot')),
        migrations.AlterField('labourcontractline', 'vat_category', models.CharField(choices=VAT, max_length=12, verbose_name='VAT')),
        migrations.AlterField('statementline', 'vat_category', models.CharField(choices=VAT, max_length=12)),
        migrations.AlterField('vatrate', 'category', models.CharField(choices=VAT, max_length=12, verbose_name='VAT')),
        migrations.AddConstraint('vatrate', models.CheckConstraint(condition=Q(Q(('category', 'not_subject'), ('rate__isnull', True)), Q(('category', 'zero'), ('rate', 0), ('rate__isnull', False)), Q(('category', 'standard'), ('rate__gt', 0), ('rate__isnull', False), ('rate__lt', 1)), _connector='OR'), name='vat_rate_of_its_category')),
        migrations.AddConstraint('holiday', models.UniqueConstraint(condition=Q(('ended_on__isnull', True)), fields=('calendar', 'day'), name='holiday_once_in_a_calendar')),
        migrations.AddConstraint('holiday', models.CheckConstraint(condition=Q(Q(('source', ''), _negated=True), Q(Q(('notice_number', ''), _negated=True), Q(('notice_issuer', ''), _negated=True), ('notice_date__isnull', False)), _connector='OR'), name='holiday_has_its_ground')),
        migrations.AddConstraint('holiday', models.CheckConstraint(condition=Q(('added_on__isnull', True), Q(('notice_number', ''), _negated=True), _connector='OR'), name='holiday_added_by_notice')),
        migrations.AddConstraint('holiday', models.CheckConstraint(condition=Q(Q(('ended_by_notice', ''), ('ended_on__isnull', True)), Q(('ended_on__isnull', False), Q(('ended_by_notice', ''), _negated=True)), _connector='OR'), name='holiday_ended_by_notice')),
    ]
