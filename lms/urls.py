"""Every address of the site. Upper apps are named by string only, which keeps lms the lowest package."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler400 = "lms.site.views.bad_request"
handler403 = "lms.site.views.forbidden"
handler404 = "lms.site.views.not_found"
handler500 = "lms.site.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("xapi/", include("lms.lrs.urls")),
]

urlpatterns += i18n_patterns(
    path("account/", include("lms.accounts.urls")),
    path("frameworks/", include("lms.frameworks.urls")),
    path("", include("lms.site.urls")),
    path("", include("assessments.home.urls")),
    path("skills/", include("assessments.skills.urls")),
    path("reports/", include("assessments.reports.urls")),
    path("demo/", include("assessments.demo.urls")),
    path("courses/", include("assessments.attempts.urls")),
    path("courses/", include("courses.urls")),
    path("glossary/", include("courses.views.glossary")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
