"""What the loaded demo has to show. Runs on a copy of the demo year: WAYMARK_TEST_DEMO=1."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from assessments.attempts.models import Attempt, Response
from assessments.demo.cast import AMARA, DANIEL, SAM, TOM
from assessments.demo.models import Load
from assessments.reports.models import Snapshot
from assessments.skills.models import Attainment
from courses.models import Course, Enrollment
from lms.accounts.models import Department, Post, PostRole, User
from lms.disclosure.models import ReleasedFigure
from lms.frameworks.models import Skill
from lms.outbox.models import OutboxRow
from tests.databases import ROOT

pytestmark = pytest.mark.django_db


def shares(short_name):
    """Kinds of the data quality figures of a unit in the newest release: {measure: kind}."""
    release = Snapshot.objects.latest("as_of").release
    skill = Skill.objects.get(framework__slug="essentials", slug="data-quality")
    unit = Department.objects.get(short_name=short_name)
    figures = ReleasedFigure.objects.filter(release=release, group=str(unit.uuid), slice=str(skill.uuid))
    return {figure.measure: figure.kind for figure in figures}


def test_data_quality_has_a_share_for_the_department_and_at_least_two_directorates():
    assert shares("RIVH")["share"] == "share"
    published = [name for name in ("FLOOD", "HARB", "CORP") if shares(name).get("share") == "share"]
    assert len(published) >= 2


def test_the_small_office_has_hidden_cells_and_no_share():
    kinds = {name: shares(name).get("share", "hidden") for name in ("OPR", "READ", "TRANS")}
    assert "share" not in kinds.values()
    assert "hidden" in kinds.values()


def test_teams_differ_so_that_the_map_has_something_to_say():
    release = Snapshot.objects.latest("as_of").release
    skill = Skill.objects.get(framework__slug="essentials", slug="data-quality")
    values = list(
        ReleasedFigure.objects.filter(
            release=release, slice=str(skill.uuid), measure="share", kind="share"
        ).values_list("value", flat=True)
    )
    assert max(values) - min(values) >= 25


def test_there_are_about_900_people_each_with_an_essentials_profile():
    posts = Post.objects.filter(ends_on=None)
    assert 850 <= User.objects.filter(is_active=True).count() <= 950
    assert posts.count() == User.objects.filter(is_active=True).count() - 1  # Sam has none
    assert PostRole.objects.filter(post__in=posts, framework__slug="essentials").count() == posts.count()
    digital = posts.filter(profession="digital-data-and-technology")
    assert (
        PostRole.objects.filter(post__in=digital, framework__slug="digital-and-data").count()
        == digital.count()
    )


def test_a_year_of_answers_at_most_12000_of_them_and_a_snapshot_a_month():
    assert 8_000 <= Response.objects.count() <= 12_000
    assert Snapshot.objects.count() == 12
    load = Load.objects.get()
    assert load.today - Snapshot.objects.latest("as_of").as_of <= timedelta(days=31)


def test_every_course_that_is_shipped_is_in_the_catalogue():
    folders = {path.parent.name for path in (ROOT / "courses" / "content").glob("*/course.md")}
    assert len(folders) >= 10
    assert {course.slug for course in Course.objects.live()} == folders


def test_nothing_waits_and_nothing_was_set_aside():
    assert OutboxRow.objects.count() == 0


def test_amara_is_in_the_middle_of_module_2():
    enrollment = Enrollment.objects.get(user__email=AMARA.email)
    assert enrollment.completed_at is None
    assert enrollment.position_lesson.slug == "valid-is-not-accurate"
    assert enrollment.position_lesson.module.slug == "dimensions"
    assert enrollment.completions.count() == 3
    assert User.objects.get(email=AMARA.email).posts.get().manager.email == TOM.email


def test_tom_has_completed_with_a_level_and_daniel_passed_at_the_second_attempt():
    assert Enrollment.objects.get(user__email=TOM.email).completed_at
    assert Attainment.objects.get(user__email=TOM.email, skill__slug="data-quality").level
    attempts = Attempt.objects.filter(enrollment__user__email=DANIEL.email).order_by("number")
    assert [attempt.is_passed for attempt in attempts] == [False, True]


def test_sam_has_no_post():
    assert not Post.objects.filter(user__email=SAM.email).exists()


def test_a_finished_load_does_nothing_more():
    before = (User.objects.count(), Response.objects.count(), Load.objects.get().finished_at)
    said = StringIO()
    call_command("load_demo", announce="http://127.0.0.1:8000/", stdout=said)
    assert (User.objects.count(), Response.objects.count(), Load.objects.get().finished_at) == before
    assert "http://127.0.0.1:8000/demo/" in said.getvalue()
    assert AMARA.email in said.getvalue()


def test_a_load_that_was_stopped_finds_all_it_needs_to_go_on():
    """As after a crash just before the end: the last step is taken again, with what is in the database."""
    row = Load.objects.get()
    finished = row.finished_at
    row.finished_at = None
    row.save()
    call_command("load_demo", verbosity=0)
    assert Load.objects.get().finished_at > finished
    assert Snapshot.objects.count() == 12


def test_server_mode_refuses_the_demo():
    with override_settings(LMS_MODE="server"), pytest.raises(CommandError, match="refused"):
        call_command("load_demo", verbosity=0)


def test_derived_tables_equal_their_sources():
    call_command("rebuild", check=True, stdout=StringIO())


def test_the_evaluation_date_is_the_last_day_of_the_year():
    assert set(Attainment.objects.values_list("as_of", flat=True)) == {Load.objects.get().today}
    assert Load.objects.get().today <= timezone.localdate()
