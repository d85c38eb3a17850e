"""Lessons that were stored when each wrote its facts out for itself."""

import json
from uuid import uuid4

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses import actions, queries
from courses.models import Fact, LessonPage
from tests.courses.test_facts import SAID, printed
from tests.factories import courses as make


def test_bodies_stored_with_facts_written_into_them_come_to_name_the_rows(committing):
    make.course()
    page = make.lesson_page("Six questions")
    make.publish(page)
    executor = MigrationExecutor(connection)
    executor.migrate([("courses", "0003_diagrams")])
    old = executor.loader.project_state([("courses", "0003_diagrams")]).apps
    inline = {
        "sources": [{"title": "A", "url": "https://a.org/"}],
        "read_on": "2026-11-01",
        "status": "recall-check-first",
    }
    body = [
        {"type": "key_fact", "id": str(uuid4()), "value": {"text": "<p>Six.</p>", "fact": "dq-03", **inline}},
        {"type": "key_fact", "id": str(uuid4()), "value": {"text": "<p>By hand.</p>", "fact": "", **inline}},
        {
            "type": "sources",
            "id": str(uuid4()),
            "value": [{"type": "item", "id": str(uuid4()), "value": {"fact": "dq-03", **inline}}],
        },
    ]
    file = {"facts": [{"id": "dq-03", **SAID}]}
    old.get_model("courses", "CoursePage").objects.update(facts=json.dumps(file))
    lesson = old.get_model("courses", "LessonPage").objects.get(pk=page.pk)
    lesson.body = json.dumps(body)
    lesson.save()
    revision = old.get_model("wagtailcore", "Revision").objects.get(pk=lesson.latest_revision_id)
    revision.content["body"] = json.dumps(body)
    revision.save()
    MigrationExecutor(connection).migrate([("courses", "0006_facts_in_bodies")])
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    known = Fact.objects.get(key="dq-03")
    assert (known.said(), known.taken) == (SAID, SAID)
    own = Fact.objects.exclude(pk=known.pk).get()
    assert (own.text, own.status, own.taken) == ("By hand.", "recall-check-first", None)
    for stored in (
        LessonPage.objects.get(pk=page.pk),
        LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object(),
    ):
        blocks = list(stored.body)
        assert [child.value["fact"] for child in blocks[:2]] == [known, own]
        assert list(blocks[2].value) == [known]
        assert blocks[0].value["text"].source == "<p>Six.</p>"
    assert [use.title for use in queries.uses_of_facts(["dq-03"])["dq-03"]] == ["Six questions"]
    actions.rebuild_published()
    assert "The framework" in printed(page)
