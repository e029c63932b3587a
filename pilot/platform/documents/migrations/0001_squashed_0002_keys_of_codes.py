import django.db.models.deletion
import pilot.platform.documents.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('documents', '0001_initial'), ('documents', '0002_keys_of_codes')]

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('pilot', '0001_initial'),
        ('pilot', '__first__'),
        ('pilot', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('issuer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.agency')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.site')),
            ],
            options={
                'verbose_name_plural': 'number series',
                'ordering': ['pilot', 'series', 'year'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('issuer__isnull', False), ('site', None)), models.Q(('issuer', None), ('site__isnull', False)), _connector='OR'), name='series_one_issuer'), models.UniqueConstraint(condition=models.Q(('issuer__isnull', False)), fields=('issuer', 'series', 'year'), name='series_of_agency'), models.UniqueConstraint(condition=models.Q(('site__isnull', False)), fields=('site', 'series', 'year'), name='series_of_site')],
            },
        ),
        migrations.CreateModel(
            name='OfficialDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.BigIntegerField()),
                ('summary', models.CharField(max_length=400, verbose_name='subject of the document')),
                ('search_key', models.CharField(db_index=True, default='', editable=False, max_length=600)),
                ('status', models.CharField(choices=[('draft', 'draft'), ('approved', 'approved, waiting for its number'), ('numbered', 'issued, signed copy missing'), ('signed', 'issued, signed copy attached'), ('replaced', 'replaced'), ('recalled', 'recalled')], default='draft', max_length=10, verbose_name='state')),
                ('snapshot', models.JSONField(default=dict, help_text='everything the PDF prints, as it stood when approved')),
                ('signer_name', models.CharField(blank=True, help_text='as printed; empty under a demo mark', max_length=120, verbose_name='signer')),
                ('signer_title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('signing_authority', models.CharField(blank=True, choices=[('own', 'own power'), ('tm', 'TM. (on behalf of the collective)'), ('kt', 'KT. (deputy for the head)'), ('tl', 'TL. (by order)'), ('tuq', 'TUQ. (by written delegation)'), ('q', 'Q. (acting)')], max_length=3, verbose_name='authority')),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_on', models.DateField(help_text='business day', null=True)),
                ('symbol', models.CharField(max_length=40, verbose_name='symbol')),
                ('number', models.CharField(max_length=60, null=True, verbose_name='number and symbol')),
                ('year', models.PositiveSmallIntegerField(help_text='of issued_on; numbers start again every year', null=True)),
                ('issued_on', models.DateField(null=True, verbose_name='date')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='place')),
                ('numbered_at', models.DateTimeField(null=True)),
                ('code', models.CharField(default=pilot.platform.documents.models.new_code, max_length=32, unique=True, verbose_name='verification code')),
                ('chain_length', models.PositiveBigIntegerField(help_text='audit chain of the pilot when it was issued', null=True)),
                ('chain_head', models.CharField(blank=True, max_length=64)),
                ('render_tries', models.PositiveSmallIntegerField(default=0)),
                ('render_error', models.CharField(blank=True, max_length=200)),
                ('copied_at', models.DateTimeField(null=True)),
                ('recalled_at', models.DateTimeField(null=True)),
                ('recall_reason', models.TextField(blank=True, verbose_name='reason of the recall')),
                ('number_key', models.CharField(default='', editable=False, max_length=160)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('committee', models.ForeignKey(help_text='the pilot whose steering committee is the issuer: its head and secretariat then act', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot')),
                ('copied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issuer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='pilot.agency')),
                ('numbered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pdf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='pilot.pilot')),
                ('recalled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replacements', to='documents.officialdocument')),
                ('signed_copy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('signer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='official_documents', to='pilot.site')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['pilot', 'object_type', 'object_id'], name='document_by_subject'), models.Index(fields=['status', 'issuer'], name='document_by_status')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('issuer__isnull', False), ('site', None)), models.Q(('issuer', None), ('site__isnull', False)), _connector='OR'), name='document_one_issuer'), models.CheckConstraint(condition=models.Q(models.Q(('issued_on', None), ('number', None), ('numbered_at', None), ('year', None)), models.Q(('issued_on__isnull', False), ('number__isnull', False), ('numbered_at__isnull', False), ('year__isnull', False)), _connector='OR'), name='document_number_year_date'), models.CheckConstraint(condition=models.Q(models.Q(('number', None), ('status__in', ['draft', 'approved'])), models.Q(('number__isnull', False), ('status__in', ['numbered', 'signed', 'replaced', 'recalled'])), _connector='OR'), name='document_issued_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('approved_at__isnull', False)), _connector='OR'), name='document_approved_or_draft'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'recalled'), _negated=True), models.Q(('recalled_at__isnull', False), models.Q(('recall_reason', ''), _negated=True)), _connector='OR'), name='document_recall_has_reason'), models.CheckConstraint(condition=models.Q(('replaces', None), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='document_replaces_another'), models.CheckConstraint(condition=models.Q(('pdf', None), ('number__isnull', False), _connector='OR'), name='document_pdf_after_number'), models.UniqueConstraint(condition=models.Q(('status', 'recalled'), _negated=True), fields=('replaces',), name='document_replaced_once'), models.UniqueConstraint(condition=models.Q(('replaces', None), models.Q(('status', 'recalled'), _negated=True)), fields=('kind', 'object_type', 'object_id'), name='document_once_per_subject'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR'), name='document_approved_pair'), models.CheckConstraint(condition=models.Q(models.Q(('numbered_at__isnull', False), ('numbered_by__isnull', False)), models.Q(('numbered_at__isnull', True), ('numbered_by__isnull', True)), _connector='OR'), name='document_numbered_pair'), models.CheckConstraint(condition=models.Q(models.Q(('copied_at__isnull', False), ('signed_copy__isnull', False)), models.Q(('copied_at__isnull', True), ('signed_copy__isnull', True)), _connector='OR'), name='document_copy_pair'), models.CheckConstraint(condition=models.Q(models.Q(('copied_at__isnull', False), ('copied_by__isnull', False)), models.Q(('copied_at__isnull', True), ('copied_by__isnull', True)), _connector='OR'), name='document_copied_pair'), models.CheckConstraint(condition=models.Q(models.Q(('recalled_at__isnull', False), ('recalled_by__isnull', False)), models.Q(('recalled_at__isnull', True), ('recalled_by__isnull', True)), _connector='OR'), name='document_recalled_pair'), models.UniqueConstraint(condition=models.Q(('issuer__isnull', False), ('number__isnull', False)), fields=('issuer', 'number_key', 'year'), name='document_number_of_agency'), models.UniqueConstraint(condition=models.Q(('number__isnull', False), ('site__isnull', False)), fields=('site', 'number_key', 'year'), name='document_number_of_site')],
            },
        ),
    ]
