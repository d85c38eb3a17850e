"""What only one version of xAPI allows, and what neither does, for each property there is."""

import json

import pytest

from lms.lrs.validation import Invalid, check_statement, facts
from lms.lrs.validation.facts import AGENT
from tests.lrs.every_property import CONTEXT_AGENT, CONTEXT_GROUP, TEAM, TOM, WHOLE
from tests.lrs.test_validation_statements import (
    ACCEPTED,
    GWEN,
    REFUSED,
    made,
)

VERSIONS = ["1.0.3", "2.0.0"]


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_1_0_3_accepts_2_0_0_accepts_too(case):
    check_statement(ACCEPTED[case], "2.0.0")


OTHERWISE_IN_2 = "version: must be 1.0 or begin with 1.0."


@pytest.mark.parametrize(
    ("statement", "message"),
    [row for row in REFUSED if row[1] != OTHERWISE_IN_2],
    ids=lambda value: str(value)[:40],
)
def test_what_1_0_3_refuses_2_0_0_refuses_too(statement, message):
    with pytest.raises(Invalid) as caught:
        check_statement(statement, "2.0.0")
    assert str(caught.value).startswith(message)


def in_context(**members):
    return made(context=members)


ONLY_2 = {
    "context.contextAgents": in_context(contextAgents=[CONTEXT_AGENT, {**CONTEXT_AGENT, "agent": TOM}]),
    "context.contextGroups": in_context(contextGroups=[CONTEXT_GROUP]),
    "object.context.contextAgents": made(
        object={"objectType": "SubStatement", **in_context(contextAgents=[CONTEXT_AGENT])}
    ),
    "version": made(version="2.0.0"),
    "timestamp": made(timestamp="2026-11-24 12:00:00Z"),
    "stored": made(stored="2026-11-24t12:00:00z"),
}


@pytest.mark.parametrize("path", ONLY_2)
def test_only_2_0_0_accepts(path):
    check_statement(ONLY_2[path], "2.0.0")
    with pytest.raises(Invalid) as caught:
        check_statement(ONLY_2[path], "1.0.3")
    assert caught.value.path == path


@pytest.mark.parametrize(
    "text", ["2026-11-24T12:00Z", "2026-11-24T12:00:00", "2026-11-24T12:00:00+01", "2026-11-24T12:00:00,5Z"]
)
def test_only_1_0_3_accepts_an_iso_timestamp_that_is_not_of_rfc_3339(text):
    check_statement(made(timestamp=text), "1.0.3")
    with pytest.raises(Invalid, match=r"^timestamp: must be an RFC 3339 timestamp with a time zone$"):
        check_statement(made(timestamp=text), "2.0.0")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("text", ["1.0", "1.0.0", "1.0.9"])
def test_a_version_of_1_0_is_accepted_by_both(text, version):
    check_statement(made(version=text), version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "text", ["", "0.9.9", "1.1.0", "1.00", "2.1.0", "3.0.0", "2.00", 2, 1.0, None, ["1.0"]]
)
def test_another_version_is_refused_by_both(text, version):
    with pytest.raises(Invalid, match=r"^version: must be 1\.0 or "):
        check_statement({**made(), "version": text}, version)


REFUSED_IN_2 = [
    (in_context(contextAgents=CONTEXT_AGENT), "context.contextAgents: must be an array"),
    (in_context(contextAgents=[{"agent": GWEN}]), "context.contextAgents[0].objectType: is missing"),
    (
        in_context(contextAgents=[{**CONTEXT_AGENT, "objectType": "contextagent"}]),
        "context.contextAgents[0].objectType: must be contextAgent",
    ),
    (
        in_context(contextAgents=[{"objectType": "contextAgent"}]),
        "context.contextAgents[0].agent: is missing",
    ),
    (
        in_context(contextAgents=[CONTEXT_AGENT, {**CONTEXT_AGENT, "agent": TEAM}]),
        "context.contextAgents[1].agent.objectType: must be Agent or Group",
    ),
    (
        in_context(contextAgents=[{**CONTEXT_AGENT, "relevantTypes": []}]),
        "context.contextAgents[0].relevantTypes: must not be empty",
    ),
    (
        in_context(contextAgents=[{**CONTEXT_AGENT, "relevantTypes": ["tag:a", "coach"]}]),
        "context.contextAgents[0].relevantTypes[1]: must be an absolute IRI",
    ),
    (
        in_context(contextGroups=[{"objectType": "contextGroup", "group": GWEN}]),
        "context.contextGroups[0].group.objectType: must be Group",
    ),
    (
        in_context(contextGroups=[{**CONTEXT_GROUP, "member": []}]),
        "context.contextGroups[0].member: is not a",
    ),
]


@pytest.mark.parametrize(("statement", "message"), REFUSED_IN_2, ids=[message for _, message in REFUSED_IN_2])
def test_refused_by_2_0_0(statement, message):
    with pytest.raises(Invalid) as caught:
        check_statement(statement, "2.0.0")
    assert str(caught.value).startswith(message)


def test_a_statement_is_found_by_agents_and_groups_of_its_context():
    said = facts(in_context(contextAgents=[{**CONTEXT_AGENT, "agent": TOM}], contextGroups=[CONTEXT_GROUP]))
    assert {(AGENT, "openid:https://tom.example.org/"), (AGENT, "mailto:gwen@example.org")} < said.related


def places(value, path=()):
    """The path of everything in a statement, apart from what stands in extensions."""
    names = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for name in names:
        yield (*path, name)
        if name != "extensions":
            yield from places(value[name], (*path, name))


def changed(whole, path, change):
    whole = json.loads(json.dumps(whole))  # nothing in it is shared
    inside = whole
    for name in path[:-1]:
        inside = inside[name]
    change(inside, path[-1])
    return whole


def written(path):
    return "".join(f"[{name}]" if isinstance(name, int) else f".{name}" for name in path)[1:]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_statement_with_every_property_is_accepted(version):
    check_statement(WHOLE[version], version)


@pytest.mark.parametrize("version", VERSIONS)
def test_no_property_may_be_null_and_the_path_says_which(version):
    for path in places(WHOLE[version]):
        with pytest.raises(Invalid) as caught:
            check_statement(
                changed(WHOLE[version], path, lambda at, name: at.__setitem__(name, None)), version
            )
        refused = caught.value.path
        assert refused.removesuffix(".objectType") == written(path).removesuffix(".objectType"), refused


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wrong", [[], {}, "", 0, True, 1.5, "null", [None], {"a": None}], ids=repr)
def test_no_property_takes_a_value_of_another_type(version, wrong):
    """Texts stay texts, lists lists: what is accepted in place of a value has the value's type."""
    for path in places(WHOLE[version]):
        value = WHOLE[version]
        for name in path:
            value = value[name]
        if isinstance(wrong, type(value)) and not isinstance(wrong, bool):
            continue
        if {type(wrong), type(value)} <= {int, float} or (wrong is True and isinstance(value, bool)):
            continue
        if path[-2:-1] == ("contextActivities",) and isinstance(wrong, list | dict):
            continue  # one activity, or several, or none
        with pytest.raises(Invalid):
            check_statement(
                changed(WHOLE[version], path, lambda at, name: at.__setitem__(name, wrong)), version
            )


def is_map(path):
    """Whether the names here are the sender's own."""
    return path[-2:-1] and path[-2] in ("display", "name", "description", "extensions")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("other", [str.upper, str.title, lambda name: f"{name} ", lambda name: f"{name}s"])
def test_names_are_told_apart_by_case_and_blank(version, other):
    for path in places(WHOLE[version]):
        name = path[-1]
        if isinstance(name, int) or is_map(path) or other(name) == name:
            continue

        def rename(at, name):
            at[other(name)] = at.pop(name)

        with pytest.raises(Invalid):
            check_statement(changed(WHOLE[version], path, rename), version)


@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_may_be_added_anywhere(version):
    for path in [(), *places(WHOLE[version])]:
        inside = WHOLE[version]
        for name in path:
            inside = inside[name]
        if not isinstance(inside, dict) or path[-1:] == ("extensions",) or is_map((*path, "")):
            continue
        statement = changed(WHOLE[version], (*path, "Extra"), lambda at, name: at.__setitem__(name, 1))
        with pytest.raises(Invalid) as caught:
            check_statement(statement, version)
        assert (
            str(caught.value)
            == f"{written((*path, 'Extra'))}: is not a property that the specification allows here"
        )
