"""The front door for writing: answering (answering.py), attempts (papers.py), results (results.py)."""

from assessments.attempts.actions.answering import (
    InvalidChoice,
    Outcome,
    UnknownQuestion,
    answer,
    answer_in_lesson,
)
from assessments.attempts.actions.papers import NotAfterAFailure, declare_test, try_again
from assessments.attempts.actions.results import follow_course, rescore

__all__ = [
    "InvalidChoice",
    "NotAfterAFailure",
    "Outcome",
    "UnknownQuestion",
    "answer",
    "answer_in_lesson",
    "declare_test",
    "follow_course",
    "rescore",
    "try_again",
]
