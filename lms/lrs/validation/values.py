"""The small things that a statement is made of. A check takes a value and raises Invalid, with a path from
that value on. Every pattern is linear: 50,000 hostile letters cost no time.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lms.lrs.validation.refusal import Invalid, shown

type Check = Callable[[Any], None]

# What was accepted is remembered, up to these bounds: IRIs and language tags come again and again. Only the
# time of a verdict depends on it, never the verdict, and threads may share it.
REMEMBERED, LONGEST = 20_000, 200


def check_string(value: Any) -> None:
    if type(value) is not str:
        raise Invalid("", "must be a string")


def check_boolean(value: Any) -> None:
    if type(value) is not bool:
        raise Invalid("", "must be true or false")


def check_number(value: Any) -> None:
    if type(value) is not float and type(value) is not int:
        raise Invalid("", "must be a number")


def check_length(value: Any) -> None:
    if type(value) is not int or value < 0:
        raise Invalid("", "must be a whole number of bytes")


def exactly(wanted: str) -> Check:
    def check(value: Any) -> None:
        if value != wanted:
            raise Invalid("", f"must be {wanted}")

    return check


def _formed(pattern: str, rule: str) -> Check:
    """A string of one form, that comes once: a UUID, a hash."""
    matches = re.compile(pattern).fullmatch

    def check(value: Any) -> None:
        if type(value) is not str or not matches(value):
            raise Invalid("", rule)

    return check


def _remembered(pattern: str, rule: str, known: set[str] | None = None) -> Check:
    """A string of one form, that comes again. `known` is what was accepted, for a reader to look at first."""
    matches = re.compile(pattern).fullmatch
    known = set() if known is None else known

    def check(value: Any) -> None:
        if type(value) is not str:
            raise Invalid("", rule)
        if value not in known:
            if not matches(value):
                raise Invalid("", rule)
            if len(value) <= LONGEST:
                if len(known) >= REMEMBERED:
                    known.clear()
                known.add(value)

    return check


_known_iris: set[str] = set()
_known_tags: set[str] = set()

# RFC 3987, as far as a receiver must know it (data 2.2): a scheme, then no space, control or delimiter that
# needs an escape.
check_iri = _remembered(
    r'[A-Za-z][A-Za-z0-9+.-]*+:(?:[^\x00-\x20\x7f-\x9f<>"{}|\\^`%\s\ud800-\udfff]++|%[0-9A-Fa-f]{2})++',
    "must be an absolute IRI",
    _known_iris,
)
# RFC 6068, one address and nothing after it; the domain may be in its own language (RFC 6531).
check_mailbox = _remembered(
    r"""mailto:[^\s@<>"(),:;?\[\]\\\x00-\x20\x7f]++@[^\W_](?:-*+[^\W_])*+(?:\.[^\W_](?:-*+[^\W_])*+)*+""",
    "must be a mailto: IRI",
)
# RFC 5646: language, script, region, variants, extensions, private use; the irregular tags of before.
check_language = _remembered(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}(?![A-Za-z0-9])){0,3}+|[A-Za-z]{4,8})"
    r"(?:-[A-Za-z]{4}(?![A-Za-z0-9]))?+(?:-(?:[A-Za-z]{2}|[0-9]{3})(?![A-Za-z0-9]))?+"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})(?![A-Za-z0-9]))*+"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})++)*+(?:-[Xx](?:-[A-Za-z0-9]{1,8})++)?+"
    r"|[Xx](?:-[A-Za-z0-9]{1,8})++"
    r"|[Ii]-[A-Za-z]{3,8}|[Ee][Nn]-[Gg][Bb]-[Oo][Ee][Dd]|[Ss][Gg][Nn]-[A-Za-z]{2}-[A-Za-z]{2}",
    "must be an RFC 5646 language tag",
    _known_tags,
)
check_media_type = _remembered(  # RFC 2046, the parameters as they come
    r"[A-Za-z0-9!#$&^_.+-]++/[A-Za-z0-9!#$&^_.+-]++[ \t]*+(?:;[^\x00-\x08\x0a-\x1f\x7f]*+)?",
    "must be an Internet media type",
)
check_uuid = _formed(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}", "must be a UUID")
check_sha1 = _formed(r"[0-9A-Fa-f]{40}", "must be a SHA-1 in hex")
check_sha2 = _formed(r"[0-9A-Fa-f]{56}(?:[0-9A-Fa-f]{8}(?:[0-9A-Fa-f]{32}){0,2})?", "must be a SHA-2 in hex")

_NUMBER = r"[0-9]++(?:[.,][0-9]++)?"
# ISO 8601 4.4.3.2, by form: what it lasts is for the reader to say (data 4.6).
check_duration = _remembered(
    rf"P(?:{_NUMBER}W|(?=[0-9T])(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?)",
    "must be an ISO 8601 duration",
)


def check_language_map(value: Any) -> None:
    """Language tags to strings (data 4.2)."""
    if type(value) is not dict:
        raise Invalid("", "must be a language map")
    for tag, text in value.items():
        if tag not in _known_tags:
            try:
                check_language(tag)
            except Invalid as refused:
                raise refused.inside(shown(tag)) from None
        if type(text) is not str:
            raise Invalid(tag, "must be a string")


def check_extensions(value: Any) -> None:
    """IRIs to anything, null included (data 4.1); the parser has limited its depth."""
    if type(value) is not dict:
        raise Invalid("", "must be an object")
    for name in value:
        if name not in _known_iris:
            try:
                check_iri(name)
            except Invalid:
                raise Invalid(shown(name), "the key of an extension must be an absolute IRI") from None


# What nearly every timestamp is under both versions, and surely a day: the rest is asked of the calendar.
_is_common = re.compile(
    r"(?!9999)[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]+)?(?:Z|(?!-00:00)[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
).fullmatch
_ISO_8601 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::(?:[0-5][0-9]|(60))(?:[.,][0-9]+)?)?"
    r"(?:[Zz]|(?!-00(?::?00)?$)[+-][0-9]{2}(?::?[0-9]{2})?)?"
).fullmatch
_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|(?!-00:00$)[+-][0-9]{2}:[0-9]{2})"
).fullmatch


def instant(value: Any, path: str = "") -> datetime:
    """An aware datetime from a timestamp of either version (data 4.5); without a zone it is UTC.

    Digits past the microsecond are left out, a leap second becomes the last microsecond before it: the
    text as received keeps both. -00:00 is refused, as RFC 3339 gives it another meaning than ISO 8601.
    """
    if type(value) is not str or not (match := _ISO_8601(value)):
        raise Invalid(path, "must be an ISO 8601 timestamp")
    if (leap := match.start(1)) >= 0:
        value = f"{value[:leap]}59.999999{value[leap + 2 :].lstrip('.,0123456789')}"
    if value[-1] == "z":
        value = f"{value[:-1]}Z"
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(path, "must be an ISO 8601 timestamp of the years 1 to 9999") from None


def check_timestamp(value: Any) -> None:
    """As xAPI 1.0.3 has it: ISO 8601."""
    if type(value) is not str or not _is_common(value):
        instant(value)
        if value[10] != "T":
            raise Invalid("", "must be an ISO 8601 timestamp")


def check_rfc_3339(value: Any) -> None:
    """As xAPI 2.0.0 has it: with seconds and a zone."""
    if type(value) is not str or not _RFC_3339(value):
        raise Invalid("", "must be an RFC 3339 timestamp with a time zone")
    if not _is_common(value):
        instant(value)
