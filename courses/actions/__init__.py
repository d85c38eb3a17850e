"""The front door for writing: taking a course (learning.py), rows that follow pages (publishing.py), facts
(facts.py)."""

from courses.actions.facts import SAID, clear_marks, fact_changed, save_fact
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
    "clear_marks",
    "complete_step",
    "enroll",
    "ensure_step",
    "fact_changed",
    "read_lesson",
    "rebuild_published",
    "save_fact",
    "set_position",
    "settle",
    "start",
    "sync_course",
    "sync_later",
    "take_place",
]
