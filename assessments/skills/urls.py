from django.urls import path

from assessments.skills import views

urlpatterns = [
    path("", views.my_skills, name="my_skills"),
]
