"""The small things a statement is made of. Every pattern is linear: 50,000 hostile letters cost no time."""

import re
from datetime import UTC, datetime
from typing import Any

MAX_DEPTH = 32


class Invalid(ValueError):
    """The text or the statement breaks a rule. `path` is "" for the text as a whole."""

    def __init__(self, path: str, rule: str) -> None:
        self.path, self.rule = path, rule
        super().__init__(f"{path}: {rule}" if path else rule)

    def inside(self, prefix: str) -> "Invalid":
        """The same refusal, seen from further out: for one statement of a batch."""
        return Invalid(f"{prefix}.{self.path}" if self.path else prefix, self.rule)


# RFC 3987, as far as a receiver must know it: a scheme, then no space, control or delimiter that needs an
# escape.
_IRI = re.compile(
    r'[A-Za-z][A-Za-z0-9+.-]*+:(?:[^\x00-\x20\x7f-\x9f<>"{}|\\^`%\s\ud800-\udfff]++|%[0-9A-Fa-f]{2})++'
)
_MAILBOX = re.compile(r'mailto:[^\s@<>"(),:;\[\]\\\x00-\x20]++@[^\s@<>"(),:;\\\x00-\x20]++')
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_SHA1 = re.compile(r"[0-9A-Fa-f]{40}")
_SHA2 = re.compile(r"[0-9A-Fa-f]{56}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{96}|[0-9A-Fa-f]{128}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*+")  # RFC 5646, by form
_NUMBER = r"[0-9]++(?:[.,][0-9]++)?"
_DURATION = re.compile(
    rf"P(?:{_NUMBER}W|(?=[0-9T])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)"
)
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]++))?)?"
    r"(Z|z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)


def check_object(value: Any, path: str, allowed: frozenset[str]) -> dict[str, Any]:
    """An object with no property that the specification does not name (data 2.2, "additional properties")."""
    if type(value) is not dict:
        raise Invalid(path, "must be an object")
    if not value.keys() <= allowed:
        extra = next(name for name in value if name not in allowed)
        raise Invalid(join(path, shown(extra)), "is not a property that the specification allows here")
    return value


def check_string(value: Any, path: str) -> str:
    if type(value) is not str:
        raise Invalid(path, "must be a string")
    return value


def check_boolean(value: Any, path: str) -> None:
    if type(value) is not bool:
        raise Invalid(path, "must be true or false")


def check_number(value: Any, path: str) -> float:
    if type(value) not in {int, float}:
        raise Invalid(path, "must be a number")
    return value


def check_iri(value: Any, path: str) -> str:
    if type(value) is not str or not _IRI.fullmatch(value):
        raise Invalid(path, "must be an absolute IRI")
    return value


def check_mailbox(value: Any, path: str) -> None:
    if type(value) is not str or not _MAILBOX.fullmatch(value):
        raise Invalid(path, "must be a mailto: IRI")


def check_uuid(value: Any, path: str) -> None:
    if type(value) is not str or not _UUID.fullmatch(value):
        raise Invalid(path, "must be a UUID")


def check_sha1(value: Any, path: str) -> None:
    if type(value) is not str or not _SHA1.fullmatch(value):
        raise Invalid(path, "must be a SHA-1 in hex")


def check_sha2(value: Any, path: str) -> None:
    if type(value) is not str or not _SHA2.fullmatch(value):
        raise Invalid(path, "must be a SHA-2 in hex")


def check_language(value: Any, path: str) -> None:
    if type(value) is not str or not _LANGUAGE.fullmatch(value):
        raise Invalid(path, "must be an RFC 5646 language tag")


def check_language_map(value: Any, path: str) -> None:
    """Language tags to strings (data 4.2)."""
    if type(value) is not dict:
        raise Invalid(path, "must be a language map")
    for tag, text in value.items():
        if not _LANGUAGE.fullmatch(tag):
            raise Invalid(join(path, shown(tag)), "must be an RFC 5646 language tag")
        if type(text) is not str:
            raise Invalid(join(path, tag), "must be a string")


def check_extensions(value: Any, path: str) -> None:
    """IRIs to anything, null included, as deep as the limit (data 4.1)."""
    if type(value) is not dict:
        raise Invalid(path, "must be an object")
    for key, content in value.items():
        if not _IRI.fullmatch(key):
            raise Invalid(join(path, shown(key)), "the key of an extension must be an absolute IRI")
        if type(content) in {dict, list}:
            check_depth(content, join(path, key), above=path.count(".") + path.count("[") + 2)


def check_depth(value: Any, path: str, *, above: int) -> None:
    """Refuse what nests deeper than MAX_DEPTH, with `above` containers around `value`. No recursion."""
    level, depth = [value], above
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Invalid(path, f"must not nest deeper than {MAX_DEPTH}")
        inner = [content.values() if type(content) is dict else content for content in level]
        level = [item for items in inner for item in items if type(item) in {dict, list}]


def check_duration(value: Any, path: str) -> None:
    """ISO 8601, by form: what it lasts is for the reader to say (data 4.6)."""
    if type(value) is not str or not _DURATION.fullmatch(value):
        raise Invalid(path, "must be an ISO 8601 duration")


def instant(value: Any, path: str) -> datetime:
    """An aware datetime from an ISO 8601 timestamp (data 4.5); without a zone it is UTC.

    Digits past the microsecond are left out, a leap second becomes the last microsecond before it: the
    text as received keeps both. -00:00 is refused, as RFC 3339 gives it another meaning than ISO 8601.
    """
    match = _INSTANT.fullmatch(value) if type(value) is str else None
    if match is None or (match[8] and match[8][0] == "-" and match[8][1:].strip("0:") == ""):
        raise Invalid(path, "must be an ISO 8601 timestamp")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    leap = second == "60"
    microsecond = "999999" if leap else (fraction or "")[:6].ljust(6, "0")
    offset = "+00:00" if zone is None or zone in "Zz" else zone if len(zone) > 3 else f"{zone}:00"
    text = f"{year}-{month}-{day}T{hour}:{minute}:{'59' if leap else second or '00'}.{microsecond}{offset}"
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(path, "must be an ISO 8601 timestamp of the years 1 to 9999") from None


def join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def shown(name: str) -> str:
    """A name from outside, short and harmless enough for a message."""
    return ascii(name)[1:-1][:60]
