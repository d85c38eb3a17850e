"""Courses as folders of plain files; the format is described in courses/content/README.md.

Other apps carry their part of a folder (questions.json) by `register_part`.
"""

from courses.importing.parts import Part, register_part
from courses.importing.problems import CourseRefused, Problem
from courses.importing.reading import CourseFolder, read_folder
from courses.importing.reporting import ImportReport
from courses.importing.taking import import_course
from courses.importing.writing import export_course

__all__ = [
    "CourseFolder",
    "CourseRefused",
    "ImportReport",
    "Part",
    "Problem",
    "export_course",
    "import_course",
    "read_folder",
    "register_part",
]
