import io

import pytest
from django.core.management import CommandError, call_command

from lms import derived
from lms.derived import registry


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    """Two derived tables of which the second can be made to differ; what was called, in order."""
    monkeypatch.setattr(registry, "_derived", {})
    called: list[str] = []
    differences: list[str] = []

    def rebuild(name):
        called.append(f"rebuild {name}")
        return 3

    def check(name):
        called.append(f"check {name}")
        return differences if name == "evidence" else []

    for name in ("attainment", "evidence"):
        derived.register(name, rebuild=lambda name=name: rebuild(name), check=lambda name=name: check(name))
    return called, differences


def run(*arguments):
    out = io.StringIO()
    call_command("rebuild", *arguments, stdout=out)
    return out.getvalue()


def test_rebuild_walks_the_registry_in_its_order(tables):
    assert run() == "attainment: 3 rows\nevidence: 3 rows\n"
    assert tables[0] == ["rebuild attainment", "rebuild evidence"]


def test_one_table_can_be_named(tables):
    assert run("evidence") == "evidence: 3 rows\n"
    assert tables[0] == ["rebuild evidence"]


def test_an_unknown_name_is_refused_with_those_that_there_are(tables):
    with pytest.raises(CommandError, match=r"^No derived table is called levels\. There are: attainment, ev"):
        run("levels")
    assert tables[0] == []


def test_check_compares_and_never_rebuilds(tables):
    assert run("--check") == "attainment: no differences\nevidence: no differences\n"
    assert tables[0] == ["check attainment", "check evidence"]


def test_check_prints_each_difference_and_fails(tables):
    tables[1].append("amara, data quality: stored 1.25, rebuilt 1.5")
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^1 differences") as failed:
        call_command("rebuild", "--check", stdout=out)
    assert failed.value.returncode == 1
    assert out.getvalue().endswith(
        "evidence: 1 differences\n  amara, data quality: stored 1.25, rebuilt 1.5\n"
    )


def test_two_tables_cannot_share_a_name():
    with pytest.raises(derived.AlreadyRegistered, match="attainment"):
        derived.register("attainment", rebuild=lambda: 0, check=list)
