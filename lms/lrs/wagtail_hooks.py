"""The record store in the CMS: its pages, its place in the menu, its style sheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks

from lms.lrs.admin.viewsets import RecordsGroup


@hooks.register("register_admin_viewset")
def record_store() -> RecordsGroup:
    return RecordsGroup()


@hooks.register("insert_global_admin_css")
def look_of_records() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/records.css"))
