"""One statement for each version with every property that the specification has."""

from typing import Any

UUID = "0b9b3a5e-2a0c-4f64-9d9e-0d7c3a1d2e3f"
WHEN = "2026-11-24T12:00:00Z"
GWEN = {"mbox": "mailto:gwen@example.org"}
TOM = {"openid": "https://tom.example.org/"}
AN_APP = {"mbox_sha1sum": "a" * 40}
TEAM = {"objectType": "Group", "name": "Team", "member": [GWEN]}
ACTIVITY = {"objectType": "Activity", "id": "https://example.org/a"}
CONTEXT_AGENT = {"objectType": "contextAgent", "agent": GWEN, "relevantTypes": ["https://example.org/coach"]}
CONTEXT_GROUP = {"objectType": "contextGroup", "group": TEAM}

_DEFINITION = {
    "name": {"en": "A"},
    "description": {"en": "A"},
    "type": "tag:type",
    "moreInfo": "https://example.org/more",
    "extensions": {"tag:a": 1},
}
_LISTS = {
    "choice": ["choices"],
    "sequencing": ["choices"],
    "likert": ["scale"],
    "matching": ["source", "target"],
    "performance": ["steps"],
    **{kind: [] for kind in ("true-false", "fill-in", "long-fill-in", "numeric", "other")},
}
_COMPONENTS = [{"id": "a", "description": {"en": "A"}}, {"id": "b"}]
_INTERACTIONS = [
    {
        **ACTIVITY,
        "definition": {
            **_DEFINITION,
            "interactionType": kind,
            "correctResponsesPattern": ["a"],
            **dict.fromkeys(lists, _COMPONENTS),
        },
    }
    for kind, lists in _LISTS.items()
]
_CONTEXT = {
    "registration": UUID,
    "instructor": {"name": "Tom", **TOM},
    "team": TEAM,
    "language": "en-GB",
    "statement": {"objectType": "StatementRef", "id": UUID},
    "extensions": {"tag:a": 1},
    "contextActivities": {
        "parent": [ACTIVITY],
        "grouping": ACTIVITY,
        "category": [ACTIVITY, ACTIVITY],
        "other": _INTERACTIONS,
    },
}
_SAID: dict[str, Any] = {
    "actor": {
        "objectType": "Agent",
        "name": "Gwen",
        "account": {"homePage": "https://example.org", "name": "gwen"},
    },
    "verb": {"id": "tag:did", "display": {"en": "did"}},
    "result": {
        "score": {"scaled": 0.5, "raw": 1, "min": 0, "max": 2},
        "success": True,
        "completion": False,
        "response": "a",
        "duration": "PT1S",
        "extensions": {"tag:a": 1},
    },
    "timestamp": WHEN,
    "attachments": [
        {
            "usageType": "https://example.org/proof",
            "display": {"en": "Proof"},
            "description": {"en": "A proof"},
            "contentType": "text/plain; charset=utf-8",
            "length": 3,
            "sha2": "a" * 64,
            "fileUrl": "https://example.org/file",
        }
    ],
}


def _whole(*, context: dict[str, Any]) -> dict[str, Any]:
    inner = {
        "objectType": "SubStatement",
        **_SAID,
        "context": {**context, "revision": "1", "platform": "here"},
        "object": {**ACTIVITY, "definition": _DEFINITION},
    }
    return {
        **_SAID,
        "id": UUID,
        "stored": WHEN,
        "version": "1.0.0",
        "authority": {"objectType": "Group", "member": [AN_APP, GWEN]},
        "context": context,
        "object": inner,
    }


WHOLE = {
    "1.0.3": _whole(context=_CONTEXT),
    "2.0.0": _whole(context={**_CONTEXT, "contextAgents": [CONTEXT_AGENT], "contextGroups": [CONTEXT_GROUP]}),
}
