"""The one row of the store, the source of `seq` and side rows, and the triggers that keep what is stored."""

import secrets

from django.conf import settings
from django.db import migrations

from lms.audit.append_only import protect

TABLES = ["lrs_store", "lrs_statement", "lrs_related", "lrs_voided"]


def lay_down(apps, schema_editor):
    apps.get_model("lrs", "Store").objects.create(
        id=1, base_iri=settings.BASE_IRI.rstrip("/"), hash_key=secrets.token_hex(32)
    )


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        # The low ten bits of seq: rows of one microsecond.
        schema_editor.execute("CREATE SEQUENCE lrs_counter CYCLE MAXVALUE 1073741823 CACHE 1")
    else:
        # Recording stays one query: the side rows come from the row's own list. PostgreSQL needs no trigger for
        # it, as its one query writes both.
        schema_editor.execute(
            "CREATE TRIGGER lrs_side_rows AFTER INSERT ON lrs_statement BEGIN "
            "INSERT INTO lrs_related (key, seq) SELECT value, NEW.seq FROM json_each(NEW.related); END"
        )


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE lrs_counter")
    else:
        schema_editor.execute("DROP TRIGGER lrs_side_rows")


class Migration(migrations.Migration):
    dependencies = [("lrs", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(lay_down, migrations.RunPython.noop),
        migrations.RunPython(make, unmake),
        protect(
            *TABLES,
            keys={"lrs_store": ["id"], "lrs_statement": ["seq", "id"], "lrs_voided": ["target"]},
        ),
    ]
