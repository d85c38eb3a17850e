"""The catalogue in place of Wagtail's welcome page: the root of the English tree, and the group of those who write it."""

from django.db import migrations

PAGE_PERMISSIONS = ["add_page", "change_page", "publish_page"]
IMAGE_PERMISSIONS = ["add_image", "change_image", "choose_image"]
GROUP = "Content authors"


def make_catalogue(apps, schema_editor):
    ContentType = apps.get_model("contenttypes.ContentType")
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    CatalogPage = apps.get_model("courses.CatalogPage")
    root = Page.objects.get(depth=1)
    welcome = Page.objects.filter(depth=2, content_type__app_label="wagtailcore")
    locale = welcome.first().locale
    Site.objects.all().delete()
    Page.objects.filter(path__in=[path for path in welcome.values_list("path", flat=True)]).delete()
    content_type, _ = ContentType.objects.get_or_create(model="catalogpage", app_label="courses")
    catalogue = CatalogPage.objects.create(
        title="Find learning",
        draft_title="Find learning",
        slug="courses",
        content_type=content_type,
        path=root.path + "0001",
        depth=2,
        numchild=0,
        url_path="/courses/",
        locale=locale,
        show_in_menus=False,
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(
        hostname="localhost", root_page_id=catalogue.pk, is_default_site=True, site_name="Waymark"
    )


def make_group(apps, schema_editor):
    """Authors write courses and choose pictures. Deleting a page stays with administrators; unpublishing is enough."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    Collection = apps.get_model("wagtailcore.Collection")
    Page = apps.get_model("wagtailcore.Page")
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore.GroupCollectionPermission")

    def permission(app_label, model, codename, name):
        # Permissions are made after all migrations, so on a fresh database they are not there yet.
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        return Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]

    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.add(permission("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
    catalogue = Page.objects.get(depth=2, slug="courses")
    for codename in PAGE_PERMISSIONS:
        verb = codename.split("_")[0]
        GroupPagePermission.objects.get_or_create(
            group=group,
            page=catalogue,
            permission=permission("wagtailcore", "page", codename, f"{verb.capitalize()} any page"),
        )
    collection = Collection.objects.get(depth=1)
    for codename in IMAGE_PERMISSIONS:
        verb = codename.split("_")[0]
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=collection,
            permission=permission("wagtailimages", "image", codename, f"Can {verb} image"),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0005_editingsession_is_editing"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RunPython(make_catalogue, migrations.RunPython.noop),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
