"""A requirement names a level that its skill defines, whatever the path it came by.

A composite foreign key to SkillLevel would say the same, but Django has none to give and SQLite cannot add one to a
table that exists; so a trigger on each database.
"""

from django.db import migrations

BROKEN = """
    (NEW.level_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM frameworks_skilllevel WHERE skill_id = NEW.skill_id AND level_id = NEW.level_id))
    OR (NEW.level_id IS NULL AND EXISTS (
        SELECT 1 FROM frameworks_skill WHERE id = NEW.skill_id AND is_graded))
"""
MESSAGE = "requirement_level_is_defined: the skill does not define this level"

POSTGRESQL = [
    f"""
    CREATE FUNCTION frameworks_requirement_level_is_defined() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {BROKEN} THEN
            RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER frameworks_requirement_level_is_defined BEFORE INSERT OR UPDATE ON frameworks_skillrequirement
    FOR EACH ROW EXECUTE FUNCTION frameworks_requirement_level_is_defined()
    """,
]
SQLITE = [
    f"""
    CREATE TRIGGER frameworks_requirement_level_is_defined_{event.lower()}
    BEFORE {event} ON frameworks_skillrequirement WHEN {BROKEN}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
    for event in ("INSERT", "UPDATE")
]


def create(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION frameworks_requirement_level_is_defined() CASCADE")
    else:
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER frameworks_requirement_level_is_defined_{event}")


class Migration(migrations.Migration):
    dependencies = [("frameworks", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
