"""From text to plain values, refusing what JSON parsers let through and databases choke on (RFC 8259 and
more).

Two parsers: msgspec, which is strict and quick, and Python's own with hooks, which is asked where the first
refuses or leaves a doubt. The second has the last word and says why; whatever the first accepts without a
doubt, the second accepts too, with the same value.
"""

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn

import msgspec

from lms.lrs.validation.refusal import Invalid, shown

MAX_DEPTH = 32  # of objects and arrays in one statement
MAX_LENGTH = 1 << 20  # characters of one statement

_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000").search
_decode = msgspec.json.Decoder().decode
_decode_slices = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def parse(text: str | bytes) -> Any:
    """The value of a JSON text. Raises Invalid for what is no JSON, and for duplicate names, NaN and
    Infinity, numbers out of range, NUL, lone surrogates, what nests deeper than MAX_DEPTH and what is
    longer than MAX_LENGTH.
    """
    if isinstance(text, bytes):
        text = _decoded(text)
    if len(text) > MAX_LENGTH:
        raise Invalid("", f"must not be longer than {MAX_LENGTH} characters")
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _refuse_deeper(text.encode(errors="replace"), MAX_DEPTH)
    # An escaped NUL is refused below, and an escaped colon would spoil the count of colons.
    if "\\" not in text or ("\\u0000" not in text and "\\u003" not in text):
        try:
            value = _decode(text)
            # Of a name that stands twice, its colon is lost. Everywhere else colons are kept, one for one.
            if text.count(":") == _encode(value).count(b":"):
                return value
        except (msgspec.MsgspecError, UnicodeError):
            pass
    return _parse_with_hooks(text)


def split(text: str | bytes) -> list[str]:
    """The texts of the statements of one body, each as it arrived: of an array, or of one statement.

    Raises Invalid for what is no JSON; each text has to be parsed yet.
    """
    if isinstance(text, str):
        try:
            text = text.encode()
        except UnicodeEncodeError:
            raise Invalid("", "must not contain lone surrogates") from None
    if text.lstrip(b" \t\r\n")[:1] != b"[":
        return [_decoded(text)]
    _refuse_deeper(text, MAX_DEPTH + 1)
    try:
        slices = _decode_slices(text)
    except (msgspec.MsgspecError, UnicodeError):
        _parse_with_hooks(_decoded(text))
        raise Invalid("", "is not JSON") from None
    return [_decoded(bytes(slice)) for slice in slices]


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Invalid("", "must be UTF-8") from None


_BRACKETS = bytes.maketrans(b"{}", b"[]")
_REST = bytes(set(range(256)) - set(b'"[]{}'))


def _refuse_deeper(text: bytes, limit: int) -> None:
    """Before any parser sees it: parsers recurse, and the stack of a server's thread is small."""
    if b"\\" in text:
        text = text.replace(b"\\\\", b"").replace(b'\\"', b"")  # now a quote begins or ends a string
    marks = text.translate(_BRACKETS, _REST)
    # Two quotes with nothing between can go: every other bracket stays inside or outside a string.
    brackets = b"".join(marks.replace(b'""', b"").split(b'"')[::2])  # outside, as far as it is JSON
    for _ in range(limit):  # each round takes the innermost level away
        left = brackets.replace(b"[]", b"")
        if len(left) == len(brackets):
            break
        brackets = left
    # What has no partner is no JSON, but a parser may follow it to any depth before it finds out.
    if b"[]" in brackets or brackets.count(b"[") > limit:
        raise Invalid("", f"must not nest deeper than {limit}")


def _parse_with_hooks(text: str) -> Any:
    if "\\u0000" in text and _ESCAPED_NUL(text):
        raise Invalid("", "must not contain the character NUL")
    try:
        value = _DECODER.decode(text)
        if not text.isascii() or "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except Invalid:
        raise
    except UnicodeEncodeError:
        raise Invalid("", "must not contain lone surrogates") from None
    except ValueError as error:  # also what int() says of more than 4,300 digits
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "a number has too many digits"
        raise Invalid("", f"is not JSON: {detail}") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise Invalid("", f"the name {shown(twice)} stands twice in one object")
    return made


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Invalid("", f"the number {shown(digits)} is out of range")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise Invalid("", f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse_constant)
