"""What the HTTP interface stands on: credentials, documents, attachments, references, definitions."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import lms.lrs.models.statements
from lms.audit.append_only import protect


def refer(apps, schema_editor):
    """The voiding statements that are stored already target others: until now they were the only ones."""
    tables = {name: apps.get_model("lrs", name) for name in ("Statement", "Voided", "Reference", "Targeted")}
    related = apps.get_model("lrs", "TargetedRelated")
    for voided in tables["Voided"].objects.all():
        voiding = tables["Statement"].objects.filter(uuid=voided.voiding).first()
        if voiding is None:
            continue
        tables["Reference"].objects.create(seq=voiding.seq, uuid=voiding.uuid, target=voided.target)
        target = tables["Statement"].objects.filter(uuid=voided.target).first()
        if target is None:
            continue
        tables["Targeted"].objects.create(
            seq=voiding.seq,
            target=target.uuid,
            verb=target.verb,
            actor=target.actor,
            activity=target.activity,
            registration=target.registration,
            related=target.related,
        )
        for key in target.related:
            related.objects.create(key=key, seq=voiding.seq, target=target.uuid)


class Migration(migrations.Migration):

    dependencies = [
        ('lrs', '0002_foundation'),
        ('audit', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Definition',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('iri', models.TextField()),
                ('parts', models.TextField(help_text='JSON: each part with the seq of the statement that it stands in.')),
                ('seq', models.BigIntegerField(help_text='Of the newest statement that was taken into account.')),
            ],
            options={
                'db_table': 'lrs_definition',
            },
        ),
        migrations.CreateModel(
            name='Attached',
            fields=[
                ('pk', models.CompositePrimaryKey('statement', 'sha2', blank=True, editable=False, primary_key=True, serialize=False)),
                ('statement', models.UUIDField()),
                ('sha2', models.CharField(max_length=128)),
            ],
            options={
                'db_table': 'lrs_attached',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('sha2', models.CharField(help_text='SHA-2 in lower case hex.', max_length=128, primary_key=True, serialize=False)),
                ('content', models.BinaryField()),
            ],
            options={
                'db_table': 'lrs_attachment',
            },
        ),
        migrations.CreateModel(
            name='Authority',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('key', models.BigIntegerField(help_text='The key of the agent, for the filter related_agents.')),
                ('body', models.TextField(help_text='The agent as JSON.')),
            ],
            options={
                'db_table': 'lrs_authority',
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(help_text='Whom it was issued to. It stands in every statement.', max_length=100)),
                ('username', models.CharField(max_length=32, unique=True)),
                ('secret_hash', models.CharField(help_text='Keyed hash of the 128-bit key.', max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('learner', models.TextField(blank=True, help_text='For content: the one agent (JSON) that it may speak of. Empty for a client.')),
                ('registration', models.UUIDField(blank=True, help_text='For content: its one registration.', null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.UUIDField(help_text='The person who issued it, by uuid.', null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, help_text='To the minute.', null=True)),
            ],
            options={
                'db_table': 'lrs_credential',
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('kind', models.CharField(choices=[('state', 'State'), ('activity', 'Activity profile'), ('agent', 'Agent profile')], max_length=8)),
                ('activity', models.BigIntegerField(help_text='Key of the activity; none for an agent profile.', null=True)),
                ('agent', models.BigIntegerField(help_text='Key of the agent; none for an activity profile.', null=True)),
                ('registration', models.UUIDField(null=True)),
                ('name', models.TextField(help_text='stateId or profileId.')),
                ('content_type', models.CharField(max_length=255)),
                ('content', models.BinaryField()),
                ('etag', models.CharField(help_text='SHA-1 of the content (communication 3.1).', max_length=40)),
                ('updated_at', models.DateTimeField()),
                ('updated_by', models.IntegerField(help_text='The id of the Authority that wrote it last.')),
            ],
            options={
                'db_table': 'lrs_document',
            },
        ),
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(unique=True)),
                ('target', models.UUIDField(db_index=True)),
            ],
            options={
                'db_table': 'lrs_reference',
            },
        ),
        migrations.CreateModel(
            name='Targeted',
            fields=[
                ('pk', models.CompositePrimaryKey('seq', 'target', blank=True, editable=False, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
                ('target', models.UUIDField()),
                ('verb', models.BigIntegerField()),
                ('actor', models.BigIntegerField()),
                ('activity', models.BigIntegerField(null=True)),
                ('registration', models.UUIDField(null=True)),
                ('related', lms.lrs.models.statements.KeysField()),
                ('authority', models.IntegerField(null=True)),
            ],
            options={
                'db_table': 'lrs_targeted',
            },
        ),
        migrations.CreateModel(
            name='TargetedRelated',
            fields=[
                ('pk', models.CompositePrimaryKey('key', 'seq', 'target', blank=True, editable=False, primary_key=True, serialize=False)),
                ('key', models.BigIntegerField()),
                ('seq', models.BigIntegerField()),
                ('target', models.UUIDField()),
            ],
            options={
                'db_table': 'lrs_targeted_related',
            },
        ),
        migrations.AddField(
            model_name='statement',
            name='authority',
            field=models.IntegerField(help_text='The id of the Authority that sent it; without one, this installation itself.', null=True),
        ),
        migrations.AddField(
            model_name='statement',
            name='version',
            field=models.SmallIntegerField(help_text='2 where it came by xAPI 2.0; else 1.0.', null=True),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(condition=models.Q(('authority__isnull', False)), fields=['authority', 'seq'], name='lrs_sent_by'),
        ),
        migrations.AddIndex(
            model_name='authority',
            index=models.Index(fields=['key'], name='lrs_authority_key'),
        ),
        migrations.AddField(
            model_name='credential',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lrs.authority'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['agent', 'kind', 'activity'], name='lrs_document_agent'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('agent__isnull', True)), fields=['activity'], name='lrs_document_activity'),
        ),
        migrations.AddIndex(
            model_name='targeted',
            index=models.Index(fields=['actor', 'seq'], name='lrs_targeted_actor'),
        ),
        migrations.AddIndex(
            model_name='targeted',
            index=models.Index(fields=['verb', 'seq'], name='lrs_targeted_verb'),
        ),
        migrations.AddIndex(
            model_name='targeted',
            index=models.Index(fields=['activity', 'seq'], name='lrs_targeted_activity'),
        ),
        migrations.AddIndex(
            model_name='targeted',
            index=models.Index(fields=['registration', 'seq'], name='lrs_targeted_registration'),
        ),
        migrations.RunPython(refer, migrations.RunPython.noop),
        # The statement table again: where SQLite made it anew, its triggers went.
        protect(
            'lrs_statement',
            'lrs_authority',
            'lrs_attachment',
            'lrs_attached',
            keys={'lrs_statement': ['seq', 'id'], 'lrs_authority': ['id'], 'lrs_attachment': ['sha2']},
        ),
    ]
