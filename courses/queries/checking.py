"""What `rebuild --check` compares: derived rows with the pages, completions with the fold of the statements.

Reads only. A difference is one plain sentence.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from courses.models import Course, CourseStep, Enrollment, Lesson, Module, PublishedCourse, StepCompletion
from courses.queries.deriving import derive, trees_of
from lms.lrs import store, vocabulary


def course_of(part: UUID) -> UUID | None:
    """The uuid of the course that a course, module or lesson (by uuid) belongs to; None for one without a
    row."""
    for model in (Lesson, Module):
        found = model.objects.filter(uuid=part).values_list("course__uuid", flat=True).first()
        if found:
            return found
    return Course.objects.filter(uuid=part).values_list("uuid", flat=True).first()


def check_published() -> list[str]:
    """Differences between the derived rows of courses and what their pages say."""
    return [line for course in Course.objects.order_by("pk") for line in check_course(course)]


def check_course(row: Course) -> Iterator[str]:
    slugs = {row.uuid: row.slug} | dict(Lesson.objects.filter(course=row).values_list("uuid", "slug"))
    wanted = {}
    for tree in trees_of(row.uuid):
        if tree.page.live:
            course, lessons = derive(tree, slugs)
            wanted[course["language"]] = (course, lessons)
    stored = {each.language: each for each in PublishedCourse.objects.filter(course=row)}
    for language in sorted(set(wanted) | set(stored)):
        if language not in stored:
            yield f"{row.slug}: is published in {language}, but has no derived row."
        elif language not in wanted:
            yield f"{row.slug}: is not published in {language}, but has a derived row."
        else:
            course, lessons = wanted[language]
            published = stored[language]
            for name, value in course.items():
                if getattr(published, name) != value:
                    yield f"{row.slug} ({language}): {name} differs from the page."
            rows = {each.lesson.uuid: each for each in published.lessons.select_related("lesson")}
            for uuid in sorted(set(rows) ^ set(lessons), key=str):
                where = "stored" if uuid in rows else "published"
                yield f"{row.slug} ({language}): lesson {uuid} is {where} only."
            for uuid, fields in lessons.items():
                if uuid in rows:
                    for name, value in fields.items():
                        if getattr(rows[uuid], name) != value:
                            yield f"{fields['path']} ({language}): {name} differs from the page."


def check_completions() -> list[str]:
    """Ticks and statements must say the same. Differences are reported, never mended: both are records."""
    said = {
        (statement["context"]["registration"], statement["object"]["id"])
        for statement in store.iter_statements(verbs=[vocabulary.COMPLETED])
        if "registration" in statement.get("context", {})
    }
    written = {(registration, activity): at for registration, activity, at in completed()}
    # Statements from before then have been removed, their time being over; ticks are kept.
    whole_since = store.kept_since()
    # An erased person's ticks have no statement to be compared with, nor the other way round.
    known = Enrollment.objects.filter(user__identity__isnull=False)
    registrations = {str(uuid) for uuid in known.values_list("uuid", flat=True).iterator()}
    problems = [
        f"Enrolment {registration}: {activity} is completed, but no statement says so."
        for registration, activity in sorted(written.keys() - said)
        if whole_since is None or written[registration, activity] >= whole_since
    ]
    problems += [
        f"Enrolment {registration}: a statement says that {activity} is completed, but it is not."
        for registration, activity in sorted(said - written.keys())
        if registration in registrations
    ]
    return problems


def completed() -> Iterator[tuple[str, str, datetime]]:
    """(enrolment, activity, when) of all that was completed and has its statement."""
    courses = Enrollment.objects.filter(completed_at__isnull=False, user__identity__isnull=False)
    for registration, course, at in courses.values_list("uuid", "course__uuid", "completed_at").iterator():
        if at is not None:
            yield str(registration), vocabulary.iri("course", course), at
    read = StepCompletion.objects.filter(
        step__kind=CourseStep.Kind.READ,
        how=StepCompletion.How.READ,
        enrollment__user__identity__isnull=False,
    )
    for registration, key, at in read.values_list("enrollment__uuid", "step__key", "at").iterator():
        yield str(registration), vocabulary.iri("lesson", UUID(key)), at
