from django.urls import URLPattern, path

from assessments.attempts import views

urlpatterns: list[URLPattern] = [
    path("<slug:course>/<slug:lesson>/answers/", views.answers, name="answers"),
    path("<slug:course>/checks/again/", views.try_again, name="try_again"),
]
