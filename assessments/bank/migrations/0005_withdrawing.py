"""Who writes questions may also withdraw one whose key was wrong."""

from django.db import migrations


def allow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    content_type, _ = ContentType.objects.get_or_create(app_label="bank", model="question")
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="withdraw_question",
        defaults={"name": "Can withdraw a version of a question"},
    )
    group, _ = Group.objects.get_or_create(name="Content authors")
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("bank", "0004_what_files_said")]

    operations = [
        migrations.AlterModelOptions(
            name="question",
            options={"permissions": [("withdraw_question", "Can withdraw a version of a question")]},
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
