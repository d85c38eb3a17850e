from assessments.attempts.models.attempts import PASS_MARK, Attempt, AttemptItem, AttemptQuerySet, Response
from assessments.attempts.models.sittings import AttemptFacts, PaperItem, Sitting, VersionFacts

__all__ = [
    "PASS_MARK",
    "Attempt",
    "AttemptFacts",
    "AttemptItem",
    "AttemptQuerySet",
    "PaperItem",
    "Response",
    "Sitting",
    "VersionFacts",
]
