"""Reads of attempts: `sittings` for answering, `checks` for showing."""

from assessments.attempts.queries.checks import (
    Check,
    CheckResult,
    checks_for,
    first_check,
    needed_right,
    previewed_checks,
    results_for,
)
from assessments.attempts.queries.sittings import lock, sitting_at, sitting_in, sitting_of

__all__ = [
    "Check",
    "CheckResult",
    "checks_for",
    "first_check",
    "lock",
    "needed_right",
    "previewed_checks",
    "results_for",
    "sitting_at",
    "sitting_in",
    "sitting_of",
]
