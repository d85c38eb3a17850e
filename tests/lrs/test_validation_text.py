"""Hostile JSON (security guide, rows 63, 64 and 76): refused with a reason, alike on both databases."""

import time

import pytest

from lms.lrs import store, vocabulary
from lms.lrs.models import Statement
from lms.lrs.validation import Invalid, parse
from tests.factories.lrs import NOON

STATEMENT = (
    '{"actor":{"mbox":"mailto:gwen@example.org"},"verb":{"id":"' + vocabulary.ANSWERED + '"},'
    '"object":{"id":"https://example.org/a"},"result":{"extensions":{"https://example.org/x":%s}}}'
)
NESTED = "[" * 29 + "]" * 29  # with the three objects around it, exactly as deep as may be

HOSTILE = {
    "NUL": (r'"a\u0000b"', "must not contain the character NUL"),
    "NUL behind a backslash": (r'"a\\\u0000b"', "must not contain the character NUL"),
    "NUL in a name": (r'{"a\u0000":1}', "must not contain the character NUL"),
    "raw NUL": ('"a\0b"', "is not JSON"),
    "lone high surrogate": (r'"\ud83d"', "must not contain lone surrogates"),
    "lone low surrogate": (r'"\uDE00 "', "must not contain lone surrogates"),
    "surrogates the wrong way round": (r'"\ude00\ud83d"', "must not contain lone surrogates"),
    "surrogate in a name": (r'{"\ud83d":1}', "must not contain lone surrogates"),
    "raw surrogate": ('"\ud83d"', "must not contain lone surrogates"),
    "NaN": ("NaN", "NaN is not JSON"),
    "Infinity": ("Infinity", "Infinity is not JSON"),
    "minus Infinity": ("-Infinity", "-Infinity is not JSON"),
    "1e400": ("1e400", "the number 1e400 is out of range"),
    "-1e400": ("-1e400", "the number -1e400 is out of range"),
    "5,000 digits": ("1" * 5000, "a number has too many digits"),
    "a name twice": ('{"a":1,"b":2,"a":1}', "the name a stands twice in one object"),
    "a name twice, once escaped": (r'{"a":1,"\u0061":2}', "the name a stands twice in one object"),
    "100,000 brackets": ("[" * 100_000 + "]" * 100_000, "nests too deep|must not nest deeper"),
    "2,000 brackets": ("[" * 2000 + "]" * 2000, "must not nest deeper than 32"),
    "one bracket too many": (f"[{NESTED}]", "must not nest deeper than 32"),
    "one object too many": ('{"a":' * 30 + "1" + "}" * 30, "must not nest deeper than 32"),
    "nothing": ("", "is not JSON"),
    "two values": ("1,2", "is not JSON"),
    "a comma at the end": ("[1,]", "is not JSON"),
    "single quotes": ("'a'", "is not JSON"),
    "a comment": ("1/**/", "is not JSON"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_json_is_refused_with_its_reason(case):
    text, reason = HOSTILE[case]
    with pytest.raises(Invalid, match=reason):
        store.record([STATEMENT % text], at=NOON)
    assert not Statement.objects.exists()


HARMLESS = {
    "an escaped backslash before u0000": r'"a\\u0000"',
    "a pair of surrogates": r'"\ud83d\ude00"',
    "a character outside the first plane": '"😀"',
    "a big number": "123456789012345678901234567890",
    "a small exponent": "1e-400",
    "as deep as may be": NESTED,
    "null": "null",
    "one name in two objects": '[{"a":1},{"a":1}]',
    "white space": " [ 1 ,\t2\r\n] ",
    "control characters, escaped": r'"\u0001\b\f"',
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", HARMLESS)
def test_harmless_json_comes_back_as_the_same_text(case):
    text = STATEMENT % HARMLESS[case]
    [uuid] = store.record([text], at=NOON)
    assert Statement.objects.get(uuid=uuid).body == text
    assert len(list(store.iter_statements())) == 1


@pytest.mark.django_db
def test_hostile_values_in_a_dict_are_refused_too():
    from tests.factories.lrs import statement

    for response, reason in (("a\0b", "NUL"), ("\ud83d", "surrogates")):
        with pytest.raises(Invalid, match=reason):
            store.record([statement(result={"response": response})], at=NOON)
    with pytest.raises(Invalid, match="NaN is not JSON"):
        store.record([statement(result={"score": {"raw": float("nan")}})], at=NOON)


def test_bytes_must_be_utf_8():
    assert parse('{"é": 1}'.encode()) == {"é": 1}
    for text in (b'"\xff"', b'"\xed\xa0\x80"', '"a"'.encode("utf-16")):
        with pytest.raises(Invalid, match="must be UTF-8"):
            parse(text)


@pytest.mark.parametrize(
    "text",
    [
        '"' + "\\" * 100_001 + 'u0000"',
        "[" * 50_000,
        '{"a":' * 50_000,
        '"' + "\\u0000"[:5] * 20_000 + '"',
        "-" * 100_000,
        "1" * 100_000,
        "{" + ",".join(f'"{n}":1' for n in [*range(20_000), 19_999]) + "}",
    ],
)
def test_no_text_takes_long_to_refuse(text):
    began = time.process_time()
    with pytest.raises(Invalid):
        parse(text)
    assert time.process_time() - began < 1  # milliseconds; quadratic ones take many seconds
