"""Words that a lesson explains where it first uses them, the same for all courses of a language.

After a word is saved comes `actions.term_changed`: lessons that use it are written anew."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from wagtail.models import RevisionMixin, TranslatableMixin

from courses.glossary import Word


class Term(RevisionMixin, TranslatableMixin, models.Model):
    """A word of the glossary, in one language. The word itself never changes: files name it by it.

    `taken` and `told` as for a fact (models/facts.py)."""

    term = models.CharField(
        "word", max_length=80, help_text="As lessons write it, in the singular: DPIA, standstill."
    )
    expansion = models.CharField(
        "spelt out",
        max_length=200,
        blank=True,
        help_text="For an acronym: data protection impact assessment.",
    )
    definition = models.TextField("what it means", max_length=300, help_text="One plain sentence.")
    synonyms = models.TextField(
        "other words for it",
        blank=True,
        help_text="One on each line. Whoever searches for one finds the other.",
    )
    taken = models.JSONField(null=True, blank=True, editable=False)
    told = models.JSONField(null=True, blank=True, editable=False)
    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="term")

    class Meta(TranslatableMixin.Meta):
        ordering = ["term"]
        constraints = [models.UniqueConstraint(fields=["term", "locale"], name="term_once_per_language")]

    def __str__(self):
        return f"{self.term}: {self.expansion}" if self.expansion else self.term

    def with_content_json(self, content):
        term = super().with_content_json(content)
        term.term, term.taken, term.told = self.term, self.taken, self.told
        return term

    def said(self) -> dict[str, Any]:
        """What it says, as in glossary.json without the term."""
        return {
            "expansion": self.expansion,
            "definition": self.definition,
            "synonyms": [line.strip() for line in self.synonyms.splitlines() if line.strip()],
        }

    def word(self) -> Word:
        said = self.said()
        return Word(self.term, said["expansion"], said["definition"], tuple(said["synonyms"]))


def words_of(locale: int | None) -> list[Word]:
    """The glossary of a language, by the id of its locale. One query."""
    return [term.word() for term in Term.objects.filter(locale=locale).order_by("term")]
