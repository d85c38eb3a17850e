"""State, activity profiles and agent profiles (communication 2.2, 2.3, 2.6, 2.7)."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.http import HttpResponse

from lms.lrs import documents
from lms.lrs.auth import Client
from lms.lrs.documents import Place
from lms.lrs.http import answers, parameters, preconditions
from lms.lrs.http.asked import VERSIONS, Asked
from lms.lrs.http.entry import View, resource
from lms.lrs.http.refusals import Refused
from lms.lrs.models import Document, Scope
from lms.lrs.permissions import check_document, need
from lms.lrs.validation import agent_identifier, parse

Kind = Document.Kind
LONGEST_TYPE = 255  # characters
PARAMETERS = {
    Kind.STATE: {"activityId", "agent", "registration", "stateId", "since"},
    Kind.ACTIVITY_PROFILE: {"activityId", "profileId", "since"},
    Kind.AGENT_PROFILE: {"agent", "profileId", "since"},
}


def _place(kind: Kind, asked: Asked, client: Client) -> Place:
    """Where the request points, if the client may be there."""
    if asked.is_reading:
        need(client, Scope.STATE if kind == Kind.STATE else Scope.PROFILE, Scope.ALL_READ)
    else:
        need(client, Scope.STATE if kind == Kind.STATE else Scope.PROFILE)
    names = PARAMETERS[kind]
    parameters.only(asked, names)
    activity = parameters.iri(asked, "activityId") if "activityId" in names else None
    agent = agent_identifier(parameters.agent(asked)) if "agent" in names else None
    registration = parameters.uuid(asked, "registration") if "registration" in names else None
    check_document(client, agent=agent, registration=registration, is_reading=asked.is_reading)
    return Place(kind, activity, agent, registration, within=client.registration)


def _name(kind: Kind) -> str:
    return "stateId" if kind == Kind.STATE else "profileId"


def get(kind: Kind, asked: Asked, client: Client, at: datetime) -> HttpResponse:
    place = _place(kind, asked, client)
    if _name(kind) not in asked.params:
        ids, changed = documents.names(place, since=parameters.moment(asked, "since"))
        answer = answers.json_answer(json.dumps(ids, ensure_ascii=False))
        if changed is not None:
            answers.last_modified(answer, changed)
        return answer
    parameters.moment(asked, "since")  # has no meaning beside a name, but must be one
    document = documents.get(place, parameters.text(asked, _name(kind)))
    if document is None:
        raise Refused(404, "There is no such document.")
    if not preconditions.holds(asked.headers, document.etag):
        answer = HttpResponse(status=304 if "if-none-match" in asked.headers else 412)
    else:
        answer = HttpResponse(bytes(document.content), content_type=document.content_type)
    answer["ETag"] = f'"{document.etag}"'
    # What a client sent is never a page of this site, whatever it calls itself.
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answers.last_modified(answer, document.updated_at)
    return answer


def put(kind: Kind, asked: Asked, client: Client, at: datetime) -> HttpResponse:
    place = _place(kind, asked, client)
    _write(documents.put, place, kind, asked, client, at, partial(_may_replace, kind, asked))
    return answers.no_content()


def post(kind: Kind, asked: Asked, client: Client, at: datetime) -> HttpResponse:
    place = _place(kind, asked, client)
    _write(documents.post, place, kind, asked, client, at, partial(_as_it_was, asked))
    return answers.no_content()


def delete(kind: Kind, asked: Asked, client: Client, at: datetime) -> HttpResponse:
    place = _place(kind, asked, client)
    if _name(kind) in asked.params:
        name = parameters.text(asked, _name(kind))
        documents.delete(place, name, precondition=partial(_as_it_was, asked))
    elif kind == Kind.STATE:
        documents.delete_all(place)
    else:
        parameters.needed(asked, _name(kind))
    return answers.no_content()


def _write(
    write: Callable[..., None],
    place: Place,
    kind: Kind,
    asked: Asked,
    client: Client,
    at: datetime,
    precondition: documents.Precondition,
) -> None:
    if "since" in asked.params:
        raise Refused(400, "is not a parameter of this request", "since")
    content_type = asked.headers.get("content-type", "")
    if len(content_type) > LONGEST_TYPE or any(letter < " " or letter > "~" for letter in content_type):
        raise Refused(400, "must be a media type", "Content-Type")
    if documents.is_json(content_type):
        parse(asked.body)
    try:
        write(
            place,
            parameters.text(asked, _name(kind)),
            content=asked.body,
            content_type=content_type or "application/octet-stream",
            precondition=precondition,
            by=client.authority,
            at=at,
        )
    except documents.TooLong:
        limit = settings.LRS_MAX_BODY_BYTES
        raise Refused(413, f"must not make the document longer than {limit} bytes", "body") from None


def _as_it_was(asked: Asked, known: Document | None) -> None:
    if not preconditions.holds(asked.headers, known.etag if known else None):
        raise Refused(412, "The document is not as If-Match or If-None-Match expects.")


def _may_replace(kind: Kind, asked: Asked, known: Document | None) -> None:
    """A PUT over a document that is there needs to say which (communication 3.1). 1.0 leaves out state, and
    asks the same of a profile that is not there yet.
    """
    _as_it_was(asked, known)
    if preconditions.are_there(asked.headers):
        return
    is_2 = asked.version == VERSIONS[1]
    if known is None and kind != Kind.STATE and not is_2:
        raise Refused(400, "needs the header If-Match or If-None-Match", "headers")
    if known is not None and (kind != Kind.STATE or is_2):
        raise Refused(
            409,
            "There is such a document already. Read its current state, then send this again with the header "
            "If-Match and the ETag that you were given.",
        )


def _view(kind: Kind) -> View:
    return resource(
        get=partial(get, kind), put=partial(put, kind), post=partial(post, kind), delete=partial(delete, kind)
    )


state = _view(Kind.STATE)
activity_profile = _view(Kind.ACTIVITY_PROFILE)
agent_profile = _view(Kind.AGENT_PROFILE)
