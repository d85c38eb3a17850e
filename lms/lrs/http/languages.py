"""Which one language of a language map does the client want to read? (communication 2.1.3)"""

import re
from collections.abc import Mapping
from functools import lru_cache

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*)?")


@lru_cache(maxsize=200)
def wanted(header: str) -> tuple[tuple[str, float], ...]:
    """Language ranges of an Accept-Language header, the most wanted first; what cannot be read is left out."""
    found = []
    for part in header[:500].split(","):
        match = _RANGE.fullmatch(part)
        if match:
            found.append((match[1].lower(), float(match[2] or 1)))
    return tuple(sorted(found, key=lambda pair: -pair[1]))


def one_language(language_map: Mapping[str, str], header: str) -> dict[str, str]:
    """The entry that fits best: the same tag, one that is more special or more general, else the first."""
    ranges = [pair for pair in wanted(header) if pair[1] > 0]
    for asked, _ in ranges:
        for tag, text in language_map.items():
            if asked == "*" or _fits(asked, tag.lower()):
                return {tag: text}
    return dict(list(language_map.items())[:1])


def _fits(asked: str, tag: str) -> bool:
    return tag == asked or tag.startswith(f"{asked}-") or asked.startswith(f"{tag}-")
