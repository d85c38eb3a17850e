from django.urls import URLPattern, path

from courses import views

urlpatterns: list[URLPattern] = [
    path("", views.catalogue, name="catalogue"),
    path("<slug:course>/", views.course, name="course"),
    path("<slug:course>/enrol/", views.enroll, name="enroll"),
    path("<slug:course>/start/", views.start, name="start"),
    path("<slug:course>/<slug:lesson>/", views.lesson, name="lesson"),
    path("<slug:course>/<slug:lesson>/read/", views.read_lesson, name="read_lesson"),
    path("<slug:course>/<slug:lesson>/position/", views.position, name="position"),
]
