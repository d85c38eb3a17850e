"""Statements that go out: their format, the headers, and attachments beside them."""

import json
import secrets
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from lms.lrs import formats
from lms.lrs.auth import Client
from lms.lrs.http import answers, parameters
from lms.lrs.http.asked import Asked
from lms.lrs.http.languages import one_language
from lms.lrs.http.refusals import Refused
from lms.lrs.permissions import only_mine
from lms.lrs.store.attachments import attached_to, content_of
from lms.lrs.store.authorities import authority_text
from lms.lrs.store.consistency import consistency
from lms.lrs.store.definitions import Parts, canonical, composed, merged, parts_of
from lms.lrs.store.finding import Found, get
from lms.lrs.validation import agent_identifier

FORMATS = ("exact", "ids", "canonical")
STATEMENT_VERSIONS = {None: "1.0.0", 2: "2.0.0"}


def give_one(asked: Asked, client: Client, uuid: UUID, *, voided: bool) -> HttpResponseBase:
    mine = only_mine(client)
    format = parameters.one_of(asked, "format", FORMATS, "exact")
    with_attachments = parameters.boolean(asked, "attachments")
    through = consistency().through
    found = get(uuid, voided=voided)
    if found is None or (mine is not None and found.authority != mine) or not _is_of(client, found):
        refused = Refused(404, "There is no such statement.")
        answer: HttpResponseBase = answers.error(refused, asked.headers.get("accept", ""))
    else:
        [text] = texts([found], format, asked.headers.get("accept-language", ""))
        answer = give(text, [found], with_attachments=with_attachments)
        answers.last_modified(answer, found.stored)
    answer.consistent_through = through  # type: ignore[attr-defined]
    return answer


def _is_of(client: Client, found: Found) -> bool:
    return not client.learner or agent_identifier(json.loads(found.body)["actor"]) == client.learner


def texts(found: Sequence[Found], format: str, languages: str) -> list[str]:
    """Statements as JSON texts, in one of the formats."""
    made = [_as_stored(one) for one in found]
    if format == "exact":
        return made
    statements: list[dict[str, Any]] = [json.loads(text) for text in made]
    if format == "ids":
        statements = [formats.by_ids(statement) for statement in statements]
    else:
        known = canonical(set().union(*map(formats.activities_of, statements)))
        statements = [
            formats.canonical(
                statement,
                definition_of=partial(_definition, known, one.seq),
                one_language=partial(one_language, header=languages),
            )
            for one, statement in zip(found, statements, strict=True)
        ]
    return [json.dumps(statement, ensure_ascii=False, separators=(",", ":")) for statement in statements]


def _definition(known: dict[str, Parts], seq: int, activity: dict[str, Any]) -> dict[str, Any] | None:
    """What is known of an activity, and what the statement itself says of it, which may be newer."""
    said = parts_of(activity.get("definition", {}), seq)
    return composed(merged(known.get(activity["id"], {}), said))


def _as_stored(one: Found) -> str:
    return formats.exact(
        one.body,
        always={
            "stored": f'"{answers.written(one.stored)}"',
            "authority": authority_text(one.authority),
        },
        if_missing={
            "id": f'"{one.id}"',
            "timestamp": f'"{answers.written(one.happened)}"',
            "version": f'"{STATEMENT_VERSIONS[one.version]}"',
        },
    )


def give(text: str, found: Sequence[Found], *, with_attachments: bool) -> HttpResponseBase:
    """The answer around the text of one statement or of a page."""
    if not with_attachments:
        return HttpResponse(text, content_type=answers.JSON)
    types = {
        attachment["sha2"].lower(): attachment["contentType"]
        for one in found
        for attachment in _attachments(json.loads(one.body))
    }
    hashes = [sha2 for sha2 in attached_to([one.id for one in found]) if sha2 in types]
    boundary = secrets.token_hex(24)
    parts = [(sha2, answers.header_safe(types[sha2])) for sha2 in hashes]
    return StreamingHttpResponse(
        _filled(answers.multipart(text, parts, boundary)),
        content_type=f"multipart/mixed; boundary={boundary}",
    )


def _filled(pieces: list[bytes | tuple[str, str]]) -> Iterator[bytes]:
    """One attachment in memory at a time."""
    for piece in pieces:
        yield content_of(piece[0]) if isinstance(piece, tuple) else piece


def _attachments(statement: dict[str, Any]) -> list[dict[str, Any]]:
    target = statement["object"]
    inner = target.get("attachments", []) if target.get("objectType") == "SubStatement" else []
    return [*statement.get("attachments", []), *inner]
