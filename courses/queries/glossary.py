"""The words of the glossary as their page shows them."""

from itertools import groupby

from courses.glossary import Word
from courses.models import Term
from courses.queries.outlines import languages


def glossary() -> list[tuple[str, list[Word]]]:
    """[(letter, its words)] in the active language, in that of the site where it has none. At most two
    queries."""
    for language in dict.fromkeys(languages()):
        terms = Term.objects.filter(locale__language_code=language)
        words = sorted((term.word() for term in terms), key=lambda word: word.term.casefold())
        if words:
            return [(letter, list(found)) for letter, found in groupby(words, key=letter_of)]
    return []


def letter_of(word: Word) -> str:
    first = word.term[:1].upper()
    return first if first.isalpha() else "0 to 9"
