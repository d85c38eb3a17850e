"""Two imports of a course at once, in processes of their own: one works, the other waits and finds it done,
or is told when the wait was too long."""

import os
import subprocess
import sys

import pytest

from courses.models import Course
from tests import databases

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    name = databases.copy_name("two_courses")
    with django_db_blocker.unblock():
        databases.copy(databases.template(demo=False), name)
    yield databases.url_for(name)
    with django_db_blocker.unblock():
        databases.drop(name)


def test_two_imports_at_once_leave_one_course(empty_database):
    environment = {**os.environ, "LMS_MODE": "test", "DATABASE_URL": empty_database}

    def start(*command):
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=databases.ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    frameworks = start("import_frameworks")
    frameworks.communicate(timeout=240)
    assert frameworks.returncode == 0
    runs = [start("import_course", "courses/content/data-quality") for _ in range(2)]
    outputs = [run.communicate(timeout=240) for run in runs]
    (first, _), (second, told) = sorted(outputs, key=lambda output: len(output[0]), reverse=True)
    assert "added: course.md" in first
    assert second == "Nothing has changed.\n" or "Is another import running?" in told, outputs
    again = start("import_course", "courses/content/data-quality")
    assert again.communicate(timeout=240)[0] == "Nothing has changed.\n"
    assert not Course.objects.exists(), "the test's own database stays as it was"
