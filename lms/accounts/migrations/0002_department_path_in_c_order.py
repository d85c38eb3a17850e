"""Subtrees are ranges of paths in byte order. A linguistic collation sorts digits and letters as it likes and cannot
serve LIKE 'prefix%' from the unique index; "C" does both. SQLite compares bytes already."""

from django.db import migrations


def collate_c(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            'ALTER TABLE accounts_department ALTER COLUMN path TYPE varchar(255) COLLATE "C"'
        )


def collate_default(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            'ALTER TABLE accounts_department ALTER COLUMN path TYPE varchar(255) COLLATE "default"'
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(collate_c, collate_default)]
