"""Which one language of a language map does the client want to read? (communication 2.1.3)"""

import re
from collections.abc import Mapping
from functools import lru_cache

_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?"
)


@lru_cache(maxsize=200)
def wanted(header: str) -> tuple[tuple[str, float], ...]:
    """Language ranges of an Accept-Language header, the most wanted first; others are left out."""
    found = []
    for part in header[:500].split(","):
        match = _RANGE.fullmatch(part)
        if match:
            found.append((match[1].lower(), float(match[2] or 1)))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def one_language(language_map: Mapping[str, str], header: str) -> dict[str, str]:
    """The entry that fits best: the same tag, a more special one, a more general one; else the first."""
    ranges = [pair for pair in wanted(header) if pair[1] > 0]
    for asked, _ in ranges:
        tags = sorted(language_map, key=lambda tag: _distance(asked, tag.lower()))
        if tags and _distance(asked, tags[0].lower()) < _NO_FIT:
            return {tags[0]: language_map[tags[0]]}
    return dict(list(language_map.items())[:1])


_NO_FIT = 1000


def _distance(asked: str, tag: str) -> int:
    if asked in (tag, "*"):
        return 0
    if tag.startswith(f"{asked}-"):
        return 1
    return 2 + len(asked) - len(tag) if asked.startswith(f"{tag}-") else _NO_FIT
