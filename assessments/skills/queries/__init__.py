"""Reads of levels, for our pages and for the packages above."""

from assessments.skills.queries.change import AfterCourse, Change, after_course
from assessments.skills.queries.course import CourseLevel, level_in_course
from assessments.skills.queries.evidence import SkillEvidence, evidence_for
from assessments.skills.queries.needs import Need, needs_of, profiles_in
from assessments.skills.queries.profile import Profile, Row, attainments_of, profile, word_for
from assessments.skills.queries.steps import Kind, Step, next_steps

__all__ = [
    "AfterCourse",
    "Change",
    "CourseLevel",
    "Kind",
    "Need",
    "Profile",
    "Row",
    "SkillEvidence",
    "Step",
    "after_course",
    "attainments_of",
    "evidence_for",
    "level_in_course",
    "needs_of",
    "next_steps",
    "profile",
    "profiles_in",
    "word_for",
]
