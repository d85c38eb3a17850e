"""From text to plain values, refusing what JSON parsers let through and databases choke on (RFC 8259 and
more).
"""

import json
import math
import re
from typing import Any, NoReturn

from lms.lrs.validation.values import Invalid, shown

_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*+\\u0000")


def parse(text: str | bytes) -> Any:
    """The value of a JSON text. Raises Invalid for what is no JSON, and for duplicate names, NaN and
    Infinity, numbers out of range, NUL, lone surrogates and nesting that overflows the parser.

    Depth within a statement is check_statement's to limit, which knows the path.
    """
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError:
            raise Invalid("", "must be UTF-8") from None
    if "\\u0000" in text and _ESCAPED_NUL.search(text):
        raise Invalid("", "must not contain the character NUL")
    try:
        value = _DECODER.decode(text)
    except Invalid:
        raise
    except RecursionError:
        raise Invalid("", "nests too deep") from None
    except ValueError as error:  # also what int() says of more than 4,300 digits
        detail = error.msg if isinstance(error, json.JSONDecodeError) else "a number has too many digits"
        raise Invalid("", f"is not JSON: {detail}") from None
    if not text.isascii() or "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Invalid("", "must not contain lone surrogates") from None
        except (RecursionError, ValueError):
            raise Invalid("", "nests too deep") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in made if names.count(name) > 1)
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
