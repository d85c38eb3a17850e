"""The alternate request syntax of 1.x: a POST with ?method=, and a form that holds the rest
(communication 1.3). For clients that can set no headers. 2.0 has done without it.
"""

from lms.lrs.http.asked import Asked, pairs
from lms.lrs.http.refusals import Refused

METHODS = {"GET", "HEAD", "PUT", "POST", "DELETE"}
HEADERS = {
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
}


def is_alternate(asked: Asked) -> bool:
    return "method" in asked.params


def unfold(asked: Asked) -> Asked:
    """The request that stands in the form. Raises Refused.

    A version of 2.x that the form asks for is refused where the version is looked at; what only the headers
    of HTTP say counts where the form says nothing.
    """
    if asked.method != "POST":
        raise Refused(400, "may only be used with POST", "method")
    if set(asked.params) != {"method"}:
        raise Refused(400, "must be the only parameter of the query string", "method")
    method = asked.params["method"].upper()
    if method not in METHODS:
        raise Refused(400, f"must be one of {', '.join(sorted(METHODS))}", "method")
    if asked.content_type not in {"application/x-www-form-urlencoded", ""}:
        raise Refused(400, "must be application/x-www-form-urlencoded", "Content-Type")
    form = pairs(asked.body, "the form")
    headers = {name: value for name, value in asked.headers.items() if name not in {"content-length"}}
    if method in {"PUT", "POST"}:
        if "content" not in form:
            raise Refused(400, "is missing", "content")
        headers["content-type"] = "application/json"  # unless the form says otherwise
    content = form.pop("content", "")
    params: dict[str, str] = {}
    said: set[str] = set()
    for name, value in form.items():
        if name.lower() in HEADERS:
            if name.lower() in said:
                raise Refused(400, "stands twice", name.lower())
            said.add(name.lower())
            headers[name.lower()] = value
        else:
            params[name] = value
    try:
        body = content.encode()
    except UnicodeEncodeError:
        raise Refused(400, "must be UTF-8", "content") from None
    return Asked(method, asked.path, params, headers, body)
