"""Whatever arrives, the answer is yes or an Invalid; and the quick parser never says yes where the other
would not (security guide, rows 63 and 64).
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.lrs.validation import Invalid, check_statement, facts, is_same_statement, parse, split, text
from tests.benchmarks.statements import mix
from tests.lrs.every_property import UUID, WHOLE

VERSIONS = ["1.0.3", "2.0.0"]
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
NASTY = [
    None, True, False, 0, -1, 2**64, -(2**70), 1.5, 1e308, float("nan"), float("inf"), "", "a", "\0",
    "\ud800", "é", "😀", "a" * 5000, [], {}, [[]], [{}], {"": None}, {"objectType": "Group"},
    {"objectType": []}, {"objectType": "SubStatement"}, {"id": {}}, [None] * 40, "tag:a", "en",
    "2026-02-30T00:00:00Z", "mailto:a@b", "Group", "StatementRef", UUID, VOIDED,
]  # fmt: skip
PIECES = [
    '"', "\\", "{", "}", "[", "]", ",", ":", " :", '\\"', '":', "\\u0000", "\\u003a", "\\u003A", "\\ud83d",
    "\\ude00", "\\\\", "NaN", "Infinity", "1e400", "-", "0", "1" * 30, "1" * 4999, ".5", "e", '"a":1,',
    '"a" : 1,', "null", "\n", "\t", "\0", "\x7f", "\x85", "\u2028", "é", "😀", "\ud800", "[" * 40,
    '{"a":' * 40, "]" * 40, "/", "\\/", "//",
]  # fmt: skip


def refusal(function, *arguments):
    """What an Invalid says, or None; anything else is raised."""
    try:
        function(*arguments)
    except Invalid as refused:
        return str(refused)
    return None


def verdict_of_both(sent):
    """What the two parsers say; that they agree is checked on the way. None where it is refused."""
    try:
        value = parse(sent)
    except Invalid:
        value = None
    try:
        text._refuse_deeper(sent.encode(errors="replace"), text.MAX_DEPTH)
        other = text._parse_with_hooks(sent)
    except Invalid:
        other = None
    assert repr(value) == repr(other)
    return value


def judged(sent):
    """The whole way of a text; anything but Invalid is an error. Whether it was accepted."""
    value = verdict_of_both(sent)
    accepted = False
    for version in VERSIONS:
        reason = refusal(check_statement, value, version)
        if reason is None:
            assert facts(value).verb
            assert is_same_statement(value, json.loads(sent))
            accepted = True
        else:
            assert reason
            assert reason.isprintable()
    return accepted


def everything(value):
    """Every (container, key) of a tree."""
    names = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield value, name
        yield from everything(value[name])


STATEMENTS = [*mix(12), *(json.dumps(whole, ensure_ascii=False) for whole in WHOLE.values())]


@pytest.mark.parametrize("seed", range(20))
def test_no_mutation_of_a_tree_raises_anything_but_invalid(seed):
    chance = random.Random(seed)
    accepted = 0
    for _ in range(60):
        tree = json.loads(chance.choice(STATEMENTS))
        for _ in range(chance.choice([1, 1, 2, 5])):
            inside, name = chance.choice(list(everything(tree)))
            other_inside, other_name = chance.choice(list(everything(tree)))
            what = chance.random()
            if what < 0.5:
                inside[name] = chance.choice(NASTY)
            elif what < 0.7 and isinstance(inside, dict):
                inside[chance.choice(["", "objectType", "member", "\ud800", "é", str(other_name)])] = (
                    inside.pop(name)
                )
            elif what < 0.8:
                del inside[name]
            else:
                inside[name] = json.loads(json.dumps(other_inside[other_name]))
        accepted += judged(json.dumps(tree, ensure_ascii=chance.random() < 0.5))
    assert accepted


@pytest.mark.parametrize("seed", range(20))
def test_no_mutation_of_a_text_raises_anything_but_invalid(seed):
    chance = random.Random(seed)
    for _ in range(60):
        sent = chance.choice(STATEMENTS)
        for _ in range(chance.choice([1, 1, 2, 8])):
            start = chance.randrange(len(sent))
            end = start + chance.choice([0, 0, 1, 1, 5, 50])
            piece = chance.choice(PIECES) if chance.random() < 0.7 else sent[: chance.randrange(60)]
            sent = sent[:start] + piece + sent[end:]
        judged(sent)
        if refusal(split, sent) is None:
            assert all(part in sent for part in split(sent))


@pytest.mark.parametrize("seed", range(10))
def test_no_bytes_raise_anything_but_invalid(seed):
    chance = random.Random(seed)
    for _ in range(60):
        sent = bytearray(
            chance.choice(STATEMENTS).encode(chance.choice(["utf-8", "utf-8", "utf-16", "utf-32"]))
        )
        for _ in range(chance.choice([0, 1, 8])):
            sent[chance.randrange(len(sent))] = chance.randrange(256)
        for read in (parse, split):
            assert (refusal(read, bytes(sent)) or "accepted").isprintable()


names = st.sampled_from(["a", "b", "a:", '"', '":', "\\", "\\u003a", "é", " :", "", "😀"]) | st.text(
    max_size=4
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | names


class Twice(dict):
    """An object with one name twice: written from its pairs."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.pairs = pairs

    def items(self):
        return self.pairs

    def __bool__(self):
        return bool(self.pairs)


trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(names, inner), max_size=4).map(Twice),
    max_leaves=12,
)


def has_name_twice(tree):
    if isinstance(tree, Twice):
        return len(dict(tree.pairs)) < len(tree.pairs) or any(
            has_name_twice(value) for _, value in tree.pairs
        )
    return isinstance(tree, list) and any(map(has_name_twice, tree))


@settings(max_examples=300, deadline=None)
@given(
    tree=trees,
    is_ascii=st.booleans(),
    indent=st.sampled_from([None, 1]),
    blank=st.booleans(),
    colon=st.booleans(),
)
@example(Twice([("a", 1), ("a", 2)]), True, None, True, False)
@example(Twice([("a", 1), ("b", {"c:": ":"}), ("a", ":")]), True, None, False, True)
def test_a_name_that_stands_twice_is_always_found_and_nothing_else(tree, is_ascii, indent, blank, colon):
    separators = (",", " : ") if blank else (",", ":")
    sent = json.dumps(tree, ensure_ascii=is_ascii, indent=indent, separators=separators)
    if colon:  # the one other way to write a colon; in a string, where every quote is even
        sent = sent.replace("::", "\\u003a:", 1)
    if has_name_twice(tree):
        with pytest.raises(Invalid, match=r"stands twice in one object|NUL|is not JSON"):
            parse(sent)
    value = verdict_of_both(sent)
    if value is not None:
        assert value == json.loads(sent)


@pytest.mark.parametrize(
    "sent",
    [
        '{"a":1,"a":2,"b":"\\u003a"}',
        '{"a":1,"a":2,"\\u003A":0}',
        '{"a":":","a":"","b":"\\u003a\\u003A"}',
        '{"a" :1,"a":2,"b":"\\":"}',
        '[{"a":{"b:":1,"b:":1}}]',
        '{"a":1,"\\u0061":2}',
    ],
)
def test_no_colon_in_a_string_makes_up_for_a_name_that_stands_twice(sent):
    with pytest.raises(Invalid, match="stands twice in one object"):
        parse(sent)


DEEP = {
    "arrays": "[" * 100_000 + "]" * 100_000,
    "arrays that never end": "[" * 100_000,
    "objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "both, with blanks and strings full of brackets": '[ {"]}]}\\"]":' * 50_000,
    "inside a batch": "[1," + "[" * 100_000 + "]" * 100_000 + "]",
}
IN_A_SMALL_THREAD = """
import sys, threading
from lms.lrs.validation import Invalid, parse, split
def read(sent):
    for function in (parse, split):
        try:
            found = function(sent)
        except Invalid as refused:
            print(refused)
threading.stack_size(256 * 1024)
thread = threading.Thread(target=read, args=(sys.stdin.read(),))
thread.start()
thread.join()
"""


@pytest.mark.parametrize("case", DEEP)
def test_no_depth_takes_a_thread_with_a_small_stack_down(case):
    """Python's parser and msgspec's both recurse: such a text ended the whole process."""
    done = subprocess.run(
        [sys.executable, "-c", IN_A_SMALL_THREAD],
        input=DEEP[case][: text.MAX_LENGTH],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert "must not nest deeper than 32" in done.stdout


def nested(depth, left="[", right="]"):
    return left * depth + right * depth


@pytest.mark.parametrize(
    "around", ['{"a":%s}', '[{"b":"[[[{{{\\\\\\""},%s]', '{"[":0,"a":%s,"]":"]"}', '{"\\\\":%s}']
)
def test_depth_is_counted_to_the_level_and_not_in_strings(around):
    filler = ",".join(["[]"] * 40)  # wide is not deep
    for depth in (text.MAX_DEPTH - 2, text.MAX_DEPTH - 1):
        parse(around % nested(depth))
        parse(around % f"[{filler},{nested(depth - 1)}]")
    for depth in (text.MAX_DEPTH, text.MAX_DEPTH + 1, 3 * text.MAX_DEPTH):
        with pytest.raises(Invalid, match="must not nest deeper than 32"):
            parse(around % nested(depth))
        with pytest.raises(Invalid, match="must not nest deeper than 32"):
            parse(around % f"[{filler},{nested(depth - 1)}]")


def test_a_text_may_be_a_mebibyte_long_and_no_longer():
    assert len(parse('"' + "a" * (text.MAX_LENGTH - 2) + '"')) == text.MAX_LENGTH - 2
    with pytest.raises(Invalid, match="must not be longer than 1048576 characters"):
        parse('"' + "a" * (text.MAX_LENGTH - 1) + '"')


def test_a_batch_is_cut_into_its_texts_as_received():
    texts = ['{"a" : 1.50,\t"é":"\\u00e9 [,]"}', "{}", '"a\\u0000"', "null", '{"a":1,"a":2}', "1e400"]
    assert split("\n [ " + " ,\r\n".join(texts) + " ] ") == texts
    assert split((f"[{','.join(texts)}]").encode()) == texts
    assert split("[]") == []


def test_one_statement_is_one_text():
    for sent in (' {"a":1} ', "{", "", "null"):
        assert split(sent) == [sent]


@pytest.mark.parametrize(
    "sent", ["[", "[1,]", "[{]", "[1] 2", "[NaN]", '["\x01"]', '["\ud800"]', b'["\xff"]', "[01]", "[{'a':1}]"]
)
def test_a_batch_that_is_no_json_is_refused(sent):
    with pytest.raises(Invalid, match=r"is not JSON|surrogates|UTF-8"):
        split(sent)


def test_a_large_batch_is_cut_however_many_brackets_it_has():
    texts = mix(500)
    assert split(f"[{','.join(texts)}]") == texts
