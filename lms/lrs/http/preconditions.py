"""If-Match and If-None-Match (RFC 7232, communication 3.1)."""

import re
from collections.abc import Mapping

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def tags(header: str) -> set[str]:
    """The entity tags of a header, without quotes and marks of weakness: a proxy that compresses weakens
    ours, and the content is the same. A tag without quotes is taken as well.
    """
    quoted = set(_TAG.findall(header))
    return quoted or {tag.strip() for tag in header.split(",") if tag.strip()}


def holds(headers: Mapping[str, str], etag: str | None) -> bool:
    """May what is asked go ahead? `etag` is that of the document; None where there is none."""
    if_match, if_none_match = headers.get("if-match"), headers.get("if-none-match")
    if if_match is not None and not _matches(if_match, etag):
        return False
    return if_none_match is None or not _matches(if_none_match, etag)


def are_there(headers: Mapping[str, str]) -> bool:
    return "if-match" in headers or "if-none-match" in headers


def _matches(header: str, etag: str | None) -> bool:
    if etag is None:
        return False
    return header.strip() == "*" or etag in tags(header)
