"""Checks in lessons (checks.py), the buttons (answers.py), the panel on the course page (panel.py)."""

from assessments.attempts.views.answers import answers, try_again
from assessments.attempts.views.checks import load_checks
from assessments.attempts.views.panel import result_panel

__all__ = ["answers", "load_checks", "result_panel", "try_again"]
