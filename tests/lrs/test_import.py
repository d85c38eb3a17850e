"""A file back into a store: what is broken is named, what is there is passed over."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError

from lms.lrs import store
from lms.lrs.models import Document, Related, Statement
from lms.lrs.store.writing import RECORDED
from lms.outbox.models import OutboxRow
from tests.factories.lrs import AMARA, NOON, statement, voiding
from tests.lrs.clients import Xapi, said
from tests.lrs.stores import ABSENT, another_store, export, fill, take

pytestmark = pytest.mark.usefixtures("own_database")


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
        (
            lambda line: broken(line, seq=7_258_118_400_000_000 << 10, stored="2200-01-01T00:00:00Z").replace(
                b'{"seq": ', b'{"seq":'
            ),
            "has not come yet",
        ),
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
