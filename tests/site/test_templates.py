"""What holds for every template of the site, whoever owns it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(settings.BASE_DIR)) for path in TEMPLATES]

REFUSED = {
    "a style attribute": re.compile(r"""\sstyle\s*=\s*["']""", re.I),
    "a style element": re.compile(r"<style[\s>]", re.I),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "an event handler": re.compile(r"""<[^>]+\son[a-z]+\s*=\s*["']""", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something of another site": re.compile(
        r"""<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?//""", re.I
    ),
    "HTML that is not escaped": re.compile(r"\|\s*safe\b(?!seq)|\{%\s*autoescape\s+off"),
}

# Written to a file by a command and never served, so no policy is there to refuse it.
WRITTEN = {("templates/bank/book.html", "a style element")}


def words_of(path: Path) -> str:
    return re.sub(
        r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", "", path.read_text(encoding="utf-8"), flags=re.S
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_template_holds_nothing_that_the_content_policy_refuses(path: Path):
    words, name = words_of(path), str(path.relative_to(settings.BASE_DIR))

    found = {(name, what) for what, pattern in REFUSED.items() if pattern.search(words)}
    assert found <= WRITTEN


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color: red">',
        "<script>go()</script>",
        '<a href="#" onclick="go()">',
        "{{ body|safe }}",
        '<link rel="stylesheet" href="https://example.org/a.css">',
    ],
)
def test_the_walk_would_find_it(html: str):
    assert any(pattern.search(html) for pattern in REFUSED.values())
