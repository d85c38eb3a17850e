from courses.models.courses import Course, CourseSkill, CourseStep, Lesson, Module
from courses.models.enrollments import Enrollment, StepCompletion
from courses.models.facts import Fact, ReviewMark
from courses.models.glossary import Term
from courses.models.pages import CatalogPage, CoursePage, CoursePageSkill, LessonPage, ModulePage
from courses.models.published import PublishedCourse, PublishedLesson

__all__ = [
    "CatalogPage",
    "Course",
    "CoursePage",
    "CoursePageSkill",
    "CourseSkill",
    "CourseStep",
    "Enrollment",
    "Fact",
    "Lesson",
    "LessonPage",
    "Module",
    "ModulePage",
    "PublishedCourse",
    "PublishedLesson",
    "ReviewMark",
    "StepCompletion",
    "Term",
]
