"""README and CONTRIBUTING name files and functions: each of them is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
FILE = re.compile(r"`((?:lms|courses|assessments|templates|tests)/[\w./-]+)`")
STEP = re.compile(r"^\d+\. `([\w/]+\.py)` `(\w+)`", re.M)


def test_the_walk_of_one_answer_names_functions_that_are_there():
    steps = STEP.findall((ROOT / "README.md").read_text())
    assert len(steps) >= 10
    missing = [
        f"{name} in {path}"
        for path, name in steps
        if not re.search(rf"^def {name}\(", (ROOT / path).read_text() if (ROOT / path).exists() else "", re.M)
    ]
    assert not missing


@pytest.mark.parametrize("doc", ["README.md", "CONTRIBUTING.md"])
def test_files_that_the_docs_name_are_there(doc):
    text = (ROOT / doc).read_text()
    named = {*FILE.findall(text), *LINK.findall(text)}
    assert named
    assert not [path for path in named if not (ROOT / path).exists()]


def test_the_readme_fits_one_screen_of_reading():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 80


def test_every_package_has_a_readme():
    packages = [path.parent for path in ROOT.glob("*/apps.py")]
    packages += [path.parent for path in [*ROOT.glob("lms/*/apps.py"), *ROOT.glob("assessments/*/apps.py")]]
    packages.append(ROOT / "assessments/measurement")
    assert not [
        str(package.relative_to(ROOT)) for package in packages if not (package / "README.md").exists()
    ]
