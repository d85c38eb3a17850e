"""How hard each lesson is to read: `python -m tests.content.readability` prints all, the hardest first.

The automated readability index: a school grade from letters in a word and words in a sentence. The measures
that count syllables need a word list that their library would fetch, so they are left out."""

from statistics import mean

import textstat

from tests.content.folder import COURSES

HIGHEST = 9.0  # a grade that most people reach at the age of 14
WORST = 10


def grades() -> dict[str, float]:
    """{"course/lesson": grade}, the hardest first."""
    found = {
        f"{course}/{slug}": round(textstat.automated_readability_index(" ".join(text.sentences)), 1)
        for course, folder in COURSES.items()
        for slug, text in folder.lessons.items()
    }
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def report(lessons: dict[str, float]) -> str:
    return "\n".join(f"{grade:5.1f}  {name}" for name, grade in lessons.items())


if __name__ == "__main__":
    every = grades()
    print(report(every))
    print(f"{mean(every.values()):5.1f}  mean of {len(every)} lessons; at most {HIGHEST} is allowed")
