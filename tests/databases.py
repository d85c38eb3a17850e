"""Template databases for the tests, on SQLite and PostgreSQL alike.

A template is built by a child process (`manage.py migrate`, and `load_demo` for the demo one), named by a
hash of everything that shapes it, and copied by file or by `CREATE DATABASE … TEMPLATE`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
SCHEMA_SOURCES = ["lms/*/migrations/*.py", "courses/migrations/*.py", "assessments/*/migrations/*.py"]
DEMO_SOURCES = [
    "lms/**/*.py",
    "lms/**/*.json",
    "courses/**/*",
    "assessments/**/*.py",
    "assessments/**/*.json",
]


def fingerprint(patterns: list[str]) -> str:
    """A hash of the files that shape a template, and of the pinned packages with their own migrations."""
    digest = hashlib.blake2b(digest_size=6)
    paths = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    for path in [*sorted(p for p in paths if "__pycache__" not in p.parts), ROOT / "requirements.txt"]:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def url_for(name: str) -> str:
    """The DATABASE_URL of a database of this name beside the configured one."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{CACHE / name}.sqlite3"
    config = connection.settings_dict
    login = config["USER"] + (f":{config['PASSWORD']}" if config["PASSWORD"] else "")
    return f"postgres://{login}@{config['HOST'] or '127.0.0.1'}:{config['PORT'] or 5432}/{name}"


@contextmanager
def lock(name: str):
    """Workers of one run build a template once; the others wait for it."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def maintenance():
    """A cursor on PostgreSQL's own database, to create and drop others."""
    import psycopg

    config = connection.settings_dict
    with psycopg.connect(
        host=config["HOST"] or "127.0.0.1",
        port=config["PORT"] or 5432,
        user=config["USER"],
        password=config["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as raw:
        yield raw.cursor()


def exists(name: str) -> bool:
    if connection.vendor == "sqlite":
        return (CACHE / f"{name}.sqlite3").exists()
    with maintenance() as cursor:
        return bool(cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def drop(name: str) -> None:
    if connection.vendor == "sqlite":
        (CACHE / f"{name}.sqlite3").unlink(missing_ok=True)
        return
    with maintenance() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def copy(source: str, target: str) -> None:
    drop(target)
    if connection.vendor == "sqlite":
        shutil.copyfile(CACHE / f"{source}.sqlite3", CACHE / f"{target}.sqlite3")
        return
    with maintenance() as cursor:
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


@cache  # from the configured name: use_copy() changes what the connection calls its database
def prefix() -> str:
    """SQLite has files of its own; on PostgreSQL the configured name keeps two checkouts apart."""
    return "test" if connection.vendor == "sqlite" else f"test_{connection.settings_dict['NAME']}"


def template(*, demo: bool) -> str:
    """The name of the template, built if it is not there yet."""
    with lock(f"{prefix()}_template"):
        empty = build_once(f"{prefix()}_empty_{fingerprint(SCHEMA_SOURCES)}", build_empty)
        if not demo:
            return empty

        def build_demo(name: str) -> None:
            copy(empty, name)
            run(["load_demo", "--verbosity", "0"], name)

        return build_once(f"{prefix()}_demo_{fingerprint(SCHEMA_SOURCES + DEMO_SOURCES)}", build_demo)


def build_once(name: str, build: Callable[[str], None]) -> str:
    """Build under another name first, so that an interrupted build never passes for a whole one."""
    if not exists(name):
        build(f"{name}_building")
        rename(f"{name}_building", name)
    return name


def build_empty(name: str) -> None:
    drop(name)
    if connection.vendor != "sqlite":
        with maintenance() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    run(["migrate", "--verbosity", "0"], name)
    run(["createcachetable"], name)


def run(arguments: list[str], name: str) -> None:
    environment = {**os.environ, "LMS_MODE": "test", "DATABASE_URL": url_for(name)}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def rename(source: str, target: str) -> None:
    if connection.vendor == "sqlite":
        (CACHE / f"{source}.sqlite3").rename(CACHE / f"{target}.sqlite3")
        return
    with maintenance() as cursor:
        cursor.execute(f'ALTER DATABASE "{source}" RENAME TO "{target}"')


def copy_name(name: str) -> str:
    return f"{prefix()}_copy_{name}_{os.getpid()}"


def use_copy(*, name: str, demo: bool) -> None:
    """Point Django's default connection at a private copy of a template."""
    source = template(demo=demo)
    with lock(f"{prefix()}_template"):
        copy(source, copy_name(name))
    connections["default"].close()
    target = str(CACHE / f"{copy_name(name)}.sqlite3") if connection.vendor == "sqlite" else copy_name(name)
    settings.DATABASES["default"]["NAME"] = target
    connections["default"].settings_dict["NAME"] = target


def drop_copy(*, name: str) -> None:
    connections["default"].close()
    drop(copy_name(name))
