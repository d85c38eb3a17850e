"""Ada opens what a hostile or careless client may have sent: each page shows it, as text."""

import pytest

from tests.lrs import clients
from tests.lrs.admin import RECORDS, ada
from tests.lrs.forwarding import said

__all__ = ["ada"]
pytestmark = pytest.mark.django_db
INDEX = f"{RECORDS}statements/"


def test_what_it_refers_to_may_be_written_in_capitals(ada):
    [target] = said(1)
    reference = {"objectType": "StatementRef", "id": target.upper()}
    [id] = clients.Xapi().send(clients.said(object=reference))
    page = ada.get(f"{INDEX}{id}/")
    assert page.status_code == 200
    assert f'href="{INDEX}{target}/"' in page.content.decode()


NAME = "\u202egnp.exe</script><script>alert(1)</script>{{ 7*7 }}"
MEMBER = {"objectType": "Agent", "mbox": "mailto:member@example.org", "name": NAME}
INNER = {
    "objectType": "SubStatement",
    "actor": {"objectType": "Group", "member": [MEMBER]},
    "verb": {"id": "https://example.org/did"},
    "object": {"objectType": "StatementRef", "id": "0CA447DA-75B1-4FFE-97C0-9D5152F31CEB"},
}
ELSEWHERE = {
    "usageType": "https://example.org/use",
    "display": {"en": NAME},
    "contentType": "text/html",
    "length": 10**18,
    "sha2": "AB" * 32,
    "fileUrl": "javascript:alert(1)",
}


@pytest.mark.parametrize(
    "parts",
    [
        {"actor": {"objectType": "Group", "member": [MEMBER] * 500}},
        {"actor": {"mbox_sha1sum": "A" * 40, "name": " "}},
        {"verb": {"id": "urn:x", "display": {"en": ""}}},
        {"object": {"id": f"https://example.org/{'a' * 5000}", "definition": {"name": {"en": NAME}}}},
        {"object": MEMBER},
        {"object": INNER},
        {"result": {"response": "x" * 900_000}},
        {"attachments": [ELSEWHERE]},
    ],
    ids=["500 members", "blank", "no words", "long", "agent", "inner", "large", "elsewhere"],
)
def test_whatever_is_accepted_is_shown_and_stays_text(ada, parts):
    [id] = clients.Xapi().send(clients.said(**parts))
    for address in (INDEX, f"{INDEX}{id}/"):
        page = ada.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert "<script>alert" not in text
        assert 'href="javascript' not in text
