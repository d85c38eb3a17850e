"""What a search that finds nothing may have meant. In this process, so that every database says the same."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

WORD = re.compile(r"[^\W\d_]{3,}")
SHORTEST = 4  # a shorter word is near to too many others
MOST_CORRECTED = 5
NEARNESS = 0.72  # difflib's ratio; "procurment" and "procurement" are at 0.95, "dater" and "data" at 0.67


def words_in(texts: Iterable[str]) -> set[str]:
    """The words of some texts in lower case, without numbers and words of one or two letters."""
    return {word for text in texts for word in WORD.findall(text.casefold())}


def corrected(search: str, known: Iterable[str]) -> str | None:
    """The search with each word that is in no known word replaced by the nearest known one; None where
    nothing is near. Words keep their order, and those that are known stay as they were typed."""
    vocabulary = sorted(known)
    words, left = [], MOST_CORRECTED
    for word in search.split():
        asked = word.casefold()
        if left and len(asked) >= SHORTEST and not any(asked in other for other in vocabulary):
            left -= 1
            nearest = get_close_matches(asked, vocabulary, n=1, cutoff=NEARNESS)
            words.append(nearest[0] if nearest else word)
        else:
            words.append(word)
    meant = " ".join(words)
    return meant if meant != search else None
