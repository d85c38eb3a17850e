from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks

APPEND_ONLY = {
    "audit_auditevent",
    "lrs_attached",
    "lrs_attachment",
    "lrs_authority",
    "lrs_related",
    "lrs_statement",
    "lrs_store",
    "lrs_voided",
}


class LrsConfig(AppConfig):
    name = "lms.lrs"
    label = "lrs"

    def ready(self) -> None:
        from lms import outbox
        from lms.lrs import store, vocabulary
        from lms.lrs.forwarding import running
        from lms.lrs.store import erasing, following, rebuilding, retiring

        vocabulary.use_base(store.base_iri)
        following.subscribe()
        erasing.subscribe()
        rebuilding.register()
        retiring.subscribe()
        outbox.follow("lrs.forwarding", handler=running.run)
        checks.register(check_foundation, checks.Tags.database)
        checks.register(check_retention)


def check_retention(**kwargs: Any) -> list[checks.CheckMessage]:
    from django.conf import settings
    from django.utils import timezone

    from lms.lrs.store.retention import moment_before

    try:
        if settings.LRS_RETENTION:
            moment_before(timezone.now(), settings.LRS_RETENTION)
    except ValueError as error:
        return [checks.Error(f"LRS_RETENTION: {error}", id="lrs.E002")]
    return []


def check_foundation(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """`manage.py check --database default`: is what the first migrate laid down still what is believed?"""
    from django.conf import settings
    from django.db import connection

    from lms.audit.append_only import protected_tables
    from lms.lrs.models import Store

    if "default" not in (databases or []):
        return []
    there = set(connection.introspection.table_names())  # migrate asks before it has made the later ones
    if "lrs_store" not in there:
        return []
    found: list[checks.CheckMessage] = []
    written = Store.objects.values_list("base_iri", flat=True).first()
    if written is not None and written != settings.BASE_IRI.rstrip("/"):
        found.append(
            checks.Warning(
                f"BASE_IRI is {settings.BASE_IRI}, but the first migrate of this database wrote {written}.",
                hint="The one in the database is used, for ever: statements name it. Set BASE_IRI to it.",
                id="lrs.W001",
            )
        )
    found += [
        checks.Error(
            f"{table} has lost triggers: its rows could be changed or deleted.",
            hint="Add a migration with lms.audit.append_only.protect(…), as lrs 0002 does.",
            id="lrs.E001",
        )
        for table in sorted(APPEND_ONLY & there - set(protected_tables()))
    ]
    return found
