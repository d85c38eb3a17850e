from django.urls import URLPattern, path

from assessments.demo import views

urlpatterns: list[URLPattern] = [
    path("", views.people, name="demo"),
    path("sign-in/<uuid:uuid>/", views.sign_in_as, name="demo_sign_in"),
]
