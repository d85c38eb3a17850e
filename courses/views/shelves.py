"""Finding a course."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses import queries

COURSES_A_PAGE = 20
LONGEST_SEARCH = 200


@require_safe
@login_required
def catalogue(request: HttpRequest) -> HttpResponse:
    # A database cannot look for a character that it cannot hold.
    search = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
    found = queries.catalogue(user=request.user, search=search)
    page = Paginator(found, COURSES_A_PAGE).get_page(request.GET.get("page"))
    address = f"?{urlencode({'q': search})}&page=" if search else "?page="
    context = {
        "search": search,
        "page": page,
        "count": len(found),
        "page_address": address,
        "lessons": queries.lessons_with(search.split(), request.user),
        "mine": {each.slug for each in found if each.enrollment},
    }
    return render(request, "courses/catalogue.html", context)
