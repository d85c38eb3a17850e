"""The committed style sheets and script are those of the sources, and stay light. Nothing here needs Node."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
BUILT = {
    "lms/static/css/site.css": "lms/site/scss",
    "lms/static/css/figures.css": "lms/site/scss",
    "lms/static/js/site.js": "lms/site/js",
}
FIRST_LINE = re.compile(
    r"/\*! Built by lms/site/build\.mjs: govuk-frontend (?P<version>\S+) \(MIT\), "
    r"sources (?P<sources>\w{64}), content (?P<content>\w{64}) \*/"
)


def said(path: str) -> tuple[re.Match[str], str]:
    first, rest = (ROOT / path).read_text(encoding="utf-8").split("\n", 1)
    found = FIRST_LINE.fullmatch(first)
    assert found, f"{path} does not say from what it was built: run npm run build"
    return found, rest


def hash_of_sources(folder: str) -> str:
    """As lms/site/build.mjs: sorted by path; path, a zero byte, content, a zero byte."""
    files = [f"{folder}/{path.name}" for path in (ROOT / folder).iterdir()]
    digest = hashlib.sha256()
    for name in sorted([*files, "lms/site/build.mjs", "package.json"]):
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")
    return digest.hexdigest()


def compressed(path: str) -> int:
    return len(gzip.compress((ROOT / path).read_bytes(), 6))


@pytest.mark.parametrize("path", BUILT)
def test_a_built_file_is_that_of_its_sources(path: str):
    found, _rest = said(path)

    assert found["sources"] == hash_of_sources(BUILT[path]), "sources changed: run npm ci and npm run build"


@pytest.mark.parametrize("path", BUILT)
def test_a_built_file_was_not_changed_by_hand(path: str):
    found, rest = said(path)

    assert found["content"] == hashlib.sha256(rest.encode()).hexdigest()


@pytest.mark.parametrize("path", BUILT)
def test_a_built_file_names_the_version_that_is_pinned(path: str):
    pinned = json.loads((ROOT / "package.json").read_text())["devDependencies"]["govuk-frontend"]

    assert said(path)[0]["version"] == pinned


def test_no_lock_file_names_a_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("lms/static/css/site.css", 14_500),
        ("lms/static/css/figures.css", 3_500),
        ("lms/static/js/site.js", 5_000),
        ("lms/static/images/mark.svg", 500),
    ],
)
def test_a_file_stays_within_its_budget(path: str, limit: int):
    """A first view of a lesson has 30 kB for everything; the page itself takes some 6 of it."""
    assert compressed(path) <= limit


@pytest.mark.parametrize("brand", ["GDS Transport", "crown", "crest", "1d70b8", "00703c", "url("])
def test_nothing_that_belongs_to_gov_uk_alone_is_in_the_styles(brand: str):
    styles = "".join(said(path)[1] for path in BUILT if path.endswith(".css"))

    assert brand.lower() not in styles.lower()
