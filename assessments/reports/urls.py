from django.urls import URLPattern, path

from assessments.reports import views

urlpatterns: list[URLPattern] = [
    path("", views.reports, name="reports"),
    path("<uuid:department>/", views.gap_map_page, name="gap_map"),
    path("<uuid:department>/map.csv", views.gap_map_file, name="gap_map_csv"),
    path("<uuid:department>/skills/<uuid:skill>/", views.gap_detail_page, name="gap_detail"),
    path("<uuid:department>/skills/<uuid:skill>/detail.csv", views.gap_detail_file, name="gap_detail_csv"),
]
