"""The record store answers machines: what the site does for people is none of their business."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

PREFIX = "/xapi/"


class PastTheSite:
    """Call a resource of xAPI at once, past sessions, languages, forms and messages, which are a tenth of
    what storing a statement costs. No cookie counts there, so nothing is lost; what an answer needs against
    browsers it has from `http.answers`. An address that is no resource goes the usual way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.get_host()  # refuses a host that is not ours, as the site does
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)
