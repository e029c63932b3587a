import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('exchange', '0001_initial'), ('exchange', '0002_lists'), ('exchange', '0003_faults'), ('exchange', '0004_lists_of_the_pilot'), ('exchange', '0005_corrections')]

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('pilot', '0001_initial'),
        ('pilot', '0007_programme_change'),
        ('pilot', '__first__'),
        ('pilot', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(max_length=30)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('status', models.CharField(choices=[('uploaded', 'being checked'), ('checked', 'waiting for confirmation'), ('confirmed', 'written'), ('undone', 'undone'), ('refused', 'discarded')], default='uploaded', max_length=10, verbose_name='status')),
                ('sheet', models.CharField(max_length=100)),
                ('head_row', models.PositiveIntegerField(help_text='row of the sheet with the headings, from 1; 0 until it is read')),
                ('decisions', models.JSONField(default=list, help_text='one per column: letter, heading, name, said, state')),
                ('notices', models.JSONField(default=list, help_text='rows passed over and other remarks on the whole file')),
                ('options', models.JSONField(default=dict, help_text='name of a question → the choice made')),
                ('row_count', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0, help_text='progress of the check')),
                ('check_started_at', models.DateTimeField(null=True)),
                ('new_count', models.PositiveIntegerField(default=0)),
                ('changed_count', models.PositiveIntegerField(default=0)),
                ('unchanged_count', models.PositiveIntegerField(default=0)),
                ('error_count', models.PositiveIntegerField(default=0)),
                ('note_count', models.PositiveIntegerField(default=0)),
                ('created', models.JSONField(default=dict, help_text='model label → ids written, in the order of an undo')),
                ('uploaded_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('forgotten_at', models.DateTimeField(help_text='its rows and files are erased: the period is over', null=True)),
                ('errors_left_out', models.BooleanField(default=False, help_text='somebody chose to write the rows without errors')),
                ('questions', models.JSONField(default=list, help_text='what has to be said before it is written (exchange.questions)')),
                ('sent_sha256', models.CharField(blank=True, help_text='of the bytes as they were sent', max_length=64)),
                ('shape', models.CharField(blank=True, help_text='hash of its headings (ColumnMapping)', max_length=64)),
                ('fault_count', models.PositiveIntegerField(default=0, help_text='of the list as a whole; their words are notices')),
                ('is_part', models.BooleanField(default=False, help_text='it came back in a workbook of errors: not the whole list')),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='import_batches', to='pilot.agency')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('error_book', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('not_by', models.ForeignKey(help_text='who sent it, where somebody else has to write it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_batches', to='pilot.pilot')),
                ('replaces', models.ForeignKey(help_text='the list with errors it corrects', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='exchange.importbatch')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'import batches',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), _connector='OR'), name='import_confirmed_pair'), models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), _connector='OR'), name='import_undone_pair'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['confirmed', 'undone']), _negated=True), models.Q(models.Q(('error_count', 0), ('errors_left_out', True), _connector='OR'), ('confirmed_at__isnull', False)), _connector='OR'), name='import_written_only_without_errors')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='row of the sheet, from 1')),
                ('key', models.CharField(blank=True, max_length=120)),
                ('outcome', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('error', 'with errors'), ('skipped', 'left out')], max_length=10)),
                ('cells', models.JSONField(default=dict, help_text='as read, by column name')),
                ('faults', models.JSONField(default=list, help_text='[column name, message]')),
                ('notes', models.JSONField(default=list)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('object_id', models.BigIntegerField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.importbatch')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
            ],
            options={
                'ordering': ['batch', 'number'],
                'indexes': [models.Index(fields=['batch', 'outcome', 'number'], name='import_row_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('shape', models.CharField(help_text='hash of the headings, without marks and case', max_length=64)),
                ('mapping', models.JSONField(default=dict, help_text='question on a column → the column it is read as')),
                ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.agency')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'kind', 'shape'), name='column_mapping_once'), models.UniqueConstraint(condition=models.Q(('agency', None)), fields=('pilot', 'kind', 'shape'), name='column_mapping_of_pilot_once')],
            },
        ),
    ]
