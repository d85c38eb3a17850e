"""A client of the record store over HTTP, with a credential of its own."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from lms.lrs import auth
from tests.factories.lrs import NOON

VERSIONS = ("1.0.3", "2.0.0")


class Xapi:
    """Speaks one version of xAPI; `headers` of a call go over those that every request has."""

    def __init__(self, *scopes: str, version: str = "1.0.3", name: str = "A course", **more: Any) -> None:
        self.issued = auth.issue(name=name, scopes=scopes or ["all"], by=None, at=timezone.now(), **more)
        self.credential, self.version = self.issued.credential, version
        pair = f"{self.credential.username}:{self.issued.secret}"
        self.authorization = f"Basic {b64encode(pair.encode()).decode()}"
        self.client = Client()

    @property
    def authority(self) -> dict[str, Any]:
        return json.loads(self.credential.authority.body)

    def ask(self, method, resource, body=b"", *, headers=None, content_type="application/json", **params):
        """`body` may be bytes, text, or what is sent as JSON; `params` may be JSON too."""
        if not isinstance(body, bytes | str):
            body = json.dumps(body)
        query = urlencode({name: v if isinstance(v, str) else json.dumps(v) for name, v in params.items()})
        sent = {
            "Authorization": self.authorization,
            "X-Experience-API-Version": self.version,
            **(headers or {}),
        }
        return self.client.generic(
            method,
            f"/xapi/{resource}" + (f"?{query}" if query else ""),
            body,
            content_type=content_type,
            headers={name: value for name, value in sent.items() if value is not None},
        )

    def get(self, resource="statements", **more):
        return self.ask("GET", resource, **more)

    def post(self, body, resource="statements", **more):
        return self.ask("POST", resource, body, **more)

    def put(self, body, resource="statements", **more):
        return self.ask("PUT", resource, body, **more)

    def delete(self, resource, **more):
        return self.ask("DELETE", resource, **more)

    def send(self, *statements):
        """Store them, and give their ids."""
        answer = self.post(list(statements))
        assert answer.status_code == 200, answer.content
        return answer.json()

    def found(self, **params):
        """The ids of the statements that a query finds."""
        answer = self.get(**params)
        assert answer.status_code == 200, answer.content
        return [statement["id"] for statement in answer.json()["statements"]]


def said(**more):
    """A statement of somebody elsewhere, as short as it may be."""
    return {
        "actor": {"mbox": "mailto:daniel@example.org"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"id": "https://example.org/activities/one"},
        "timestamp": NOON.isoformat(),
        **more,
    }


def multipart(statements, *parts, boundary="boundary", headers=()):
    """A multipart/mixed body and its content type; each part is (headers, content)."""
    pieces = [
        ({"Content-Type": "application/json", **dict(headers)}, json.dumps(statements).encode()),
        *parts,
    ]
    body = b""
    for head, content in pieces:
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        body += f"--{boundary}\r\n{lines}\r\n".encode() + content + b"\r\n"
    return {
        "body": body + f"--{boundary}--\r\n".encode(),
        "content_type": f"multipart/mixed; boundary={boundary}",
    }
