"""Derived: what learners' pages read instead of the page tree (performance guide, section 1).

One row per course and language, one per lesson and language, written when something is published and thrown
away whenever you like: `manage.py rebuild` makes the same rows again. Neither ever holds a question."""

from django.db import models

from courses.models.courses import Course, Lesson


class PublishedCourseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Every published course is open to everyone who is signed in."""
        return self.all() if user.is_authenticated and user.is_active else self.none()


class PublishedCourse(models.Model):
    """A course as published in one language.

    `outline`: {"modules": [{"uuid", "slug", "title", "objective", "words", "questions", "lessons":
    [{"uuid", "slug", "title", "words", "questions", "checks": [[question uuid, is further], …]}]}]}, live
    ones only, in order. `facts`: what the course page prints about the course: audience, outcomes, author,
    licence, dates, and the facts that it states."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="published")
    language = models.CharField(max_length=10)
    slug = models.SlugField(max_length=255)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    outline = models.JSONField()
    facts = models.JSONField()
    text = models.TextField(
        blank=True
    )  # what a search looks in besides title and summary: module and lesson titles

    also = models.TextField(blank=True)  # other words for what it says: courses.glossary.search_words

    objects = PublishedCourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "language"], name="published_course_once"),
            models.UniqueConstraint(fields=["slug", "language"], name="published_course_slug_once"),
        ]

    def __str__(self):
        return f"{self.title} ({self.language})"


class PublishedLessonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lessons of the courses on which this person is enrolled."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(lesson__course__enrollments__user=user)


class PublishedLesson(models.Model):
    """A lesson as published in one language.

    `segments`: ["html", body HTML] and ["check", question uuid, is further] in the order of the page.
    `contents`: [[anchor, heading], …]. `also`: the words of the glossary that it uses, and what
    else people may type who look for them (courses.glossary.search_words).
    """

    published_course = models.ForeignKey(PublishedCourse, on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="published")
    language = models.CharField(max_length=10)
    path = models.CharField(max_length=520)  # "<course slug>/<lesson slug>"
    title = models.CharField(max_length=255)
    segments = models.JSONField()
    contents = models.JSONField()
    words = models.PositiveIntegerField()
    text = models.TextField(blank=True)  # the words alone, for search
    also = models.TextField(blank=True)

    objects = PublishedLessonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "language"], name="published_lesson_once"),
            # The lesson view's query.
            models.UniqueConstraint(fields=["path", "language"], name="published_lesson_path_once"),
        ]

    def __str__(self):
        return f"{self.path} ({self.language})"
