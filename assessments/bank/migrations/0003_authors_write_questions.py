"""Content authors add, change and publish questions. Nobody deletes one (wagtail_hooks.py)."""

from django.db import migrations

GROUP = "Content authors"
PERMISSIONS = {
    "view_question": "Can view question",
    "add_question": "Can add question",
    "change_question": "Can change question",
    "publish_question": "Can publish question",
}


def allow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    # Both are made after all migrations, so on a fresh database they are not there yet.
    content_type, _ = ContentType.objects.get_or_create(app_label="bank", model="question")
    group, _ = Group.objects.get_or_create(name=GROUP)
    for codename, name in PERMISSIONS.items():
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0002_versions_never_change"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
