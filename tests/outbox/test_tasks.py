import ast
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from lms import outbox
from lms.outbox import hints, tasks
from lms.outbox.models import OutboxRow
from tests.factories.lrs import NOON

EARLIER = NOON - timedelta(days=30)  # the runners ask the real clock, and a row is due from its own time on

ROOT = Path(settings.BASE_DIR)

REGISTRY = """
import json, django
django.setup()
from lms.celery import app
app.loader.import_default_modules()
print(json.dumps(sorted(name for name in app.tasks if not name.startswith("celery."))))
"""


def is_task(function):
    names = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return any(getattr(name, "id", getattr(name, "attr", "")) in {"shared_task", "task"} for name in names)


def tasks_on_disk():
    """Every function marked as a task in any tasks.py or module of a `tasks` package, by its Celery name."""
    found = set()
    for package in ("lms", "courses", "assessments"):
        for path in [*ROOT.glob(f"{package}/**/tasks.py"), *ROOT.glob(f"{package}/**/tasks/**/*.py")]:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and is_task(node):
                    found.add(f"{module}.{node.name}")
    return found


def test_a_worker_loads_every_task_that_stands_on_disk():
    """Celery looks for tasks.py in installed apps only, and says nothing of one that stands elsewhere."""
    environment = {**os.environ, "LMS_MODE": "test", "DJANGO_SETTINGS_MODULE": "lms.settings"}
    done = subprocess.run(
        [sys.executable, "-c", REGISTRY],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    registered = set(json.loads(done.stdout.splitlines()[-1]))
    assert registered == tasks_on_disk()
    assert {"lms.outbox.tasks.drain", "lms.outbox.tasks.sweep"} <= registered


def test_what_beat_and_hints_call_by_name_exists():
    called = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert called | {"lms.outbox.tasks.drain"} <= tasks_on_disk()


@pytest.mark.django_db
def test_the_tasks_do_what_a_drain_and_a_sweep_do():
    heard, days = [], []
    outbox.subscribe("post.changed", name="skills", handler=heard.append)
    outbox.schedule("as_of", handler=lambda *, on, at: days.append(on), every="day")
    outbox.publish("post.changed", key="amara", at=EARLIER)
    assert tasks.drain() == 1
    outbox.publish("post.changed", key="tom", at=EARLIER)
    assert tasks.sweep() == 1
    assert [delivery.key for delivery in heard] == ["amara", "tom"]
    assert not OutboxRow.objects.exists()


@pytest.mark.django_db
def test_a_long_backlog_is_several_tasks(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "ROWS_A_TASK", 2)
    monkeypatch.setattr(tasks.drain, "delay", lambda: sent.append("drain"))
    outbox.subscribe("post.changed", name="skills", handler=print)
    for n in range(3):
        outbox.publish("post.changed", key=f"person-{n}", at=EARLIER)
    assert (tasks.drain(), sent) == (2, ["drain"])
    assert (tasks.drain(), sent) == (1, ["drain"])


@pytest.mark.django_db
def test_hints_do_not_pile_up_while_no_worker_takes_them(settings, monkeypatch):
    sent = []

    class Broker:
        def send_task(self, name, **options):
            sent.append(name)

    settings.OUTBOX_RUNNER = "celery"
    monkeypatch.setattr(hints, "_sender", Broker)
    for _ in range(5):
        outbox.wake()
    assert sent == ["lms.outbox.tasks.drain"]
    heard = []
    # It commits while the drain is at work: too late for that one, so it is asked for anew.
    outbox.subscribe("post.changed", name="skills", handler=lambda delivery: heard.append(outbox.wake()))
    outbox.publish("post.changed", key="amara", at=EARLIER)
    tasks.drain()
    assert (len(heard), len(sent)) == (1, 2)


def test_a_worker_loses_nothing_that_it_took_and_sweeps_do_not_pile_up():
    from lms.celery import app

    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    sweep = app.conf.beat_schedule["sweep"]
    assert sweep["schedule"] <= 30
    assert sweep["options"]["expires"] <= 60
