"""Activities and agents (communication 2.4 and 2.5): what is known of one."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from lms.lrs.auth import Client
from lms.lrs.http import parameters
from lms.lrs.http.answers import json_answer
from lms.lrs.http.asked import Asked
from lms.lrs.http.entry import resource
from lms.lrs.permissions import LOOK_UP, need
from lms.lrs.store.definitions import definition_of

_NAMES = ("name", "mbox", "mbox_sha1sum", "openid", "account")


def get_activity(asked: Asked, client: Client, at: datetime) -> HttpResponse:
    need(client, *LOOK_UP)
    parameters.only(asked, {"activityId"})
    iri = parameters.iri(asked, "activityId")
    activity: dict[str, Any] = {"objectType": "Activity", "id": iri}
    definition = definition_of(iri)
    return _tagged(activity if definition is None else {**activity, "definition": definition})


def get_person(asked: Asked, client: Client, at: datetime) -> HttpResponse:
    """The agent asked for, as a Person, whether or not it is known: nobody is found out by asking."""
    need(client, *LOOK_UP)
    parameters.only(asked, {"agent"})
    agent = parameters.agent(asked)
    return _tagged({"objectType": "Person", **{name: [agent[name]] for name in _NAMES if name in agent}})


def _tagged(said: dict[str, Any]) -> HttpResponse:
    text = json.dumps(said, ensure_ascii=False).encode()
    answer = json_answer(text)
    answer["ETag"] = f'"{hashlib.sha1(text, usedforsecurity=False).hexdigest()}"'
    return answer


activities = resource(get=get_activity)
agents = resource(get=get_person)
