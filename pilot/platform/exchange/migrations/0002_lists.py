import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_what_was_there(apps, schema_editor):
    """Orders of dates were kept by column, now every answer under the name of its question; the hash of what was sent.

    Of a list that was cleaned before it was kept, the hash of its cleaned copy is all there is.
    """
    for batch in apps.get_model("exchange", "ImportBatch").objects.select_related("file").iterator():
        batch.options = {f"order_{name}": order for name, order in batch.options.items()}
        batch.sent_sha256 = batch.file.sha256
        batch.save(update_fields=["options", "sent_sha256"])


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
        ('kernel', '0001_initial'),
        ('pilot', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=30)),
                ('shape', models.CharField(help_text='hash of the headings, without marks and case', max_length=64)),
                ('mapping', models.JSONField(default=dict, help_text='question on a column → the column it is read as')),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='importbatch',
            name='import_written_only_without_errors',
        ),
        migrations.AddField(
            model_name='importbatch',
            name='errors_left_out',
            field=models.BooleanField(default=False, help_text='somebody chose to write the rows without errors'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='questions',
            field=models.JSONField(default=list, help_text='what has to be said before it is written (exchange.questions)'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='sent_sha256',
            field=models.CharField(blank=True, help_text='of the bytes as they were sent', max_length=64),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='shape',
            field=models.CharField(blank=True, help_text='hash of its headings (ColumnMapping)', max_length=64),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='head_row',
            field=models.PositiveIntegerField(help_text='row of the sheet with the headings, from 1; 0 until it is read'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='options',
            field=models.JSONField(default=dict, help_text='name of a question → the choice made'),
        ),
        migrations.AlterField(
            model_name='importrow',
            name='outcome',
            field=models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('unchanged', 'unchanged'), ('error', 'with errors'), ('skipped', 'left out')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['confirmed', 'undone']), _negated=True), models.Q(models.Q(('error_count', 0), ('errors_left_out', True), _connector='OR'), ('confirmed_at__isnull', False)), _connector='OR'), name='import_written_only_without_errors'),
        ),
        migrations.AddField(
            model_name='columnmapping',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.agency'),
        ),
        migrations.AddField(
            model_name='columnmapping',
            name='pilot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot'),
        ),
        migrations.AddConstraint(
            model_name='columnmapping',
            constraint=models.UniqueConstraint(fields=('agency', 'kind', 'shape'), name='column_mapping_once'),
        ),
        migrations.RunPython(keep_what_was_there, migrations.RunPython.noop, elidable=True),
    ]
