"""A file that somebody changed by hand: refused by the line, alike on both databases, with no traceback."""

import json

import pytest
from django.core.management import CommandError, call_command

from lms.lrs.models import Definition, Document, Statement
from lms.lrs.portable import lines, taking
from lms.lrs.store import record
from tests.factories.lrs import NOON, statement

pytestmark = pytest.mark.django_db
DOCUMENT = {
    "document": "state",
    "activity": "https://example.org/a",
    "agent": "mailto:amara@example.org",
    "name": "bookmark",
    "contentType": "text/plain",
    "updated": "2026-01-01T00:00:00Z",
    "authority": {"mbox": "mailto:lrs@example.org"},
    "content": "",
}
DEFINITION = {
    "definition": "https://example.org/a",
    "seq": 5,
    "parts": {"type": [5, "https://example.org/t"]},
}


def take(path, *rows):
    counts = {
        "attachments": 0,
        "statements": 0,
        "definitions": sum("definition" in row for row in rows),
        "documents": sum("document" in row for row in rows),
    }
    made = [json.dumps(row, separators=(",", ":")) for row in (*rows, {"end": True, **counts})]
    path.write_bytes(lines.HEAD + "".join(f"{one}\n" for one in made).encode())
    call_command("lrs_import", str(path), verbosity=0)


def test_lines_as_they_should_be_are_taken(tmp_path):
    take(tmp_path / "store.jsonl", DEFINITION, DOCUMENT)
    assert (Definition.objects.count(), Document.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (DEFINITION | {"definition": "https://example.org/\0"}, "IRI"),
        (DEFINITION | {"seq": 10**25}, "is no seq"),
        (DEFINITION | {"seq": -1}, "is no seq"),
        (DEFINITION | {"parts": {"type": [10**25, "x"]}}, "is no seq"),
        (DEFINITION | {"parts": {"type": [{}, "x"]}}, "a pair of seq and value"),
        (DEFINITION | {"parts": {"type": [5]}}, "a pair of seq and value"),
        (DEFINITION | {"parts": []}, "must be an object"),
        (DOCUMENT | {"document": "page"}, "no document of a client"),
        (DOCUMENT | {"activity": "no iri"}, "IRI"),
        (DOCUMENT | {"agent": ""}, "activity and agent"),
        (DOCUMENT | {"document": "agent"}, "has agent"),
        (DOCUMENT | {"agent": "mailto:a\0@example.org"}, "NUL"),
        (DOCUMENT | {"name": "book\0mark"}, "NUL"),
        (DOCUMENT | {"contentType": "text/" + "x" * 255}, "contentType"),
    ],
)
def test_a_line_that_no_store_would_write_is_named(tmp_path, changed, reason):
    take(tmp_path / "there.jsonl", DEFINITION)  # so that both have to be brought together
    with pytest.raises(CommandError, match=rf"^Line 2: .*{reason}"):
        take(tmp_path / "store.jsonl", changed)
    assert not Document.objects.exists()


def test_what_stands_after_the_end_is_refused_wherever_it_falls(tmp_path, monkeypatch):
    record([statement()], at=NOON)
    path = tmp_path / "store.jsonl"
    call_command("lrs_export", str(path), verbosity=0)
    head, *rest = path.read_bytes().splitlines(keepends=True)
    for batch in (1, 250):
        monkeypatch.setattr(taking, "BATCH", batch)
        path.write_bytes(b"".join([head, *rest, rest[0]]))
        with pytest.raises(CommandError, match="end"):
            call_command("lrs_import", str(path), verbosity=0)
    assert Statement.objects.count() == 1
