"""Reads of levels, for our pages and for the packages above."""

from assessments.skills.queries.evidence import SkillEvidence, evidence_for

__all__ = ["SkillEvidence", "evidence_for"]
