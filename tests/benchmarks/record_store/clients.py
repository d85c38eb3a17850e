"""A server of the record store, and clients that send to it and check every answer."""

import http.client
import json
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from lms.lrs import auth
from tests import databases, server
from tests.benchmarks.load import tree
from tests.benchmarks.statements import mix

WORKERS = 2


@dataclass(frozen=True)
class Served:
    """A server that runs, and a credential for it."""

    address: str
    pid: int
    authorization: str

    def processes(self) -> list[int]:
        return tree(self.pid)

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)

    def send(
        self, client: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None
    ) -> tuple[int, bytes]:
        headers = {"Authorization": self.authorization, "X-Experience-API-Version": "1.0.3"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        client.request(method, f"/xapi/{path}", body, headers)
        answer = client.getresponse()
        return answer.status, answer.read()

    def evenly(self, count: int) -> list[http.client.HTTPConnection]:
        """Connections that the workers share alike. A connection stays with the worker that took it, and the
        first few may all be taken by one: then the other rests, and what is measured is luck.
        """
        kept: list[http.client.HTTPConnection] = []
        of: dict[int, int] = {}
        for _ in range(200):
            client = self.connect()
            self.send(client, "GET", "about")
            worker = self._worker_of(client.sock.getsockname()[1])
            if of.get(worker, 0) < -(-count // WORKERS):
                of[worker] = of.get(worker, 0) + 1
                kept.append(client)
            else:
                client.close()
            if len(kept) == count:
                return kept
        raise RuntimeError(f"{WORKERS} workers do not share {count} connections: {of}")

    def _worker_of(self, port: int) -> int:
        """The process that holds the other end of a connection of ours, by the tables of Linux."""
        ours = urlsplit(self.address).port or 0
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        ends = {row[9] for row in rows if row[1].endswith(f":{ours:04X}") and row[2].endswith(f":{port:04X}")}
        for pid in self.processes():
            for held in Path(f"/proc/{pid}/fd").iterdir():
                if held.is_symlink() and str(held.readlink()).removeprefix("socket:[")[:-1] in ends:
                    return pid
        raise RuntimeError(f"No process of the server holds the connection from port {port}.")


@contextmanager
def served(*, threads: int = 1) -> Iterator[Served]:
    """The project's server, two workers, on the copy of the database that is in use. A second thread in each
    helps where requests wait, and costs where two cores are busy anyway.
    """
    issued = auth.issue(name="bench", scopes=["all"], by=None, at=timezone.now())
    pair = f"{issued.credential.username}:{issued.secret}"
    with tempfile.TemporaryDirectory() as folder:
        url = databases.url_for(connection.settings_dict["NAME"])
        with server.running(database_url=url, folder=Path(folder), workers=WORKERS, threads=threads) as (
            address,
            process,
        ):
            yield Served(address, process.pid, f"Basic {b64encode(pair.encode()).decode()}")


def texts(count: int, seed: int) -> list[str]:
    """Statements that may be sent as JSON: each attachment says where it is."""
    made = []
    for text in mix(count, seed=seed):
        said = json.loads(text)
        said["id"] = str(uuid4())
        for attachment in said.get("attachments", []):
            attachment["fileUrl"] = "https://files.example.org/1"
        made.append(json.dumps(said, ensure_ascii=False, separators=(",", ":")))
    return made
