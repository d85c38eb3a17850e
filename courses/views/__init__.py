"""The learner's pages and buttons. Reading is GET and changes nothing; enrol, start, next and place are
POST."""

from courses.views.buttons import HttpResponseSeeOther, enroll, position, read_lesson, start
from courses.views.course_page import course
from courses.views.lessons import lesson, show_lesson
from courses.views.shelves import catalogue

__all__ = [
    "HttpResponseSeeOther",
    "catalogue",
    "course",
    "enroll",
    "lesson",
    "position",
    "read_lesson",
    "show_lesson",
    "start",
]
