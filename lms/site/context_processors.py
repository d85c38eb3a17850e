"""What base.html needs on every page. Nothing is asked of the database until it is shown."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.site import languages, navigation


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_name`, `is_demo`, `navigation` (items of the service navigation), `language_switch`."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "is_demo": settings.LMS_MODE == "demo",
        "navigation": SimpleLazyObject(lambda: navigation.items_for(request)),
        "language_switch": SimpleLazyObject(lambda: languages.switch(request)),
    }
