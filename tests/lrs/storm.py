"""Many writers and readers on one store at once, who share people, activities and registrations.

Each answer is checked when it comes, and everything again when the storm is over: nothing that was
acknowledged is missing, nothing stands there twice, and every filter finds exactly what it should.
"""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import combinations
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from lms.lrs import vocabulary
from tests.lrs.clients import said
from tests.lrs.specified import AGENTS, FILTERS, drawn, meets

COMBINATIONS = [
    {name: value for one in chosen for name, value in one.items()}
    for count in range(3)
    for chosen in combinations(FILTERS, count)
]


@dataclass
class Seen:
    """What the storm has come to so far; threads add to it."""

    acknowledged: dict[str, dict] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    statuses: Counter = field(default_factory=Counter)
    followed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Person:
    """One client, with a connection of its own."""

    def __init__(self, address: str, authorization: str, seen: Seen) -> None:
        self.connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.headers = {
            "Authorization": authorization,
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        }
        self.seen = seen

    def ask(self, method: str, path: str, body: bytes | None = None, *, expect: int = 200):
        self.connection.request(method, path, body, self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        with self.seen.lock:
            self.seen.statuses[answer.status] += 1
            if answer.status != expect:
                self.seen.wrong.append(f"{method} {path[:80]}: {answer.status} {text[:200]!r}")
        through = answer.getheader("X-Experience-API-Consistent-Through")
        return through, json.loads(text) if answer.status == 200 and text else {}

    def post(self, statements: list[dict], *, expect: int = 200) -> None:
        self.ask("POST", "/xapi/statements", json.dumps(statements).encode(), expect=expect)
        if expect == 200:
            with self.seen.lock:
                self.seen.acknowledged.update({made["id"]: made for made in statements})

    def pages(self, **params):
        """Each page of a query, to the last."""
        query = urlencode({name: v if isinstance(v, str) else json.dumps(v) for name, v in params.items()})
        path = f"/xapi/statements?{query}"
        while path:
            begun = time.perf_counter()
            through, page = self.ask("GET", path)
            self.seen.page_ms.append((time.perf_counter() - begun) * 1000)
            yield through, page.get("statements", [])
            path = page.get("more", "")


def refer(target: str, **more) -> dict:
    return said(id=str(uuid4()), object={"objectType": "StatementRef", "id": target}, **more)


def write(person: Person, number: int, requests: int, shared: list[dict]) -> None:
    """Batches of new statements; some sent again, some changed, and some of them voided or referred to."""
    chance = random.Random(number)
    mine: list[dict] = []
    for _ in range(requests):
        batch = [drawn(chance) | {"id": str(uuid4())} for _ in range(chance.randrange(1, 12))]
        batch += chance.sample(shared, 4)
        chance.shuffle(batch)
        person.post(batch)
        mine += [made for made in batch if made not in shared]
        what = chance.random()
        if what < 0.2:
            person.post(chance.sample(batch, len(batch)))
        elif what < 0.3:
            changed = chance.choice(batch) | {"result": {"response": "another"}}
            person.post([drawn(chance) | {"id": str(uuid4())}, changed], expect=409)
        elif what < 0.5:
            target = mine.pop(chance.randrange(len(mine)))["id"]
            person.post([refer(target, verb={"id": vocabulary.VOIDED}, actor=chance.choice(AGENTS))])
            with person.seen.lock:
                person.seen.voided.add(target)
        elif what < 0.7:
            person.post([refer(chance.choice(mine)["id"], actor=chance.choice(AGENTS))])


def read(person: Person, number: int) -> None:
    """Pages of any query, as long as others write: what is found meets it, once, in order."""
    chance = random.Random(1000 + number)
    while not person.seen.over.is_set():
        params = chance.choice(COMBINATIONS)
        is_ascending = chance.random() < 0.5
        found: list[dict] = []
        for _, page in person.pages(**params, limit="20", **({"ascending": "true"} if is_ascending else {})):
            found += page
            if len(found) > 200:
                break
        moments = [made["stored"] for made in found]
        wrong = [made["id"] for made in found if not _meets(made, params, person.seen.acknowledged)]
        if len({made["id"] for made in found}) != len(found) or wrong:
            person.seen.wrong.append(f"{params}: {len(found)} found, of which {wrong} should not be there")
        if moments != sorted(moments, reverse=not is_ascending):
            person.seen.wrong.append(f"{params}: out of order")


def follow(person: Person) -> None:
    """One reader goes up the store by the moment through which it is complete, and must miss nothing."""
    since = "2000-01-01T00:00:00Z"
    while True:
        is_last = person.seen.over.is_set()
        if is_last:
            time.sleep(1.2)  # longer than the store may lag behind
        first = None
        for through, page in person.pages(since=since, ascending="true", limit="50"):
            first = first or through
            person.seen.followed += [made["id"] for made in page if made["stored"] <= first]
        since = first or since
        if is_last:
            return
        time.sleep(0.05)


def _meets(made: dict, params: dict, known: dict[str, dict]) -> bool:
    """It meets a query itself, or what it targets does."""
    target = made["object"]
    if target.get("objectType") == "StatementRef":
        behind = known.get(target["id"])
        return meets(made, params) or behind is None or meets(behind, params)
    return meets(made, params)


def storm(address: str, authorization: str, *, writers: int, readers: int, requests: int) -> Seen:
    """Let them loose, and look at everything when they are done. `wrong` of what is returned is empty if all
    is well.
    """
    seen = Seen()
    shared = [drawn(random.Random(n)) | {"id": str(uuid4())} for n in range(30)]
    person = lambda: Person(address, authorization, seen)  # noqa: E731
    writing = [
        threading.Thread(target=_guarded, args=(write, person(), n, requests, shared)) for n in range(writers)
    ]
    reading = [threading.Thread(target=_guarded, args=(read, person(), n)) for n in range(readers - 1)]
    reading.append(threading.Thread(target=_guarded, args=(follow, person())))
    for thread in [*writing, *reading]:
        thread.start()
    for thread in writing:
        thread.join()
    seen.over.set()
    for thread in reading:
        thread.join()
    missed = seen.acknowledged.keys() - seen.voided - set(seen.followed)
    if missed:
        seen.wrong.append(f"who followed the store missed {sorted(missed)}")
    if len(set(seen.followed)) != len(seen.followed):
        seen.wrong.append("who followed the store was given some twice")
    last = person()
    for params in COMBINATIONS:
        found = [made["id"] for _, page in last.pages(**params, limit="500") for made in page]
        expected = {
            uuid
            for uuid, made in seen.acknowledged.items()
            if uuid not in seen.voided and _meets(made, params, seen.acknowledged)
        }
        if len(found) != len(set(found)) or set(found) != expected:
            seen.wrong.append(f"{params}: {set(found) ^ expected}, {len(found)} of {len(expected)}")
    last.connection.close()
    return seen


def _guarded(work, person: Person, *arguments) -> None:
    try:
        work(person, *arguments)
    except Exception as error:
        person.seen.wrong.append(f"{work.__name__}: {error!r}")
    finally:
        person.connection.close()
