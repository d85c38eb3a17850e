"""Another record store over real sockets: it keeps what it is sent, and fails as it is told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

AUTHORIZATION = "Basic d2F5bWFyazpzZXNhbWU="  # waymark:sesame


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    statements: list[dict[str, Any]]
    parts: dict[str, bytes] = field(default_factory=dict)

    @property
    def ids(self) -> list[str]:
        return [statement["id"] for statement in self.statements]


Answer = tuple[int, dict[str, str], str]  # status, headers, body


@dataclass
class OtherStore:
    """`kept` is in the order of arrival, each id once. `fails` may answer a request before it is read."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    poison: dict[str, int] = field(default_factory=dict)  # ids that are refused, with which status
    fails: Callable[[Asked], Answer | None] = lambda asked: None
    seconds: float = 0.0  # before each answer
    connections: int = 0

    @property
    def endpoint(self) -> str:
        return f"{self.address}/xapi"

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        time.sleep(self.seconds)
        failed = self.fails(asked)
        if failed is not None:
            return failed
        refused = [(id, self.poison[id]) for id in asked.ids if id in self.poison]
        if refused:  # a batch is all or nothing
            id, status = refused[0]
            return status, {}, json.dumps({"message": f"{id}: no, thank you"})
        for statement in asked.statements:
            self.kept.setdefault(statement["id"], statement)
        self.parts |= asked.parts
        return 200, {}, json.dumps(asked.ids)


def _handler(store: OtherStore) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            store.connections += 1
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = _asked(self.path, dict(self.headers.items()), body)
            if asked.headers.get("Authorization") != AUTHORIZATION:
                status, headers, said = 401, {}, "who are you?"
                store.asked.append(asked)
            else:
                status, headers, said = store.answer(asked)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *args: Any) -> None:
            pass

    return Handler


def _asked(path: str, headers: dict[str, str], body: bytes) -> Asked:
    kind = headers["Content-Type"]
    if kind == "application/json":
        return Asked(path, headers, json.loads(body))
    message = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    first, *rest = message.get_payload()
    parts = {part["X-Experience-API-Hash"]: part.get_payload(decode=True) for part in rest}
    return Asked(path, headers, json.loads(first.get_payload(decode=True)), parts)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed while it is answered is what some tests are about."""


@contextmanager
def running(port: int = 0, **told: Any) -> Iterator[OtherStore]:
    store = OtherStore(**told)
    server = Server(("127.0.0.1", port), _handler(store))
    store.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
