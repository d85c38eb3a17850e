"""The front door for writing: taking a course (learning.py), rows that follow pages (publishing.py), facts
(facts.py) and words (glossary.py)."""

from courses.actions.facts import SAID, clear_marks, fact_changed, save_fact
from courses.actions.glossary import TERM_SAID, forget_term, save_term, term_changed
from courses.actions.learning import (
    complete_step,
    enroll,
    ensure_step,
    read_lesson,
    set_position,
    settle,
    start,
    take_place,
)
from courses.actions.publishing import rebuild_published, sync_course, sync_later

__all__ = [
    "SAID",
    "TERM_SAID",
    "clear_marks",
    "complete_step",
    "enroll",
    "ensure_step",
    "fact_changed",
    "forget_term",
    "read_lesson",
    "rebuild_published",
    "save_fact",
    "save_term",
    "set_position",
    "settle",
    "start",
    "sync_course",
    "sync_later",
    "take_place",
    "term_changed",
]
