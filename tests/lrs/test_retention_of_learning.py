"""Years later, when what Amara did is older than it may be: her levels are what is left, her ticks stay."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from assessments.skills.models import Attainment
from courses.models import Enrollment, StepCompletion
from courses.queries import check_completions
from lms import outbox
from lms.derived import registered
from lms.lrs.models import Statement
from tests.factories import attempts
from tests.factories import courses as make
from tests.factories.accounts import ada, amara, gwen

pytestmark = pytest.mark.django_db


def differences():
    return {one.name: one.check() for one in registered() if one.name != "published courses"}


def test_what_is_derived_equals_a_rebuild_and_ticks_stay():
    taught = attempts.course()
    attempts.answer(taught, attempts.learner(taught), "a", "a", "b")
    course = make.course()
    enrollment = make.enrolled(amara(), course, started=True)
    make.read(enrollment, *make.lessons(course))
    outbox.drain(at=timezone.now())
    assert Attainment.objects.filter(user=amara()).exists()
    ticks = StepCompletion.objects.count(), Enrollment.objects.filter(completed_at__isnull=False).count()
    people = {"by": str(ada().uuid), "second": str(gwen().uuid)}
    with time_machine.travel(datetime(2036, 1, 1, tzinfo=UTC)):
        call_command("lrs_retention", older_than="7y", verbosity=0, **people)
        outbox.drain(at=timezone.now())
    assert not Statement.objects.exists()
    assert not Attainment.objects.filter(user=amara()).exists()
    assert ticks == (
        StepCompletion.objects.count(),
        Enrollment.objects.filter(completed_at__isnull=False).count(),
    )
    assert check_completions() == []
    assert {name: found for name, found in differences().items() if found} == {}
