from django.urls import path

from lms.frameworks import views

urlpatterns = [
    path("", views.frameworks, name="frameworks"),
    path("<slug:slug>/", views.framework, name="framework"),
    path("<slug:slug>/<slug:role>/", views.role, name="framework_role"),
]
