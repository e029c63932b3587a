"""Places, agencies and who takes part are dated; a counter post receives fields from a day to a day."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def carry_over(known: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What a post received so far it receives from a day that is not stated."""
    posts = known.get_model("pilot.CounterPost").objects.all()
    rows = posts.exclude(fields=None).order_by("pk", "fields").values_list("pk", "pilot", "illustrative", "fields")
    received = known.get_model("pilot.PostField")
    received.objects.bulk_create(
        [received(post_id=post, pilot_id=pilot, illustrative=demo, field_id=field) for post, pilot, demo, field in rows]
    )
    editor.connection.check_constraints()  # PostgreSQL alters no table while a row of it waits to be checked


def give_back(known: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What posts receive, without its days."""
    posts, rows = known.get_model("pilot.CounterPost").objects.in_bulk(), known.get_model("pilot.PostField").objects
    for post, field in rows.values_list("post", "field").distinct():
        posts[post].fields.add(field)
    editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('pilot', '0005_key_of_posts'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to')),
                ('illustrative', models.BooleanField(default=False, verbose_name='illustrative')),
            ],
            options={
                'ordering': ['post', 'field__name', models.OrderBy(models.F('valid_from'), nulls_first=True)],
            },
        ),
        migrations.RemoveConstraint(
            model_name='participation',
            name='participation_once',
        ),
        migrations.AddField(
            model_name='agency',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='agency',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='valid from'),
        ),
        migrations.AddField(
            model_name='agency',
            name='valid_to',
            field=models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to'),
        ),
        migrations.AddField(
            model_name='counterpost',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='participation',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='participation',
            name='row_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='participation',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='valid from'),
        ),
        migrations.AddField(
            model_name='participation',
            name='valid_to',
            field=models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to'),
        ),
        migrations.AddField(
            model_name='phase',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='phase',
            name='row_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='pilot',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='site',
            name='legal_basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal basis'),
        ),
        migrations.AddField(
            model_name='site',
            name='valid_from',
            field=models.DateField(blank=True, null=True, verbose_name='valid from'),
        ),
        migrations.AddField(
            model_name='site',
            name='valid_to',
            field=models.DateField(blank=True, help_text='exclusive', null=True, verbose_name='valid to'),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='agency_dates'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='participation_dates'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('agency', 0), models.F('site'), django.db.models.functions.comparison.Coalesce('phase', 0), django.db.models.functions.comparison.Coalesce('pilot_form', models.Value('')), condition=models.Q(('valid_to', None)), name='participation_once'),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='site_dates'),
        ),
        migrations.AddField(
            model_name='postfield',
            name='field',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received_at', to='pilot.servicefield'),
        ),
        migrations.AddField(
            model_name='postfield',
            name='pilot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pilot.pilot'),
        ),
        migrations.AddField(
            model_name='postfield',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received', to='pilot.counterpost'),
        ),
        migrations.AddConstraint(
            model_name='postfield',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='post_field_dates'),
        ),
        migrations.RunPython(carry_over, give_back, elidable=True),
        migrations.RemoveField(
            model_name='counterpost',
            name='fields',
        ),
    ]
