"""Documents from before 0004 have keys of their activity and agent, and no words for them. Where a statement
or a definition has the words, they are written down; their key, which hashes both, says that they are right.

What is in no statement stays as it is, until a client writes the document again.
"""

import hashlib
import json

from django.db import migrations

from lms.lrs.validation.facts import facts

STATEMENTS = 5  # that name a key, looked through for its words


def write_down(apps, schema_editor):
    Document = apps.get_model("lrs", "Document")
    nameless = Document.objects.filter(activity_iri="", agent_identifier="")
    if not nameless.exists():
        return
    secret = bytes.fromhex(apps.get_model("lrs", "Store").objects.get().hash_key)
    words = Words(apps, secret)
    for row in nameless.defer("content").order_by("id").iterator():
        activity = words.of("activity", row.activity) if row.activity is not None else None
        agent = words.of("agent", row.agent) if row.agent is not None else None
        said = json.dumps([row.kind, activity, agent, str(row.registration or ""), row.name])
        key = hashlib.blake2b(said.encode(), digest_size=32, key=secret, person=b"document").hexdigest()
        if key == row.key:
            Document.objects.filter(pk=row.pk).update(
                activity_iri=activity or "", agent_identifier=agent or ""
            )


class Words:
    """From a key back to the identifier that it hashes."""

    def __init__(self, apps, secret):
        self.apps, self.secret, self.known = apps, secret, {}

    def of(self, kind, key):
        if (kind, key) not in self.known:
            self.known[kind, key] = self.looked_up(kind, key)
        return self.known[kind, key]

    def looked_up(self, kind, key):
        if kind == "activity":
            row = self.apps.get_model("lrs", "Definition").objects.filter(key=key).first()
            if row is not None and self.hashed(kind, row.iri) == key:
                return row.iri
        named = self.apps.get_model("lrs", "Related").objects.filter(key=key).order_by("-seq")
        seqs = list(named.values_list("seq", flat=True)[:STATEMENTS])
        statements = self.apps.get_model("lrs", "Statement").objects.filter(seq__in=seqs)
        for body in statements.values_list("body", flat=True):
            for which, identifier in facts(json.loads(body)).related:
                if which == kind and self.hashed(kind, identifier) == key:
                    return identifier
        return None

    def hashed(self, kind, identifier):
        digest = hashlib.blake2b(f"{kind} {identifier}".encode(), digest_size=8, key=self.secret).digest()
        return int.from_bytes(digest, "big", signed=True)


class Migration(migrations.Migration):
    dependencies = [("lrs", "0005_forwarding")]

    operations = [migrations.RunPython(write_down, migrations.RunPython.noop, elidable=True)]
