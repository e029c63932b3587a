from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_number_requests_with_their_documents")]

    operations = [
        migrations.RemoveField("statement", "year"),
        migrations.RemoveField("statement", "number"),
        migrations.RemoveField("statement", "number_text"),
        migrations.DeleteModel("StatementSeries"),
    ]
