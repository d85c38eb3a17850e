"""What the look adds to the CMS."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def date_fields() -> SafeString:
    """Start date fields from a file: the content policy refuses the inline script that Wagtail uses."""
    return format_html('<script src="{}"></script>', static("js/cms.js"))
