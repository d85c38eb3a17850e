"""Rich text and blocks as Markdown and back: out and in gives no difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.actions import save_fact
from courses.importing import composing, inline, parsing
from courses.importing import text as running
from courses.importing.bodies import Bodies
from courses.importing.directives import Beside
from courses.importing.facts import FactFile
from courses.importing.inline import NotUnderstood
from courses.models import Fact
from tests.factories.courses import AT

SAID = {
    "fact": "It says so.",
    "sources": [
        {"title": "The framework", "url": "https://www.gov.uk/f"},
        {"title": "A copy", "url": ""},
    ],
    "read_on": "2026-11-23",
    "status": "official-source-read",
}
FACTS = FactFile({"dq-01": SAID, "dq-02": SAID}, {"dq-01": 2, "dq-02": 9})
BESIDE = Beside(facts=FACTS)
pytestmark = pytest.mark.django_db
BODY = """\
A record can be **valid** and *wrong*. [It](https://www.gov.uk/f?a=1&b=2) says why, at 5 \\* 3 < 20 & more.

A snake_case word, 31/02/1990 and “quotes”.

- one
- two with **bold**

1. first
2. second

## A heading

| Field | Rule |
| --- | --- |
| Postcode | Two letters \\| more |
| | empty |

:::table caption="What it \\"covers\\""
| A | B |
| --- | --- |
| 1 | 2 |
:::

:::key-fact fact=dq-01
The six dimensions are **these**.
:::

:::example title="A postcode in Leeds"
A paragraph.

| A | B |
| --- | --- |
| 1 | 2 |

- a list
:::

:::action title="Use it this week"
Look once.
:::

:::definitions
Completeness: Is everything there?
Accuracy: Is it true: really?
:::

:::sources facts="dq-01,dq-02"
:::
"""


def stream_of(text):
    problems = []
    parsed = parsing.parse(
        text,
        first_line=1,
        beside=BESIDE,
        complain=lambda line, name, expected: problems.append((line, name, expected)),
    )
    rows = {key: save_fact(key=key, said=SAID, by=None, at=AT) for key in FACTS.lines}
    bodies = Bodies(locale=None, facts=rows, pictures=BESIDE.pictures, by=None)
    return bodies.body_of(parsed, lambda *problem: problems.append(problem)), problems


def problems_of(text):
    return stream_of(text)[1]


def written(stream):
    return composing.write(stream, page_uuid=str)


def test_every_block_comes_out_as_it_went_in():
    stream, problems = stream_of(BODY)
    assert problems == []
    assert written(stream) == BODY
    assert {child.block_type for child in stream} == {
        *("text", "heading", "table", "key_fact", "example", "action", "definition_list", "sources")
    }


def test_what_is_stored_is_in_order_by_the_rules_of_the_editor():
    stream, _ = stream_of(BODY)
    stream.stream_block.clean(stream)


def test_a_block_names_its_fact_and_holds_none_of_it():
    stream, _ = stream_of(":::key-fact fact=dq-01\nIt says so.\n:::")
    raw = stream.get_prep_value()[0]["value"]
    assert raw == {"text": "<p>It says so.</p>", "fact": Fact.objects.get(key="dq-01").pk}


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), min_size=1))
def test_any_text_comes_back(text):
    text = " ".join(text.split())
    if not text:
        return
    html = f"<p>{inline.escape(text, quote=False)}</p>"
    (line,) = inline.to_markdown(html)
    paragraphs = running.rich_text([line], 1, lambda *problem: pytest.fail(str(problem)))
    assert paragraphs == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <b>b <i>c</i></b> d</p>",
        '<p><a href="https://x.org/(a)">a [b] c</a></p>',
        "<p>one<br/>two</p>",
        "<ul><li>- dash</li><li>1. number</li></ul>",
        "<p>- not a list</p>",
        "<p>1. not a list</p>",
        "<p>## not a heading</p>",
        "<p>a</p><ul><li>b</li></ul><p>c</p><ol><li>d</li><li>e</li></ol>",
    ],
)
def test_text_that_looks_like_marks_stays_text(html):
    lines = [line for part in composing.write_text(html, str) for line in ("", *part.split("\n"))]
    assert running.rich_text(lines, 1, lambda *problem: pytest.fail(str(problem))) == html


def test_a_list_in_a_list_is_told_to_the_author():
    with pytest.raises(NotUnderstood, match="no list inside a list"):
        inline.to_markdown("<ul><li>a<ul><li>b</li></ul></li></ul>")


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("# Too big", 1, "expected ## and a space"),
        ('fine\n\n:::example title="A"\ntext', 3, "expected a line ::: that ends it"),
        (':::exmaple title="A"\ntext\n:::', 1, "expected one of action, check"),
        (":::example\ntext\n:::", 1, 'expected title="…"'),
        (':::example title="A"\n:::', 1, "expected text between"),
        (":::key-fact fact=dq-99\ntext\n:::", 1, "expected the id of a fact"),
        (":::key-fact fact=dq-01\n:::", 1, "expected a paragraph"),
        (':::key-fact source="A"\ntext\n:::', 1, "expected only fact, not source"),
        (":::key-fact\ntext\n:::", 1, 'expected fact="…"'),
        (':::sources facts="dq-01,dq-99"\n:::', 1, "expected the id of a fact"),
        (":::sources\n- fact=dq-01\n:::", 1, "expected nothing between"),
        (":::check question=q1\ntext\n:::", 1, "expected nothing between"),
        (":::definitions\nno colon\n:::", 2, "expected a line such as Term"),
        (":::example title=A title=B\nx\n:::", 1, "expected title once"),
        ("| a | b |\n| 1 | 2 |", 1, "expected a header row"),
        ("| a | b |\n| --- | --- |\n| 1 |", 3, "expected 2 cells"),
        ("one\n\ntwo **bold", 3, "expected ** at the end"),
        ("a [link](javascript:alert(1))", 1, "expected [text](address)"),
        ("a [link](ftp://x.org/a)", 1, "expected an address with https:"),
        ("- a\n  - b", 2, "expected no spaces before a line"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, line, expected):
    found = problems_of(text)
    assert [(number, words) for number, _, words in found if expected in words and number == line], found
