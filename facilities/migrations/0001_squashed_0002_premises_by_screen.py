import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('facilities', '0001_initial'), ('facilities', '0002_premises_by_screen')]

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('pilot', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                ('source_section', models.CharField(blank=True, max_length=200, verbose_name='section')),
                ('source_line', models.PositiveIntegerField(blank=True, null=True)),
                ('as_printed', models.TextField(blank=True, verbose_name='as printed')),
                ('confidence', models.CharField(choices=[('stated', 'stated in the document'), ('inferred', 'inferred'), ('outside', 'from public lists, outside the documents')], default='stated', max_length=8)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('kind', models.CharField(choices=[('postal_cultural_point', 'commune postal-cultural point'), ('district_post_office', 'district post office building'), ('existing_centre', 'existing centre')], max_length=24, verbose_name='kind')),
                ('address', models.CharField(blank=True, max_length=240, verbose_name='address')),
                ('search_key', models.CharField(db_index=True, default='', editable=False, max_length=600)),
                ('area_m2', models.DecimalField(blank=True, decimal_places=2, help_text='m²', max_digits=9, null=True, verbose_name='area')),
                ('legal_basis', models.CharField(blank=True, max_length=200, verbose_name='legal basis')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='pilot.agency', verbose_name='owner of the premises')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='pilot.pilot')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='pilot.site')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.sourcedocument')),
            ],
            options={
                'verbose_name_plural': 'facilities',
                'ordering': ['pilot', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('area_m2__isnull', True), ('area_m2__gt', 0), _connector='OR'), name='facility_area'), models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('site', 'kind'), name='facility_one_of_a_kind_per_site'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='facility_dates')],
            },
        ),
        migrations.CreateModel(
            name='FacilityLease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to')),
                ('illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
                ('paper_source', models.CharField(blank=True, max_length=160, verbose_name='recorded from paper')),
                ('paper_date', models.DateField(null=True, verbose_name='date of the document')),
                ('paper_signers', models.CharField(blank=True, max_length=240, verbose_name='signers as printed')),
                ('paper_checked_at', models.DateTimeField(null=True)),
                ('status', models.CharField(choices=[('draft', 'being drafted'), ('agreed', 'agreed'), ('signed', 'signed'), ('in_force', 'in force'), ('ended', 'ended'), ('entered', 'entered from paper, waiting for the check'), ('rejected', 'rejected: does not agree with the paper')], default='draft', max_length=10, verbose_name='status')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('search_key', models.CharField(db_index=True, default='', editable=False, max_length=600)),
                ('date', models.DateField(blank=True, null=True, verbose_name='date of the contract')),
                ('included', models.TextField(blank=True, verbose_name='premises and equipment in it')),
                ('rent_vnd', models.BigIntegerField(blank=True, null=True, verbose_name='rent per month')),
                ('workspace_separated', models.BooleanField(default=None, help_text='R21; None: not confirmed yet', null=True, verbose_name='workspace separated')),
                ('separated_at', models.DateTimeField(null=True)),
                ('drafted_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases', to='facilities.facility')),
                ('lessee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases_as_lessee', to='pilot.agency', verbose_name='lessee')),
                ('lessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leases_as_lessor', to='pilot.agency', verbose_name='lessor')),
                ('paper_checked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('paper_entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('paper_scan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.storedfile')),
                ('pilot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facility_leases', to='pilot.pilot')),
                ('separated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.person')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='lease_dates'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', False)), name='lease_has_start'), models.CheckConstraint(condition=models.Q(('rent_vnd__isnull', True), ('rent_vnd__gte', 0), _connector='OR'), name='lease_rent'), models.CheckConstraint(condition=models.Q(('lessor', models.F('lessee')), _negated=True), name='lease_two_parties'), models.CheckConstraint(condition=models.Q(('signed_by__isnull', True), ('drafted_by__isnull', True), models.Q(('signed_by', models.F('drafted_by')), _negated=True), _connector='OR'), name='lease_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['signed', 'in_force', 'ended']), _negated=True), models.Q(models.Q(('signed_at__isnull', False), ('paper_checked_at__isnull', False), _connector='OR'), ('date__isnull', False), models.Q(('number', ''), _negated=True)), _connector='OR'), name='lease_signed_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('separated_at__isnull', False), ('separated_by__isnull', False)), models.Q(('separated_at__isnull', True), ('separated_by__isnull', True)), _connector='OR'), name='lease_separated_pair'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False)), models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True)), _connector='OR'), name='lease_agreed_pair'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), _connector='OR'), name='lease_signed_pair'), models.CheckConstraint(condition=models.Q(models.Q(('paper_date', None), ('paper_entered_by', None), ('paper_scan', None), ('paper_signers', ''), ('paper_source', '')), models.Q(('paper_date__isnull', False), ('paper_entered_by__isnull', False), ('paper_scan__isnull', False), models.Q(('paper_source', ''), _negated=True), models.Q(('paper_signers', ''), _negated=True)), _connector='OR'), name='lease_paper_whole'), models.CheckConstraint(condition=models.Q(('paper_entered_by', models.F('paper_checked_by')), _negated=True), name='lease_paper_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('paper_checked_at__isnull', False), ('paper_checked_by__isnull', False)), models.Q(('paper_checked_at__isnull', True), ('paper_checked_by__isnull', True)), _connector='OR'), name='lease_paper_checked_pair')],
            },
        ),
    ]
