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
from assessments.attempts.queries.sittings import (
    AttemptFacts,
    PaperItem,
    Sitting,
    VersionFacts,
    lock,
    sitting,
)

__all__ = [
    "AttemptFacts",
    "Check",
    "CheckResult",
    "PaperItem",
    "Sitting",
    "VersionFacts",
    "checks_for",
    "first_check",
    "lock",
    "needed_right",
    "previewed_checks",
    "results_for",
    "sitting",
]
