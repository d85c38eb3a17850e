"""Documents can be carried to another store, and raw data that no statement holds any more can be found."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('lrs', '0003_interface'),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='activity_iri',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='document',
            name='agent_identifier',
            field=models.TextField(blank=True, default='', help_text='As validation.agent_identifier makes it.'),
        ),
        migrations.AddIndex(
            model_name='attached',
            index=models.Index(fields=['sha2'], name='lrs_attached_sha2'),
        ),
    ]
