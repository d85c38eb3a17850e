"""Server mode stops at the start, with the name of the variable that is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "learn.example.gov.uk",
    "DATABASE_URL": "sqlite:///:memory:",
    "BASE_IRI": "https://learn.example.gov.uk",
    "SITE_URL": "https://learn.example.gov.uk",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/1",
    "CONTACT_EMAIL": "learning@example.gov.uk",
    "DATA_PROTECTION_EMAIL": "data.protection@example.gov.uk",
}


def check(tmp_path, mode="server", **settings):
    inherited = {key: value for key, value in os.environ.items() if key not in NEEDED}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**inherited, "LMS_MODE": mode, "LMS_VAR_DIR": str(tmp_path), **settings},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("name", NEEDED)
def test_server_mode_names_the_variable_that_is_missing(tmp_path, name):
    done = check(tmp_path, **{key: value for key, value in NEEDED.items() if key != name})
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


def test_server_mode_starts_when_it_has_what_it_needs(tmp_path):
    done = check(tmp_path, **NEEDED)
    assert done.returncode == 0, done.stderr


def test_an_unknown_mode_is_refused(tmp_path):
    done = check(tmp_path, mode="production")
    assert "LMS_MODE must be demo, test or server" in done.stderr


def test_server_mode_refuses_demo_data(tmp_path):
    environment = {**os.environ, "LMS_MODE": "server", "LMS_VAR_DIR": str(tmp_path), **NEEDED}
    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "server" in done.stderr
