"""A published version is what people answered and what statements name: only its withdrawal may be added later.

A migration that rebuilds this table on SQLite (most AlterField operations do) drops the trigger: run this again there.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION bank_version_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'withdrawn_at' IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' OR OLD.withdrawn_at IS NOT NULL
    THEN
        RAISE EXCEPTION 'A question version never changes: publish the question to make a new one.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bank_version_never_changes BEFORE UPDATE ON bank_questionversion
    FOR EACH ROW EXECUTE FUNCTION bank_version_never_changes();
"""

COLUMNS = 'id, uuid, question_id, number, form, "select", skill_id, level_id, stem_format, stem, options, "key", guess, created_at'
MESSAGE = "SELECT RAISE(ABORT, 'A question version never changes: publish the question to make a new one.');"

SQLITE = [
    f"CREATE TRIGGER bank_version_never_changes BEFORE UPDATE OF {COLUMNS} ON bank_questionversion BEGIN {MESSAGE} END",
    "CREATE TRIGGER bank_version_withdrawn_once BEFORE UPDATE OF withdrawn_at ON bank_questionversion "
    f"WHEN OLD.withdrawn_at IS NOT NULL BEGIN {MESSAGE} END",
]


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER bank_version_never_changes ON bank_questionversion")
        schema_editor.execute("DROP FUNCTION bank_version_never_changes()")
    else:
        schema_editor.execute("DROP TRIGGER bank_version_never_changes")
        schema_editor.execute("DROP TRIGGER bank_version_withdrawn_once")


class Migration(migrations.Migration):
    dependencies = [("bank", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
