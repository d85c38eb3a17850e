"""The site's addresses and the baselines: signed-in views that do the least a page of their kind can do."""

from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

from lms.urls import urlpatterns as site


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Session, user and one query, as any signed-in page must."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM courses_course LIMIT 1")
        row = cursor.fetchone()
    return HttpResponse(f"<p>{request.user.pk} {row[0]}</p>")


@login_required
def insert(request: HttpRequest) -> HttpResponse:
    """Session, user and one durable insert."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_row (person, body) VALUES (%s, %s)", [request.user.pk, "x" * 200])
    return HttpResponseRedirect("/bench/", status=303)


urlpatterns = [path("bench/", page), path("bench/insert/", insert), *site]
