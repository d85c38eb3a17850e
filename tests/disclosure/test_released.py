"""A Released comes from the gate or from a stored release, and from nowhere else."""

import copy
import pickle
import re
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Template

from lms.disclosure import released as module
from lms.disclosure.files import Figures, Words
from lms.disclosure.gate import release
from lms.disclosure.released import Figure, Kind, NotReleased, Released, demand
from lms.disclosure.tables import Cell, Estimate, Table
from lms.disclosure.templatetags import figures

ROOT = Path(__file__).resolve().parent.parent.parent
FILTERS = [
    figures.figure,
    figures.figure_range,
    figures.figure_likely,
    figures.figure_base,
    figures.figure_full,
    figures.figure_class,
    figures.coverage_class,
]


@pytest.fixture
def share():
    day = date(2026, 10, 31)
    cell = Cell(needed=680, tested=355, estimate=Estimate(0.381, 0.322, 0.441), as_of=day)
    table = Table(day, {"all": None}, {"data": None}, {("all", "data"): cell}, {"share": "Of those tested"})
    return release(table).get("all", "data")


def test_it_says_what_a_page_prints(share):
    assert share.text == "38%"
    assert share.range_text == "32 to 44"
    assert share.likely_text == "likely 32 to 44%"
    assert share.base_text == "355 of 680 tested"
    assert share.full_text == "38%, likely 32 to 44%. 355 of 680 tested"
    assert share.coverage == 52
    assert share.as_of == date(2026, 10, 31)
    assert share.definition == "share"


def test_there_is_no_constructor():
    with pytest.raises(NotReleased):
        Released()
    with pytest.raises(NotReleased):
        Released("38%")
    with pytest.raises(NotReleased):
        Released.__new__(Released)


def test_a_handle_made_around_the_constructor_says_nothing_and_is_refused():
    forged = object.__new__(Released)
    with pytest.raises(NotReleased):
        _ = forged.text
    with pytest.raises(NotReleased):
        str(forged)
    with pytest.raises(NotReleased):
        demand(forged)


def test_it_cannot_be_changed(share):
    for name in ("text", "value", "kind", "anything"):
        with pytest.raises((AttributeError, TypeError)):
            object.__setattr__(share, name, 99)
    with pytest.raises(NotReleased):
        copy.replace(share, value=99)
    assert share.value == 38


def test_a_copy_says_the_same_and_a_pickle_is_refused(share):
    assert copy.copy(share) is share
    assert copy.deepcopy({"cell": share})["cell"] is share
    with pytest.raises(NotReleased):
        pickle.dumps(share)


def test_it_cannot_be_subclassed():
    with pytest.raises(NotReleased):
        type("Faked", (Released,), {"text": "38%"})


@pytest.mark.parametrize(
    "value", [38, 0.38, "38%", None, Figure(Kind.SHARE, date(2026, 10, 31), "share", value=38)]
)
@pytest.mark.parametrize("printer", [*FILTERS, Figures("Share").write], ids=lambda printer: printer.__name__)
def test_every_printer_refuses_anything_else(printer, value):
    with pytest.raises(NotReleased):
        printer(value)


def test_a_template_with_a_bare_number_raises(share):
    template = Template("{% load figures %}{{ cell|figure }} {{ cell|figure_range }}")
    assert template.render(Context({"cell": share})) == "38% 32 to 44"
    with pytest.raises(NotReleased):
        template.render(Context({"cell": 38}))


def test_a_column_of_words_takes_no_number():
    with pytest.raises(NotReleased):
        Words("Skill").write(38)


def test_only_the_gate_and_the_loader_issue():
    """What Python cannot forbid, this reads: no other module of ours names the private maker."""
    naming = {
        path.relative_to(ROOT).as_posix()
        for package in ("lms", "courses", "assessments")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\b_issue\b|\b_issued\b", path.read_text())
    }
    assert naming == {
        "lms/disclosure/released.py",
        "lms/disclosure/gate.py",
        "lms/disclosure/records.py",
    }
    assert module._issue
