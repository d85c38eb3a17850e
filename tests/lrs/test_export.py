"""A store as a file, and the file as a store again: the same bytes, whatever happens on the way."""

import gzip
import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from lms import outbox
from lms.audit import append_only
from lms.lrs import store, vocabulary
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
from lms.lrs.store import authorities, foundation
from lms.lrs.store.references import REFERRED
from lms.lrs.store.writing import RECORDED
from lms.outbox.models import OutboxRow
from tests import databases
from tests.factories.lrs import AMARA, NOON, statement, voiding
from tests.lrs.clients import Xapi, multipart, said

pytestmark = pytest.mark.usefixtures("own_database")

# An export that both databases took in and gave out again as it is: what one writes, the other reads.
KEPT = Path(__file__).parent / "export.jsonl"
ABSENT = {"If-None-Match": "*"}
PICTURE = b"\x00\x01a picture\xff"


@contextmanager
def another_store(request):
    """An empty store elsewhere, with a secret of its own, in the place of the first."""
    before = connections["default"].settings_dict["NAME"]
    connections["default"].close()
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    databases.use_copy(name=f"elsewhere_{worker}", demo=False)
    lifted = append_only.maintenance(tables=["lrs_store"], by=None, reason="another store", at=timezone.now())
    with lifted, connection.cursor() as cursor:
        cursor.execute("UPDATE lrs_store SET hash_key = %s", ["ab" * 32])
    forget()
    yield
    databases.drop_copy(name=f"elsewhere_{worker}")
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = before
    forget()


def forget():
    foundation._laid_down.cache_clear()
    authorities._text_of.cache_clear()


def fill():
    """Statements of all kinds: ours and a client's, of both versions, voided, targeted, with raw data."""
    first = statement()
    store.record([first, statement(happened=None), statement(account_name="b" * 32)], at=NOON)
    spaced = '{ "actor":{"mbox":"mailto:a@example.org"},\n\t"verb":{"id":"%s"},'
    spaced += '"object":{"id":"https://example.org/é"},"result":{"response":"\u2028\\u00e9"} }\n'
    store.record([spaced % vocabulary.ANSWERED], at=NOON)
    store.record([voiding(first["id"]), voiding(uuid4())], at=NOON)
    client = Xapi("all", name="Nebel & Söhne")
    newer = Xapi("all", name="Newer", version="2.0.0")
    attached = said(
        attachments=[
            {
                "usageType": "https://example.org/picture",
                "display": {"en": "A picture"},
                "contentType": "image/png",
                "length": len(PICTURE),
                "sha2": sha256(PICTURE).hexdigest(),
            }
        ]
    )
    head = {
        "Content-Type": "image/png",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha256(PICTURE).hexdigest(),
    }
    assert client.post(**multipart(attached, (head, PICTURE))).status_code == 200
    defined = {"id": "https://example.org/b", "definition": {"name": {"cy": "Ŵy", "en": "Egg"}}}
    newer.send(said(object=defined), said(object={"objectType": "StatementRef", "id": first["id"]}))
    nobody = said()
    del nobody["timestamp"]
    client.put(json.dumps(nobody), statementId=str(uuid4()))
    agent = {"account": vocabulary.account(AMARA)}
    place = {"activityId": "https://example.org/a", "agent": agent, "stateId": "bookmark"}
    client.put(b"page \xff 3", "activities/state", content_type="application/octet-stream", **place)
    activity = "https://example.org/a"
    client.put({"x": 1}, "activities/profile", activityId=activity, profileId="p", headers=ABSENT)
    client.put({"y": [1]}, "agents/profile", agent=agent, profileId="é", headers=ABSENT)
    assert Document.objects.count() == 3
    outbox.drain(at=timezone.now() + timedelta(hours=1))  # definitions wait a little


def export(path, **options):
    call_command("lrs_export", str(path), verbosity=0, **options)
    return path.read_bytes()


def take(path):
    call_command("lrs_import", str(path), verbosity=0)


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


def test_an_interrupted_import_goes_on(tmp_path, request, monkeypatch):
    from lms.lrs.portable import taking

    fill()
    written = export(tmp_path / "store.jsonl")
    monkeypatch.setattr(taking, "BATCH", 4)
    with another_store(request):
        (tmp_path / "half.jsonl").write_bytes(written[: len(written) * 2 // 3])
        with pytest.raises(CommandError, match="only half of it is there"):
            take(tmp_path / "half.jsonl")
        assert 0 < Statement.objects.count() < 10
        take(tmp_path / "store.jsonl")
        assert export(tmp_path / "again.jsonl") == written


def broken(line, **changes):
    made = {**json.loads(line), **changes}
    return json.dumps({name: value for name, value in made.items() if value is not None}).encode() + b"\n"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda line: b"nonsense\n", "no line of a record store"),
        (lambda line: line[:40] + b"\n", "malformed"),
        (
            lambda line: broken(line, statement={"actor": {}}).replace(b'{"seq": ', b'{"seq":'),
            "verb: is missing",
        ),
        (lambda line: line.replace(b'"mailto:', b'"xmailto:'), "must be a mailto"),
        (lambda line: line.replace(b'"stored":"2', b'"stored":"1'), "not of the moment"),
        (lambda line: line.replace(b'"authority":{', b'"authority":{"x":1,'), "x"),
    ],
)
def test_a_broken_line_is_named_and_nothing_of_its_batch_is_kept(tmp_path, request, spoil, reason):
    store.record([json.dumps(said(id=str(uuid4())), separators=(",", ":")) for _ in range(5)], at=NOON)
    lines = export(tmp_path / "store.jsonl").splitlines(keepends=True)
    with another_store(request):
        lines[3] = spoil(lines[3])
        (tmp_path / "broken.jsonl").write_bytes(b"".join(lines))
        with pytest.raises(CommandError, match=rf"^Line 4: .*{reason}"):
            take(tmp_path / "broken.jsonl")
        assert (Statement.objects.count(), Related.objects.count(), OutboxRow.objects.count()) == (0, 0, 0)


def test_a_statement_that_says_something_else_here_is_refused(tmp_path, request):
    made = statement()
    store.record([made], at=NOON)
    export(tmp_path / "store.jsonl")
    with another_store(request):
        store.record([{**made, "result": {"success": False}}], at=NOON)
        with pytest.raises(CommandError, match=r"^Line 2: .*says something else"):
            take(tmp_path / "store.jsonl")


def test_a_file_without_its_end_is_said_to_be_cut_off(tmp_path, request):
    store.record([statement()], at=NOON)
    lines = export(tmp_path / "store.jsonl").splitlines(keepends=True)
    with another_store(request):
        (tmp_path / "cut.jsonl").write_bytes(b"".join(lines[:-1]))
        with pytest.raises(CommandError, match="it was cut off"):
            take(tmp_path / "cut.jsonl")


def test_where_a_seq_is_taken_the_next_one_of_the_microsecond_serves(tmp_path, request):
    store.record([statement()], at=NOON)
    lines = export(tmp_path / "store.jsonl").splitlines(keepends=True)
    here = Statement.objects.get()
    other = lines[1].replace(str(here.uuid).encode(), str(uuid4()).encode())
    (tmp_path / "other.jsonl").write_bytes(lines[0] + other + lines[2])
    take(tmp_path / "other.jsonl")
    both = list(Statement.objects.all())
    assert len({row.seq >> 10 for row in both}) == 1
    assert len({row.seq for row in both}) == 2


def test_everyone_who_counts_hears_of_what_came_in(tmp_path, request):
    made = statement()
    store.record([made, voiding(made["id"])], at=NOON)
    export(tmp_path / "store.jsonl")
    with another_store(request):
        take(tmp_path / "store.jsonl")
        rows = OutboxRow.objects.filter(topic=RECORDED)
        assert {row.key for row in rows} == {AMARA}
        assert sorted(row.payload.get("voided", False) for row in rows) == [False, True]


def test_of_two_documents_in_one_place_the_newer_stays(tmp_path, request):
    def put(content, when):
        agent = {"mbox": "mailto:a@example.org"}
        Document.objects.all().delete()
        Xapi("all").put(content, "agents/profile", agent=agent, profileId="p", headers=ABSENT)
        Document.objects.update(updated_at=when)

    put({"now": 1}, datetime(2026, 1, 1, tzinfo=UTC))
    export(tmp_path / "store.jsonl")
    put({"now": 2}, datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=1))
    take(tmp_path / "store.jsonl")
    assert bytes(Document.objects.get().content) == b'{"now": 2}'
    Document.objects.update(updated_at=datetime(2025, 1, 1, tzinfo=UTC))
    take(tmp_path / "store.jsonl")
    assert bytes(Document.objects.get().content) == b'{"now": 1}'
