"""The front door for writing: taking a course (learning.py), and rows that follow pages (publishing.py)."""

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
    "complete_step",
    "enroll",
    "ensure_step",
    "read_lesson",
    "rebuild_published",
    "set_position",
    "settle",
    "start",
    "sync_course",
    "sync_later",
    "take_place",
]
