"""A store as a file, and the file as a store again: the same bytes, whatever happens on the way."""

import gzip
import json
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError
from django.utils import timezone

from lms import outbox
from lms.lrs import store
from lms.lrs.models import (
    Attached,
    Attachment,
    Authority,
    Definition,
    Document,
    Reference,
    Related,
    Statement,
    Targeted,
    Voided,
)
from lms.lrs.portable import files, giving
from lms.lrs.portable.giving import Place
from lms.lrs.store.references import REFERRED
from lms.lrs.store.writing import RECORDED
from lms.outbox.models import OutboxRow
from tests.factories.lrs import AMARA, NOON, statement
from tests.lrs.stores import another_store, export, fill, take

pytestmark = pytest.mark.usefixtures("own_database")

# An export that both databases took in and gave out again as it is: what one writes, the other reads.
KEPT = Path(__file__).parent / "export.jsonl"


def side_tables():
    """What follows from the statements, without the secret keys."""
    return {
        model.__name__: sorted(model.objects.values_list(*columns))
        for model, columns in [
            (Attached, ["statement", "sha2"]),
            (Attachment, ["sha2"]),
            (Definition, ["iri", "parts"]),
            (Reference, ["seq", "uuid", "target"]),
            (Targeted, ["seq", "target"]),
            (Voided, ["target", "voiding"]),
            (Related, ["seq"]),
            (Statement, ["seq", "uuid", "stored", "happened", "body"]),
        ]
    } | {"authorities": sorted(set(Authority.objects.values_list("body", flat=True)))}


@pytest.mark.parametrize("name", ["store.jsonl", "store.jsonl.gz"])
def test_a_store_elsewhere_that_took_it_in_gives_out_the_same_bytes(tmp_path, request, name):
    fill()
    written = export(tmp_path / name)
    tables, found = side_tables(), store.statements_of(AMARA)
    assert len(tables["Attached"]) == len(tables["Definition"]) == 1
    assert len(tables["Targeted"]) == 2
    with another_store(request):
        take(tmp_path / name)
        outbox.drain(at=timezone.now())
        assert export(tmp_path / f"again-{name}") == written
        here = side_tables()
        assert {n: rows for n, rows in here.items() if n != "authorities"} == {
            n: rows for n, rows in tables.items() if n != "authorities"
        }
        assert store.statements_of(AMARA) == found  # found under keys of another secret
        assert Document.objects.count() == 3


def test_a_file_that_either_database_wrote_is_the_same_after_a_round_trip(tmp_path):
    take(KEPT)
    assert export(tmp_path / "again.jsonl") == KEPT.read_bytes()


def test_every_line_is_json_and_a_statement_stands_in_it_as_it_was_received(tmp_path):
    fill()
    for line in export(tmp_path / "store.jsonl").splitlines():
        json.loads(line)
    lines = [json.loads(line) for line in (tmp_path / "store.jsonl").read_bytes().splitlines()]
    seen = {UUID(line["id"]): line for line in lines if "seq" in line and "id" in line}
    raw = (tmp_path / "store.jsonl").read_text()
    for row in Statement.objects.all():
        line = seen[row.uuid]
        assert ("timestamp" in line) == ("timestamp" not in json.loads(row.body))
        assert line.get("text") == row.body or f'"statement":{row.body}}}\n' in raw


def test_taking_it_in_twice_changes_nothing(tmp_path, request):
    fill()
    export(tmp_path / "store.jsonl")
    with another_store(request):
        take(tmp_path / "store.jsonl")
        before = side_tables()
        OutboxRow.objects.all().delete()
        take(tmp_path / "store.jsonl")
        assert side_tables() == before
        assert not OutboxRow.objects.filter(topic__in=[RECORDED, REFERRED]).exists()


def test_only_what_was_stored_since_a_place(tmp_path, request):
    store.record([statement(), statement()], at=NOON)
    last = Statement.objects.latest("seq").seq
    [later] = store.record([statement()], at=NOON)
    export(tmp_path / "some.jsonl", since_seq=last)
    lines = [json.loads(line) for line in (tmp_path / "some.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines if "id" in line] == [str(later)]
    assert lines[-1]["statements"] == 1


class Stop(Exception):
    pass


@pytest.mark.parametrize("name", ["store.jsonl", "store.jsonl.gz"])
@pytest.mark.parametrize("portions", [1, 2, 5, 8])
def test_an_interrupted_export_goes_on_and_comes_to_the_same_bytes(tmp_path, monkeypatch, name, portions):
    fill()
    monkeypatch.setattr(giving, "PAGE", 3)
    monkeypatch.setattr(files, "SAVED_EVERY", 0.0)
    whole = export(tmp_path / "whole" / name) if (tmp_path / "whole").mkdir() is None else b""
    path, left = tmp_path / name, portions

    def stop(place):
        nonlocal left
        left -= 1
        if not left:
            raise Stop

    with pytest.raises(Stop):
        files.write(path, Place(since=-1, before=2**63 - 1), resume=False, report=stop)
    assert not path.exists()
    with files.part_of(path).open("ab") as file:  # the machine went down in the middle of a line
        file.write(b'{"seq":12,"id"')
    assert export(path) == whole
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([name, "whole"])
    if name.endswith("gz"):
        assert gzip.decompress(whole).endswith(b"}\n")


def test_an_export_never_writes_over_a_file(tmp_path):
    (tmp_path / "store.jsonl").write_text("precious")
    with pytest.raises(CommandError, match="is there already"):
        export(tmp_path / "store.jsonl")
