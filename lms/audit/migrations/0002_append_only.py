"""The place where a lift stands, and the triggers of the audit trail itself."""

from django.db import migrations

from lms.audit.append_only import protect

SQLITE = [
    "CREATE TABLE audit_nowhere (id integer NOT NULL PRIMARY KEY CHECK (id < 0))",
    "CREATE TABLE audit_lift (table_name varchar(63) NOT NULL, lift char(32) NOT NULL, "
    "nowhere integer NOT NULL REFERENCES audit_nowhere (id) DEFERRABLE INITIALLY DEFERRED)",
]

# The name of the table comes as an argument: a partition's trigger must answer for the whole.
POSTGRESQL = [
    *SQLITE,
    """
    CREATE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM audit_lift WHERE table_name = TG_ARGV[0]) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
      END IF;
      RAISE EXCEPTION '% is append-only: % refused', TG_ARGV[0], lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
]


def forwards(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql, None)


def backwards(apps, schema_editor):
    schema_editor.execute("DROP TABLE audit_lift")
    schema_editor.execute("DROP TABLE audit_nowhere")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION append_only_refuse()")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(forwards, backwards),
        protect("audit_auditevent", keys={"audit_auditevent": ["id"]}),
    ]
