"""What the course page asks for besides the course itself. The number of queries never grows with lessons,
skills or facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, Subquery, Value

from courses.models import CourseSkill, CourseStep, Enrollment, PublishedCourse, StepCompletion
from courses.queries.outlines import CourseProgress
from lms.accounts.models import Post, PostRole
from lms.frameworks.models import SkillLevel, SkillRequirement


@dataclass(frozen=True, slots=True)
class StepAsked:
    """What completing asks for besides reading, and whether this person has done it."""

    kind: str
    label: str
    is_done: bool


def way_through(published: PublishedCourse, user: Any) -> tuple[CourseProgress, list[StepAsked]]:
    """(this person's progress, what completing asks for besides reading). Two queries."""
    enrollment = (
        Enrollment.objects.visible_to(user)
        .filter(user=user, course=published.course_id)
        .select_related("position_lesson")
        .first()
    )
    done: Any = Value(False, output_field=BooleanField())
    if enrollment is not None:
        done = Exists(StepCompletion.objects.filter(enrollment=enrollment, step=OuterRef("pk")))
    # A retired step asks nothing, and stays done for those who did it.
    steps = (
        CourseStep.objects.filter(course=published.course_id)
        .annotate(is_done=done)
        .filter(Q(retired_at=None) | Q(is_done=True))
        .order_by("order", "pk")
        .values_list("pk", "kind", "key", "label", "retired_at", "is_done")
    )
    read = CourseStep.Kind.READ
    progress = CourseProgress(
        published=published,
        enrollment=enrollment,
        done=frozenset(key for _, kind, key, *_, is_done in steps if is_done and kind == read),
        completed_steps=frozenset(pk for pk, *_, is_done in steps if is_done),
    )
    others = [
        StepAsked(kind, label, is_done)
        for _, kind, _, label, retired_at, is_done in steps
        if kind != read and retired_at is None
    ]
    return progress, others


@dataclass(frozen=True, slots=True)
class SkillTaught:
    """A skill of the course: how far it is taught, in the framework's words where there are some, and the
    level that this person's roles ask ("" for none)."""

    skill_id: int
    name: str
    level: str
    descriptor: str
    is_lead: bool
    needed: str
    has_role: bool


def skills_taught(course_id: int, user: Any, on: date) -> list[SkillTaught]:
    """The skills of a course, what it is for first. One query."""
    posts = Post.objects.filter(user=user).on(on)
    asked = SkillRequirement.objects.filter(
        skill=OuterRef("skill"),
        skill__is_active=True,
        level__isnull=False,
        role_level__post_roles__post__in=posts,
    ).order_by("-level__rank")
    described = SkillLevel.objects.filter(skill=OuterRef("skill"), level=OuterRef("level"))
    rows = (
        CourseSkill.objects.filter(course=course_id)
        .annotate(
            needed=Subquery(asked.values("level__name")[:1]),
            descriptor=Subquery(described.values("descriptor")[:1]),
            has_role=Exists(PostRole.objects.filter(post__in=posts)),
        )
        .order_by("-is_lead", "skill__name")
    )
    fields = ("skill_id", "skill__name", "level__name", "descriptor", "is_lead", "needed", "has_role")
    return [
        SkillTaught(skill, name, level, descriptor or "", is_lead, needed or "", has_role)
        for skill, name, level, descriptor, is_lead, needed, has_role in rows.values_list(*fields)
    ]
