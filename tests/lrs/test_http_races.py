"""Many clients at once against the real server with several workers (security guide, rows 74 and 75), and an
independent client (tincan) against the same server.
"""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
import tincan  # noqa: TID251 (an independent client, not a builder)

from lms.lrs.models import Document, Related, Statement
from tests import databases, server
from tests.factories.lrs import statement, voiding
from tests.lrs.clients import Xapi, said
from tests.lrs.storm import storm

AT_ONCE = 50
WORKERS = 3


@pytest.fixture
def site(own_database, request, tmp_path):
    """The address of a server of three workers on a database of its own, and a client that may do all."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    xapi = Xapi()
    url = databases.url_for(databases.copy_name(f"own_{worker}"))
    with server.running(database_url=url, folder=tmp_path, workers=WORKERS, threads=2) as (address, _):
        yield address, xapi


def ask(site, method, path, body="", headers=None):
    """One request on a connection of its own; (status, headers, text)."""
    address, xapi = site
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    sent = {
        "Authorization": xapi.authorization,
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
        **(headers or {}),
    }
    connection.request(method, f"/xapi/{path}", body=body.encode(), headers=sent)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def all_at_once(calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


def put(site, uuid, made):
    return lambda: ask(site, "PUT", f"statements?statementId={uuid}", json.dumps(made))[0]


def post(site, batch):
    return lambda: ask(site, "POST", "statements", json.dumps(batch))[0]


def test_clients_at_once(site):
    """One server start for all: what each part leaves behind does not touch the next."""
    same_id_with_one_content(site)
    same_id_with_other_contents(site)
    overlapping_batches(site)
    a_batch_with_a_conflict(site)
    one_winner_for_a_document(site)
    a_document_that_comes_and_goes(site)
    voids_and_targets_that_cross(site)
    pages_while_others_write(site)
    eight_writers_and_four_readers(site)


def eight_writers_and_four_readers(site):
    """Every filter stays exact, and who follows the store misses nothing. The client reads its own alone."""
    address, _ = site
    alone = Xapi("statements/write", "statements/read/mine", "void")
    seen = storm(address, alone.authorization, writers=8, readers=4, requests=8)
    assert seen.wrong == []
    assert seen.statuses.keys() == {200, 409}


def same_id_with_one_content(site):
    made = statement()
    assert set(all_at_once([put(site, made["id"], made)] * AT_ONCE)) == {204}
    assert set(all_at_once([post(site, made)] * AT_ONCE)) == {200}
    assert Statement.objects.filter(uuid=made["id"]).count() == 1


def same_id_with_other_contents(site):
    uuid = str(uuid4())
    calls = [put(site, uuid, said(result={"response": str(n)})) for n in range(AT_ONCE)]
    assert sorted(all_at_once(calls)) == [204] + [409] * (AT_ONCE - 1)
    assert Statement.objects.filter(uuid=uuid).count() == 1


def overlapping_batches(site):
    for _ in range(3):
        shared = [statement() for _ in range(30)]
        batches = [random.sample(shared, 20) for _ in range(16)]
        assert set(all_at_once([post(site, batch) for batch in batches])) == {200}
        ids = {made["id"] for batch in batches for made in batch}
        kept = Statement.objects.filter(uuid__in=ids)
        assert kept.count() == len(ids)
        assert Related.objects.filter(seq__in=kept.values("seq")).count() == 4 * len(ids)


def a_batch_with_a_conflict(site):
    made = statement()
    assert post(site, made)() == 200
    before = Statement.objects.count()
    batch = [statement(), made | {"result": {"success": False}}, statement()]
    assert set(all_at_once([post(site, batch)] * 10)) == {409}
    assert Statement.objects.count() == before


def one_winner_for_a_document(site):
    query = urlencode({"activityId": "http://x.org/a", "profileId": "race"})
    first = [
        lambda n=n: ask(site, "PUT", f"activities/profile?{query}", f'{{"n":{n}}}', {"If-None-Match": "*"})[0]
        for n in range(20)
    ]
    assert sorted(all_at_once(first)) == [204] + [412] * 19
    etag = ask(site, "GET", f"activities/profile?{query}")[1]["etag"]
    then = [
        lambda n=n: ask(site, "PUT", f"activities/profile?{query}", f'{{"m":{n}}}', {"If-Match": etag})[0]
        for n in range(20)
    ]
    assert sorted(all_at_once(then)) == [204] + [412] * 19
    merging = [
        lambda n=n: ask(site, "POST", f"activities/profile?{query}", f'{{"k{n}":{n}}}')[0] for n in range(20)
    ]
    assert set(all_at_once(merging)) == {204}
    assert len(json.loads(bytes(Document.objects.get(name="race").content))) == 21  # no merge was lost


def a_document_that_comes_and_goes(site):
    """Some make it and others delete it, all at once: each is answered, none by an error."""
    agent = json.dumps(said()["actor"])
    place = urlencode({"activityId": "http://x.org/a", "agent": agent})
    one = f"activities/state?{place}&stateId=comes"
    calls = [
        lambda method=method, path=path: ask(site, method, path, "{}" if method in "POST PUT" else "")[0]
        for method, path in [
            ("PUT", one),
            ("DELETE", one),
            ("POST", one),
            ("DELETE", f"activities/state?{place}"),
        ]
        for _ in range(100)
    ]
    random.shuffle(calls)
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda call: call(), calls)) == {204}


def voids_and_targets_that_cross(site):
    targets = [statement() for _ in range(20)]
    calls = [post(site, made) for made in targets] + [post(site, voiding(made["id"])) for made in targets]
    random.shuffle(calls)
    assert set(all_at_once(calls)) == {200}
    for made in targets:
        assert ask(site, "GET", f"statements?statementId={made['id']}")[0] == 404
        assert ask(site, "GET", f"statements?voidedStatementId={made['id']}")[0] == 200


def pages_while_others_write(site):
    """Who follows the store upwards, page by page, misses nothing that four writers add meanwhile."""
    verb = f"http://x.org/verbs/{uuid4()}"

    def write():
        return [
            json.loads(ask(site, "POST", "statements", json.dumps([said(verb={"id": verb})] * 5))[2])
            for _ in range(10)
        ]

    seen, since = [], "1970-01-01T00:00:00Z"
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write) for _ in range(4)]
        while True:
            finished = all(writer.done() for writer in writers)
            query = urlencode({"verb": verb, "ascending": "true", "limit": "7", "since": since})
            page = json.loads(ask(site, "GET", f"statements?{query}")[2])["statements"]
            seen += [made["id"] for made in page]
            if page:
                since = page[-1]["stored"]
            elif finished:
                break
    stored = {uuid for writer in writers for ids in writer.result() for uuid in ids}
    assert len(seen) == len(set(seen)) == len(stored) == 200


def test_tincan_as_an_independent_client(site):
    address, xapi = site
    lrs = tincan.RemoteLRS(
        version="1.0.3",
        endpoint=f"{address}/xapi/",
        username=xapi.credential.username,
        password=xapi.issued.secret,
    )
    made = tincan.Statement(statement(happened=None))
    saved = lrs.save_statement(made)
    assert saved.success, saved.data
    got = lrs.retrieve_statement(saved.content.id)
    assert got.content.actor.account.name == made.actor.account.name
    batch = lrs.save_statements([tincan.Statement(said(id=str(uuid4()))) for _ in range(5)])
    assert batch.success
    page = lrs.query_statements({"agent": tincan.Agent(mbox="mailto:daniel@example.org"), "limit": 2})
    found = list(page.content.statements)
    while page.content.more:
        page = lrs.more_statements(page.content)
        found += page.content.statements
    assert {one.id for one in found} == {one.id for one in batch.content}

    assert lrs.save_statement(tincan.Statement(voiding(saved.content.id))).success
    assert not lrs.retrieve_statement(saved.content.id).success
    assert str(lrs.retrieve_voided_statement(saved.content.id).content.id) == str(saved.content.id)

    activity = tincan.Activity(id="http://x.org/a")
    agent = tincan.Agent(mbox="mailto:daniel@example.org")
    state = tincan.StateDocument(id="s", activity=activity, agent=agent, content=bytearray(b"one"))
    assert lrs.save_state(state).success
    read = lrs.retrieve_state(activity, agent, "s")
    assert bytes(read.content.content) == b"one"
    assert lrs.retrieve_state_ids(activity, agent).content == ["s"]
    assert lrs.delete_state(read.content).success
    assert lrs.retrieve_state_ids(activity, agent).content == []
