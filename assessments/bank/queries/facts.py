"""Which questions rest on which facts."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from assessments.bank.models import Question
from assessments.bank.models.stems import first_words
from courses.facts import Use


def uses_of_facts(keys: Collection[str] | None, /) -> dict[str, list[Use]]:
    """`courses.facts.UsesOfFacts`: the published questions by the keys of their facts, each once whatever its
    languages. One query: the bank is small, and neither database looks into JSON lists alike."""
    rows = (
        Question.objects.filter(live=True)
        .exclude(facts=[])
        .order_by("course__slug", "slug", "pk")
        .values_list("pk", "uuid", "slug", "stem", "facts", "course__slug")
    )
    found: dict[str, dict[Any, Use]] = {}
    for pk, uuid, slug, stem, facts, course in rows:
        use = Use(
            kind="question",
            uuid=uuid,
            title=f"{slug}: {first_words(stem)}",
            course=course or "",
            edit_url=reverse("wagtailsnippets_bank_question:edit", args=[pk]),
        )
        for key in facts:
            if keys is None or key in keys:
                found.setdefault(key, {}).setdefault(uuid, use)
    return {key: list(uses.values()) for key, uses in found.items()}
