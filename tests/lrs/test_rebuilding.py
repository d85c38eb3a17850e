"""What follows from the statements: deleted and made again it is the same, and a check names what differs."""

import contextlib
import io
import itertools
import json
import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from lms import outbox
from lms.audit import append_only
from lms.lrs import auth, store
from lms.lrs.models import Definition, Reference, Related, Statement, Targeted, TargetedRelated, Voided
from lms.lrs.store import definitions, removing
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON, statement, voiding
from tests.lrs.clients import Xapi, said
from tests.lrs.stores import fill

pytestmark = pytest.mark.django_db
ACTIVITY = "https://example.org/b"
NAMES = [
    "lrs_reference",
    "lrs_targeted",
    "lrs_targeted_related",
    "lrs_related",
    "lrs_voided",
    "lrs_definition",
]
FREE = [Definition, TargetedRelated, Targeted, Reference]


def referring(target, **more):
    return statement(object={"objectType": "StatementRef", "id": str(target)}, **more)


def defining(name, language="en", iri=ACTIVITY):
    return said(object={"id": iri, "definition": {"name": {language: name}}})


def tables():
    found = {}
    for model in (Definition, Reference, Related, Targeted, TargetedRelated, Voided):
        columns = [field.attname for field in model._meta.concrete_fields]
        found[model.__name__] = sorted(map(repr, model.objects.values_list(*columns)))
    return found


def later():
    outbox.drain(at=timezone.now() + timedelta(hours=1))


def rebuild():
    call_command("rebuild", *NAMES, stdout=io.StringIO())


def differences():
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("rebuild", *NAMES, "--check", stdout=out)
    return [line.strip() for line in out.getvalue().splitlines() if line.startswith("  ")]


def lifted(*names):
    return append_only.maintenance(tables=names, by=None, reason="test", at=timezone.now())


@pytest.fixture
def filled():
    fill()
    first, second, third = (uuid4() for _ in range(3))
    store.record([statement(id=first), referring(first, id=second), referring(second, id=third)], at=NOON)
    store.record([referring(uuid4()), voiding(first)], at=NOON)
    later()
    return [first, second, third]


def test_every_row_deleted_a_rebuild_makes_the_same(filled):
    before = tables()
    assert all(before.values())
    assert differences() == []
    for model in FREE:
        model.objects.all().delete()
    with lifted("lrs_related", "lrs_voided"):
        Related.objects.all().delete()
        Voided.objects.all().delete()
    assert differences()
    rebuild()
    assert tables() == before
    assert differences() == []


def test_where_nothing_differs_a_rebuild_writes_nothing(filled, django_assert_max_num_queries):
    with django_assert_max_num_queries(80) as queries:
        rebuild()
    assert [sql["sql"] for sql in queries if sql["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}] == []


def test_a_page_at_a_time_comes_to_the_same(filled, monkeypatch):
    from lms.lrs.store.rebuilding import definitions as defined
    from lms.lrs.store.rebuilding import pages, side, voided

    for module in (pages, side, voided, defined):
        monkeypatch.setattr(module, "PAGE", 2)
    before = tables()
    assert differences() == []
    for model in FREE:
        model.objects.all().delete()
    rebuild()
    assert tables() == before


def test_a_check_names_the_table_and_the_statement(filled):
    first, _, third = filled
    seq = Statement.objects.get(uuid=third).seq
    broken = {
        "has no row": lambda: Reference.objects.filter(uuid=third).delete(),
        "a row too many: 0000": lambda: Reference.objects.create(seq=5, uuid=UUID(int=5), target=first),
        "says of the statement": lambda: Reference.objects.filter(uuid=third).update(target=uuid4()),
        f"does not find the statement {third} under {first}": lambda: Targeted.objects.filter(
            seq=seq, target=first
        ).delete(),
        "lrs_targeted has a row too many": lambda: Targeted.objects.create(
            seq=seq, target=uuid4(), verb=1, actor=1, related=[]
        ),
        "lrs_targeted has other columns": lambda: Targeted.objects.filter(seq=seq, target=first).update(
            verb=1
        ),
        "lrs_targeted_related does not find": lambda: TargetedRelated.objects.filter(seq=seq).delete(),
        "lrs_targeted_related has a row too many": lambda: TargetedRelated.objects.create(
            key=7, seq=seq, target=first
        ),
        "lrs_definition has no row": lambda: Definition.objects.filter(iri=ACTIVITY).delete(),
        "lrs_definition has a row too many": lambda: Definition.objects.create(
            key=definitions.key_of("activity", "https://x.org/n"),
            iri="https://x.org/n",
            parts=json.dumps({"type": [seq, "https://x.org/t"]}),
            seq=seq,
        ),
        "lrs_definition says something else": lambda: Definition.objects.filter(iri=ACTIVITY).update(
            parts=Definition.objects.get(iri=ACTIVITY).parts.replace("Egg", "Ham")
        ),
    }
    before = tables()
    for says, harm in broken.items():
        harm()
        found = differences()
        assert any(says in one for one in found), (says, found)
        rebuild()
        assert differences() == [], says
        assert tables() == before, says


def test_what_triggers_protect_is_added_to_and_never_deleted(filled):
    seq = Statement.objects.get(uuid=filled[0]).seq
    Related.objects.create(key=7, seq=seq)
    Voided.objects.create(target=UUID(int=7), voiding=filled[1])
    found = differences()
    assert any("lrs_related has a row too many" in one and str(seq) in one for one in found)
    assert any("lrs_voided has a row too many" in one and str(UUID(int=7)) in one for one in found)
    rebuild()
    assert differences() == found


def test_who_counted_a_statement_hears_that_it_is_voided_after_all(filled):
    with lifted("lrs_voided"):
        Voided.objects.filter(target=filled[0]).delete()
    OutboxRow.objects.all().delete()
    rebuild()
    assert OutboxRow.objects.filter(payload__statement=str(filled[0]), payload__voided=True).exists()


def test_any_order_of_arrival_gives_the_same_rows():
    first, second, third = (uuid4() for _ in range(3))
    log = [statement(id=first), referring(first, id=second), referring(second, id=third), voiding(first)]
    seen = set()
    for order in itertools.permutations(log):
        for one in order:
            store.record([one], at=NOON)
        assert differences() == []
        before = tables()
        for model in FREE:
            model.objects.all().delete()
        rebuild()
        assert tables() == before
        names = dict(Statement.objects.values_list("seq", "uuid"))
        seen.add(
            repr(
                (
                    sorted(
                        (names[seq], target) for seq, target in Targeted.objects.values_list("seq", "target")
                    ),
                    sorted(Voided.objects.values_list("target", "voiding")),
                )
            )
        )
        removing.remove(list(names), reason="test", details={}, by=None, at=timezone.now())
    assert len(seen) == 1


def test_definitions_of_any_order_with_and_without_the_right():
    client, content = Xapi("all"), Xapi("statements/write")
    rows = [(client, defining("One")), (client, defining("Un", "cy")), (content, defining("Wrong"))]
    random.shuffle(rows)
    for who, one in rows:
        who.send(one)
    assert differences() == []  # it waits in the outbox
    later()
    assert differences() == []
    before = tables()
    Definition.objects.all().delete()
    assert "lrs_definition has no row" in differences()[0]
    rebuild()
    assert tables() == before
    assert definitions.definition_of(ACTIVITY) == {"name": {"en": "One", "cy": "Un"}}


def test_a_credential_that_is_revoked_since_had_the_right_then():
    client = Xapi("all")
    client.send(defining("One"))
    later()
    auth.revoke(client.credential, by=None, at=timezone.now())
    assert differences() == []
    before = tables()
    Definition.objects.all().delete()
    rebuild()
    assert tables() == before


def test_what_two_processes_passed_over_is_mended():
    client = Xapi("all")
    client.send(defining("One"))
    client.send(defining("Two"))  # by another process
    definitions._seen[ACTIVITY] = {"name": {"en": "One"}}
    client.send(defining("One"))  # this process knows it: no row in the outbox
    later()
    assert any("lrs_definition says something else" in one for one in differences())
    rebuild()
    assert definitions.canonical([ACTIVITY])[ACTIVITY]["name\nen"][1] == "One"
    assert differences() == []


def test_a_definition_stays_whose_statement_was_taken_out():
    Xapi("all").send(defining("One"))
    later()
    seqs = list(Statement.objects.values_list("seq", flat=True))
    removing.remove(seqs, reason="test", details={}, by=None, at=timezone.now())
    assert differences() == []
    rebuild()
    assert definitions.definition_of(ACTIVITY) == {"name": {"en": "One"}}


@pytest.mark.parametrize("set_aside", [False, True])
def test_a_reference_that_crossed_its_target_waits_in_the_outbox(set_aside):
    first, second = uuid4(), uuid4()
    store.record([referring(first, id=second)], at=NOON)
    with connection.cursor() as cursor:  # as if its target had come at the same moment
        cursor.execute("DELETE FROM lrs_reference")
    store.record([statement(id=first)], at=NOON)
    rebuild_reference = Statement.objects.get(uuid=second)
    Reference.objects.create(seq=rebuild_reference.seq, uuid=second, target=first)
    if set_aside:
        OutboxRow.objects.filter(topic="statement.referred").update(dead_at=NOON)
    found = [one for one in differences() if "lrs_targeted does not find" in one]
    assert bool(found) == set_aside
