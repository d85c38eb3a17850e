"""Pages about the site itself, health, and media where no server does it."""

from django.conf import settings
from django.urls import URLPattern, path

from lms.site import views

urlpatterns: list[URLPattern] = [
    path("privacy/", views.privacy, name="privacy"),
    path("cookies/", views.cookies, name="cookies"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("how-levels-work/", views.how_levels_work, name="how_levels_work"),
    path("who-sees-what/", views.who_sees_what, name="who_sees_what"),
    path("health/", views.health, name="health"),
]

if not settings.IS_SERVER:
    urlpatterns.append(path("media/<path:name>", views.media, name="media"))
