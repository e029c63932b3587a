import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pilot', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditChain',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('length', models.PositiveBigIntegerField(default=0)),
                ('head', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='JobWorker',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ScheduledRun',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('business_day', models.DateField(help_text='of the last run that finished', null=True)),
                ('runner', models.CharField(blank=True, help_text='process that holds it; empty when none', max_length=120)),
                ('held_until', models.DateTimeField(null=True)),
                ('failures', models.PositiveIntegerField(default=0, help_text='in a row')),
                ('result', models.JSONField(default=dict)),
                ('last_error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='DemoClock',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='demo_clock_one_row')],
            },
        ),
        migrations.CreateModel(
            name='OperationKey',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('verb', models.CharField(max_length=60)),
                ('body_hash', models.CharField(max_length=64)),
                ('result_type', models.CharField(blank=True, max_length=60)),
                ('result_id', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='the same cause is written once', max_length=100, null=True, unique=True)),
                ('to', models.EmailField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True)),
                ('secret', models.BooleanField(default=False, help_text='holds a one-time link: never shown, emptied when sent')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(db_index=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, help_text='not before; also the lease of who sends now')),
                ('last_error', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['next_try_at'], name='outbox_waiting')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('name', models.CharField(max_length=200)),
                ('content_type', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ErasedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('erased_at', models.DateTimeField(auto_now_add=True)),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erased', to='kernel.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=40)),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField(help_text='wall clock')),
                ('business_day', models.DateField()),
                ('outcome', models.CharField(choices=[('done', 'done'), ('refused', 'refused')], max_length=8)),
                ('verb', models.CharField(db_index=True, max_length=60)),
                ('object_type', models.CharField(blank=True, max_length=60)),
                ('object_id', models.CharField(blank=True, max_length=40)),
                ('capacity', models.CharField(blank=True, help_text='role @ anchor, for example payer@agency:12', max_length=120)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.TextField(blank=True)),
                ('source', models.CharField(blank=True, help_text='address or command', max_length=80)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['object_type', 'object_id', 'seq'], name='audit_by_object')],
                'constraints': [models.UniqueConstraint(fields=('chain', 'seq'), name='audit_chain_seq')],
            },
        ),
    ]
