"""Two imports at once, in processes of their own on a database of their own: one works, the other finds it
done."""

import os
import subprocess
import sys

import pytest

from lms.frameworks.models import Skill
from tests import databases

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_database(django_db_setup, django_db_blocker):
    name = databases.copy_name("two_imports")
    with django_db_blocker.unblock():
        databases.copy(databases.template(demo=False), name)
    yield databases.url_for(name)
    with django_db_blocker.unblock():
        databases.drop(name)


def test_two_imports_at_once_leave_one_of_everything(empty_database):
    environment = {**os.environ, "LMS_MODE": "test", "DATABASE_URL": empty_database}
    command = [sys.executable, "manage.py", "import_frameworks"]
    runs = [
        subprocess.Popen(
            command,
            cwd=databases.ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    said = sorted(out.count("nothing changed") for out, _errors in outputs)
    assert said == [0, 3]
    again = subprocess.run(
        command, cwd=databases.ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert again.stdout.count("nothing changed") == 3
    assert not Skill.objects.exists(), "the test's own database stays as it was"
