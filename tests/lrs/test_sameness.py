"""When two statements with one id say the same (xAPI data 2.3.1; decision 0101)."""

import pytest

from lms.lrs.validation import check_statement, is_same_statement
from tests.lrs.every_property import CONTEXT_AGENT, CONTEXT_GROUP, TOM, WHOLE
from tests.lrs.test_validation_statements import ATTACHMENT, GWEN, UUID, group, made

PARENT, OTHER_PARENT = {"id": "https://example.org/p"}, {"id": "https://example.org/q"}
NOW = {"timestamp": "2026-11-24T12:00:00Z"}
VERB, TARGET = made()["verb"], made()["object"]


def inside(**members):
    return made(object={"objectType": "SubStatement", **made(**members)})


def in_context(**members):
    return made(context=members)


def for_so_long(duration):
    return made(result={"duration": duration})


def attached(*attachments):
    return made(attachments=list(attachments))


SAME = {
    "the order of names": (made(), dict(reversed(made().items()))),
    "a timestamp of one only": (made(**NOW), made()),
    "a timestamp in another zone": (made(**NOW), made(timestamp="2026-11-24T13:00:00.000+01:00")),
    "a timestamp of RFC 3339": (made(**NOW), made(timestamp="2026-11-24 12:00:00z")),
    "what a store sets": (made(), made(stored="2026-11-24T12:00:00Z", version="1.0.3", authority=GWEN)),
    "the case of an id": (made(id=UUID), made(id=UUID.upper())),
    "an id of one only": (made(id=UUID), made()),
    "the display of a verb": (made(), made(verb={**VERB, "display": {"en": "answered"}})),
    "the definition of an activity": (made(), made(object={**TARGET, "definition": {"name": {"en": "A"}}})),
    "another definition": (
        made(object={**TARGET, "definition": {"name": {"en": "A"}}}),
        made(object={**TARGET, "definition": {"name": {"en": "B"}, "type": "tag:a"}}),
    ),
    "a type that goes without saying": (made(), made(object={**TARGET, "objectType": "Activity"})),
    "an agent without its type": (made(), made(actor={"objectType": "Agent", **GWEN})),
    "an instructor without its type": (
        in_context(instructor=GWEN),
        in_context(instructor={"objectType": "Agent", **GWEN}),
    ),
    "the case of a domain": (
        made(actor={"mbox": "mailto:Gwen@example.org"}),
        made(actor={"mbox": "mailto:Gwen@EXAMPLE.org"}),
    ),
    "the case of a hash": (made(actor={"mbox_sha1sum": "a" * 40}), made(actor={"mbox_sha1sum": "A" * 40})),
    "the order of members": (
        made(actor=group(GWEN, TOM)),
        made(actor=group(TOM, {"objectType": "Agent", **GWEN})),
    ),
    "the order of a team": (in_context(team=group(GWEN, TOM)), in_context(team=group(TOM, GWEN))),
    "the order of members of an object": (made(object=group(GWEN, TOM)), made(object=group(TOM, GWEN))),
    "the case of a reference": (
        made(object={"objectType": "StatementRef", "id": UUID}),
        made(object={"objectType": "StatementRef", "id": UUID.upper()}),
    ),
    "the case of a language": (in_context(language="en-GB"), in_context(language="en-gb")),
    "one activity for an array of one": (
        in_context(registration=UUID, contextActivities={"parent": PARENT}),
        in_context(
            registration=UUID.upper(), contextActivities={"parent": [{**PARENT, "objectType": "Activity"}]}
        ),
    ),
    "the order of activities of a context": (
        in_context(contextActivities={"parent": [PARENT, OTHER_PARENT]}),
        in_context(contextActivities={"parent": [OTHER_PARENT, PARENT]}),
    ),
    "beyond hundredths of a second": (for_so_long("P1DT12H36M0.1237S"), for_so_long("P1DT12H36M0.12S")),
    "zeros of a second": (for_so_long("PT1.50S"), for_so_long("PT1,5S")),
    "no part of a second": (for_so_long("PT1.009S"), for_so_long("PT1S")),
    "the order of attachments": (
        attached(ATTACHMENT, {**ATTACHMENT, "sha2": "b" * 64}),
        attached({**ATTACHMENT, "sha2": "B" * 64}, ATTACHMENT),
    ),
    "a definition in a SubStatement": (
        inside(),
        inside(object={**TARGET, "definition": {"name": {"en": "A"}}}),
    ),
    "groups of a context": (
        in_context(contextGroups=[{**CONTEXT_GROUP, "group": group(GWEN, TOM)}]),
        in_context(contextGroups=[{**CONTEXT_GROUP, "group": group(TOM, GWEN)}]),
    ),
}
OTHER = {
    "a second later": (made(**NOW), made(timestamp="2026-11-24T12:00:01Z")),
    "a result more": (made(), made(result={"success": True})),
    "another result": (made(result={"success": True}), made(result={"success": False})),
    "1 for true": (made(result={"extensions": {"tag:a": 1}}), made(result={"extensions": {"tag:a": True}})),
    "0 for false": (
        made(result={"extensions": {"tag:a": [0]}}),
        made(result={"extensions": {"tag:a": [False]}}),
    ),
    "the order of an extension": (
        made(result={"extensions": {"tag:a": [1, 2]}}),
        made(result={"extensions": {"tag:a": [2, 1]}}),
    ),
    "another activity": (made(), made(object={"id": "https://example.org/b"})),
    "an id of an activity in another case": (made(), made(object={"id": "https://example.org/A"})),
    "another verb": (made(), made(verb={"id": "tag:did"})),
    "another person": (made(), made(actor={"mbox": "mailto:tom@example.org"})),
    "an address in another case": (
        made(actor={"mbox": "mailto:gwen@a.org"}),
        made(actor={"mbox": "mailto:Gwen@a.org"}),
    ),
    "another name of a person": (made(), made(actor={**GWEN, "name": "Gwen"})),
    "a member less": (made(actor=group(GWEN, TOM)), made(actor=group(GWEN))),
    "a member twice": (made(actor=group(GWEN, TOM)), made(actor=group(GWEN, GWEN))),
    "a registration more": (in_context(registration=UUID), made()),
    "another language": (in_context(language="en-GB"), in_context(language="en")),
    "another parent": (
        in_context(contextActivities={"parent": PARENT}),
        in_context(contextActivities={"parent": OTHER_PARENT}),
    ),
    "a parent as category": (
        in_context(contextActivities={"parent": PARENT}),
        in_context(contextActivities={"category": PARENT}),
    ),
    "a hundredth more": (for_so_long("PT1.01S"), for_so_long("PT1.02S")),
    "a minute in seconds": (for_so_long("PT60S"), for_so_long("PT1M")),
    "another attachment": (attached(ATTACHMENT), attached({**ATTACHMENT, "sha2": "b" * 64})),
    "an attachment less": (attached(ATTACHMENT, ATTACHMENT), attached(ATTACHMENT)),
    "another object in a SubStatement": (inside(), inside(object=PARENT)),
    "a timestamp in a SubStatement": (inside(**NOW), inside()),
    "another relevance": (
        in_context(contextAgents=[CONTEXT_AGENT]),
        in_context(contextAgents=[{**CONTEXT_AGENT, "relevantTypes": ["tag:a"]}]),
    ),
    "another agent of a context": (
        in_context(contextAgents=[CONTEXT_AGENT]),
        in_context(contextAgents=[{**CONTEXT_AGENT, "agent": TOM}]),
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_statement(case):
    one, other = SAME[case]
    for statement in (one, other):
        check_statement(statement, "2.0.0")
    assert is_same_statement(one, other)
    assert is_same_statement(other, one)


@pytest.mark.parametrize("case", OTHER)
def test_another_statement(case):
    one, other = OTHER[case]
    for statement in (one, other):
        check_statement(statement, "2.0.0")
    assert not is_same_statement(one, other)
    assert not is_same_statement(other, one)


@pytest.mark.parametrize("version", WHOLE)
def test_a_statement_with_every_property_says_what_it_says(version):
    assert is_same_statement(WHOLE[version], WHOLE[version])
    assert not is_same_statement(WHOLE[version], {**WHOLE[version], "attachments": []})
