import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('steering', '0001_initial'), ('steering', '0002_years_and_figures')]

    initial = True

    dependencies = [
        ('pilot', '0001_initial'),
        ('pilot', '0004_year_of_birth'),
        ('pilot', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlanTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_section', models.CharField(blank=True, max_length=200, verbose_name='section')),
                ('source_line', models.PositiveIntegerField(blank=True, null=True)),
                ('as_printed', models.TextField(blank=True, verbose_name='as printed')),
                ('confidence', models.CharField(choices=[('stated', 'stated in the document'), ('inferred', 'inferred'), ('outside', 'from public lists, outside the documents')], default='stated', max_length=8)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('kind', models.CharField(choices=[('task', 'task'), ('duty', 'duty')], max_length=4)),
                ('code', models.CharField(max_length=6, unique=True)),
                ('group_heading', models.CharField(blank=True, max_length=160)),
                ('content', models.TextField(verbose_name='content')),
                ('lead_unit', models.CharField(blank=True, max_length=200, null=True, verbose_name='lead unit')),
                ('coordinating_units', models.CharField(blank=True, max_length=300, null=True, verbose_name='coordinating units')),
                ('output', models.CharField(blank=True, max_length=200, verbose_name='output')),
                ('time_as_printed', models.CharField(blank=True, max_length=200, null=True, verbose_name='time')),
                ('due_kind', models.CharField(blank=True, choices=[('quarter', 'quarter'), ('year', 'year'), ('date', 'date'), ('continuous', 'continuous'), ('event_triggered', 'on an event'), ('periodic_or_adhoc', 'periodic or ad hoc'), ('external_organiser', 'set by an outside organiser')], max_length=20, null=True)),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='pilot.referenceplan')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.sourcedocument')),
            ],
            options={
                'ordering': ['kind', 'code'],
            },
        ),
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_section', models.CharField(blank=True, max_length=200, verbose_name='section')),
                ('source_line', models.PositiveIntegerField(blank=True, null=True)),
                ('as_printed', models.TextField(blank=True, verbose_name='as printed')),
                ('confidence', models.CharField(choices=[('stated', 'stated in the document'), ('inferred', 'inferred'), ('outside', 'from public lists, outside the documents')], default='stated', max_length=8)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('frequency', models.JSONField(default=list)),
                ('deadline', models.TextField(blank=True, verbose_name='deadline')),
                ('deadline_rule', models.JSONField(blank=True, null=True)),
                ('trigger', models.CharField(blank=True, max_length=200)),
                ('from_as_printed', models.CharField(blank=True, max_length=200)),
                ('to_as_printed', models.CharField(blank=True, max_length=200)),
                ('then_as_printed', models.CharField(blank=True, max_length=200)),
                ('variants', models.JSONField(blank=True, default=list)),
                ('pilot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='report_schedules', to='pilot.pilot')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='pilot.referenceplan')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.sourcedocument')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='StatedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_section', models.CharField(blank=True, max_length=200, verbose_name='section')),
                ('source_line', models.PositiveIntegerField(blank=True, null=True)),
                ('as_printed', models.TextField(blank=True, verbose_name='as printed')),
                ('confidence', models.CharField(choices=[('stated', 'stated in the document'), ('inferred', 'inferred'), ('outside', 'from public lists, outside the documents')], default='stated', max_length=8)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('what', models.TextField()),
                ('value', models.DecimalField(decimal_places=2, max_digits=9, verbose_name='value')),
                ('unit', models.CharField(max_length=20, verbose_name='unit')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stated_figures', to='pilot.pilot')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.sourcedocument')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_section', models.CharField(blank=True, max_length=200, verbose_name='section')),
                ('source_line', models.PositiveIntegerField(blank=True, null=True)),
                ('as_printed', models.TextField(blank=True, verbose_name='as printed')),
                ('confidence', models.CharField(choices=[('stated', 'stated in the document'), ('inferred', 'inferred'), ('outside', 'from public lists, outside the documents')], default='stated', max_length=8)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('code', models.CharField(max_length=4, unique=True)),
                ('owner', models.CharField(max_length=160, verbose_name='owner')),
                ('metric', models.CharField(max_length=60)),
                ('operator', models.CharField(choices=[('>=', '≥'), ('>', '>'), ('by', 'done by')], max_length=2)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='value')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('due_as_printed', models.CharField(blank=True, max_length=40)),
                ('numerator', models.TextField(blank=True)),
                ('denominator', models.TextField(blank=True)),
                ('derived', models.BooleanField(default=False, verbose_name='derived')),
                ('last_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('ambiguity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.inconsistency')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='pilot.referenceplan')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.sourcedocument')),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_year', None), models.Q(('last_year__gt', models.F('year')), ('year__isnull', False)), _connector='OR'), name='target_years')],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('adopted_at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('adopted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='pilot.pilot')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='steering.plantask')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='steering.target')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('target__isnull', False), ('task__isnull', True)), models.Q(('target__isnull', True), ('task__isnull', False)), _connector='OR'), name='adoption_of_one_thing'), models.UniqueConstraint(fields=('pilot', 'target'), name='adoption_target_once'), models.UniqueConstraint(fields=('pilot', 'task'), name='adoption_task_once')],
            },
        ),
    ]
