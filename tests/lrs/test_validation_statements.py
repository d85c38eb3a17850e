"""What xAPI 1.0.3 allows and refuses, and where the refusal points."""

import time

import pytest

from lms.lrs.validation import Invalid, check_statement
from lms.lrs.vocabulary import ANSWERED, VOIDED

GWEN = {"mbox": "mailto:gwen@example.org"}
ACTIVITY = {"id": "https://example.org/a"}
UUID = "0b9b3a5e-2a0c-4f64-9d9e-0d7c3a1d2e3f"
ATTACHMENT = {
    "usageType": "https://example.org/proof", "display": {"en": "Proof"}, "contentType": "text/plain",
    "length": 3, "sha2": "a" * 64,
}  # fmt: skip


def made(**members):
    """A plain statement with these members in place of its own; None takes one away."""
    whole = {"actor": GWEN, "verb": {"id": ANSWERED}, "object": ACTIVITY, **members}
    return {name: value for name, value in whole.items() if value is not None}


def about(definition):
    return made(object={**ACTIVITY, "definition": definition})


def group(*members, **more):
    return {"objectType": "Group", **({"member": list(members)} if members else {}), **more}


ACCEPTED = {
    "the least": made(),
    "account": made(actor={"account": {"homePage": "https://example.org", "name": ""}}),
    "sha1": made(actor={"mbox_sha1sum": "A" * 40, "objectType": "Agent", "name": "Gwen"}),
    "openid": made(actor={"openid": "https://gwen.example.org/"}),
    "anonymous group": made(actor=group(GWEN)),
    "identified group": made(actor=group(**GWEN)),
    "an agent as object": made(object={"objectType": "Agent", **GWEN}),
    "a reference": made(object={"objectType": "StatementRef", "id": UUID}),
    "a void": made(verb={"id": VOIDED}, object={"objectType": "StatementRef", "id": UUID.upper()}),
    "a substatement": made(object={"objectType": "SubStatement", **made()}),
    "a choice": about(
        {"interactionType": "choice", "correctResponsesPattern": ["a"], "choices": [{"id": "a"}]}
    ),
    "languages": about({"name": {"en": "a", "en-GB": "b", "zh-Hant-TW": "c"}, "description": {}}),
    "an IRI of its own language": made(object={"id": "https://example.org/ünïcode/%C3%A9?a=b#c"}),
    "a urn": made(object={"id": "urn:uuid:" + UUID}),
    "extensions of anything": about({"extensions": {"tag:a": None, "tag:b": [{"c": None}], "tag:d": 1.5}}),
    "a score": made(result={"score": {"scaled": -1, "raw": 5, "min": 0, "max": 5}}),
    "a context": made(
        context={
            "registration": UUID, "instructor": GWEN, "team": group(GWEN), "language": "cy", "revision": "2",
            "platform": "here", "statement": {"objectType": "StatementRef", "id": UUID}, "extensions": {},
            "contextActivities": {"parent": ACTIVITY, "grouping": [ACTIVITY], "category": []},
        }
    ),
    "an attachment": made(attachments=[ATTACHMENT, {**ATTACHMENT, "fileUrl": "https://example.org/f"}]),
    "what a store sets": made(id=UUID, stored="2026-11-24T12:00:00Z", version="1.0.3", authority=GWEN),
    "an authority of two": made(authority=group(GWEN, {"openid": "https://app.example.org/"})),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(case):
    check_statement(ACCEPTED[case])


REFUSED = [
    ([], "must be an object"),
    (made(actor=None), "actor: is missing"),
    (made(verb=None), "verb: is missing"),
    (made(object=None), "object: is missing"),
    (made(id="1"), "id: must be a UUID"),
    (made(extra=1), "extra: is not a property that the specification allows here"),
    (made(Actor=GWEN), "Actor: is not a property"),
    ({**made(), "result": None}, "result: must be an object"),
    (made(actor="gwen"), "actor: must be an object"),
    (made(actor={}), "actor: must have exactly one of account, mbox, mbox_sha1sum, openid"),
    (made(actor={**GWEN, "openid": "https://a.example"}), "actor: must have exactly one of"),
    (made(actor={**GWEN, "objectType": "agent"}), "actor.objectType: must be Agent or Group"),
    (made(actor={**GWEN, "name": 7}), "actor.name: must be a string"),
    (made(actor={**GWEN, "member": [GWEN]}), "actor.member: is not a property"),
    (made(actor={"mbox": "gwen@example.org"}), "actor.mbox: must be a mailto: IRI"),
    (made(actor={"mbox": "mailto:gwen"}), "actor.mbox: must be a mailto: IRI"),
    (made(actor={"mbox": "mailto:gwen@example.org\n"}), "actor.mbox: must be a mailto: IRI"),
    (made(actor={"mbox_sha1sum": "g" * 40}), "actor.mbox_sha1sum: must be a SHA-1 in hex"),
    (made(actor={"openid": "gwen"}), "actor.openid: must be an absolute IRI"),
    (made(actor={"account": {"name": "gwen"}}), "actor.account.homePage: is missing"),
    (
        made(actor={"account": {"homePage": "x", "name": "g"}}),
        "actor.account.homePage: must be an absolute IRI",
    ),
    (made(actor={"account": {"homePage": "tag:a"}}), "actor.account.name: is missing"),
    (made(actor=group()), "actor.member: must name the members"),
    (
        made(actor=group(group(GWEN))),
        "actor.member[0].objectType: must be Agent: a group holds no other group",
    ),
    (made(actor=group(GWEN, {})), "actor.member[1]: must have exactly one of"),
    (made(actor={**group(GWEN), **GWEN, "openid": "tag:a"}), "actor: must not have more than one of"),
    (made(verb="answered"), "verb: must be an object"),
    (made(verb={}), "verb.id: is missing"),
    (made(verb={"id": "answered"}), "verb.id: must be an absolute IRI"),
    (made(verb={"id": ANSWERED, "display": "answered"}), "verb.display: must be a language map"),
    (made(verb={"id": ANSWERED, "display": {"e n": "a"}}), "verb.display.e n: must be an RFC 5646"),
    (made(verb={"id": ANSWERED, "display": {"en": None}}), "verb.display.en: must be a string"),
    (made(verb={"id": VOIDED}), "object.objectType: must be StatementRef where the verb is voided"),
    (made(object={}), "object.id: is missing"),
    (made(object={"id": "https://example.org/a b"}), "object.id: must be an absolute IRI"),
    (made(object={"id": "https://example.org/%zz"}), "object.id: must be an absolute IRI"),
    (made(object={"id": "https://example.org/a\n"}), "object.id: must be an absolute IRI"),
    (made(object={**ACTIVITY, "objectType": "Thing"}), "object.objectType: must be Activity, Agent, Group"),
    (made(object={"objectType": ["Agent"], **GWEN}), "object.objectType: must be Activity, Agent, Group"),
    (made(object={"objectType": "StatementRef"}), "object.id: is missing"),
    (made(object={"objectType": "SubStatement", **made(id=UUID)}), "object.id: is not a property"),
    (made(object={"objectType": "SubStatement", **made(verb={})}), "object.verb.id: is missing"),
    (
        made(object={"objectType": "SubStatement", **made(object={"objectType": "SubStatement", **made()})}),
        "object.object.objectType: must be Activity, Agent, Group or StatementRef",
    ),
    (
        made(object={"objectType": "SubStatement", **made(verb={"id": VOIDED})}),
        "object.object.objectType: must be StatementRef where the verb is voided",
    ),
    (
        made(object={"objectType": "SubStatement", **made(object=group(GWEN), context={"platform": "a"})}),
        "object.context.platform: may only stand where the object is an Activity",
    ),
    (about({"name": {"en": 1}}), "object.definition.name.en: must be a string"),
    (about({"type": "question"}), "object.definition.type: must be an absolute IRI"),
    (about({"extensions": {"level": 1}}), "object.definition.extensions.level: the key of an extension"),
    (about({"choices": []}), "object.definition.choices: may only stand beside an interactionType"),
    (
        about({"interactionType": "quiz"}),
        "object.definition.interactionType: must be one of true-false, choice",
    ),
    (about({"interactionType": "choice", "scale": []}), "object.definition.scale: may not stand in an inter"),
    (
        about({"interactionType": "likert", "scale": [{"id": "a"}, {"id": "a"}]}),
        "object.definition.scale[1].id: must be unique in its list",
    ),
    (
        about({"interactionType": "choice", "correctResponsesPattern": "a"}),
        "object.definition.correctResponsesPattern: must be an array of strings",
    ),
    (made(result={"success": 1}), "result.success: must be true or false"),
    (made(result={"response": 1}), "result.response: must be a string"),
    (made(result={"score": {"scaled": True}}), "result.score.scaled: must be a number"),
    (made(result={"score": {"scaled": 1.0000001}}), "result.score.scaled: must be from -1 to 1"),
    (made(result={"score": {"min": 1, "max": 1}}), "result.score.min: must be less than max"),
    (made(result={"score": {"raw": -1, "min": 0}}), "result.score.raw: must not be less than min"),
    (made(result={"score": {"raw": 10**400, "max": 5}}), "result.score.raw: must not be more than max"),
    (made(context={"registration": 7}), "context.registration: must be a UUID"),
    (made(context={"team": GWEN}), "context.team.objectType: must be Group"),
    (made(context={"language": "en_GB"}), "context.language: must be an RFC 5646"),
    (made(context={"statement": {"id": UUID}}), "context.statement.objectType: is missing"),
    (
        made(context={"revision": "2"}, object={"objectType": "Agent", **GWEN}),
        "context.revision: may only stand where the object is an Activity",
    ),
    (
        made(context={"contextActivities": {"parent": [ACTIVITY, {}]}}),
        "context.contextActivities.parent[1].id: is missing",
    ),
    (
        made(context={"contextActivities": {"child": []}}),
        "context.contextActivities.child: is not a property",
    ),
    (made(version="2.0.0"), "version: must be 1.0 or begin with 1.0."),
    (made(authority=group(GWEN)), "authority: must be an agent, or a group of exactly two members"),
    (made(attachments={}), "attachments: must be an array"),
    (made(attachments=[{**ATTACHMENT, "length": 1.5}]), "attachments[0].length: must be a whole number"),
    (made(attachments=[{**ATTACHMENT, "sha2": "a" * 63}]), "attachments[0].sha2: must be a SHA-2 in hex"),
]


@pytest.mark.parametrize(("statement", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_refused_with_path_and_rule(statement, message):
    with pytest.raises(Invalid) as caught:
        check_statement(statement)
    assert str(caught.value).startswith(message)


LONG = [
    made(object={"id": "https://example.org/" + "a" * 50_000 + " "}),
    made(object={"id": "a" * 50_000}),
    made(object={"id": "a:" + "%41" * 20_000 + "%"}),
    made(actor={"mbox": "mailto:" + "a" * 50_000}),
    made(actor={"mbox": "mailto:" + "a@" * 25_000}),
    made(result={"duration": "P" + "1" * 50_000}),
    made(result={"duration": "PT" + "1." * 25_000 + "S"}),
    made(context={"language": "en" + "-a" * 25_000 + "-"}),
    made(timestamp="2026-11-24T12:00:00." + "1" * 50_000 + "x"),
    made(timestamp="2026-11-24T12:00:00." + "1" * 50_000 + "+25:00"),
    made(actor={"mbox": "mailto:a@" + "a-" * 25_000}),
    made(actor={"mbox": "mailto:a@" + "a." * 25_000}),
    made(context={"language": "en" + "-aaaaa" * 8_000 + "!"}),
    made(context={"language": "en" + "-a-bb" * 10_000 + "-"}),
    made(context={"language": "en" + "-a" + "-bb" * 16_000 + "!"}),
    made(verb={"id": ANSWERED, "display": {"en-x" + "-a" * 25_000 + "_": ""}}),
    made(attachments=[{**ATTACHMENT, "contentType": "a/b" + " " * 50_000 + "\n"}]),
    made(attachments=[{**ATTACHMENT, "contentType": "a/b;" + ";" * 50_000 + "\n"}]),
    made(attachments=[{**ATTACHMENT, "sha2": "a" * 50_000}]),
    made(result={"extensions": {"a:" + "%41" * 20_000 + "%": 1}}),
]


@pytest.mark.parametrize("statement", LONG, ids=range(len(LONG)))
def test_no_pattern_takes_long_to_refuse_50_000_letters(statement):
    began = time.process_time()
    with pytest.raises(Invalid):
        check_statement(statement)
    assert time.process_time() - began < 0.05
