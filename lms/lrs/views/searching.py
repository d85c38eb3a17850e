"""Statements by filters, page by page."""

import json
from dataclasses import replace

from django.http.response import HttpResponseBase

from lms.lrs.auth import Client
from lms.lrs.http import answers, paging, parameters
from lms.lrs.http.asked import Asked
from lms.lrs.permissions import only_mine
from lms.lrs.store.consistency import consistency
from lms.lrs.store.finding import Found, Query, find, seq_at
from lms.lrs.validation import agent_identifier
from lms.lrs.views.giving import FORMATS, give, texts

FILTERS = {
    "agent", "verb", "activity", "registration", "related_activities", "related_agents",
    "since", "until", "limit", "format", "attachments", "ascending",
}  # fmt: skip
LONGEST_PAGE = 500
PAGE = 100  # where no limit is asked for
LONGEST_ANSWER = 16 * 2**20  # characters: a page of long statements ends earlier


def search(asked: Asked, client: Client) -> HttpResponseBase:
    mine = only_mine(client)
    after = None
    if "more" in asked.params:
        parameters.only(asked, {"more"})
        params, after = paging.resume(asked.params["more"], credential=client.id)
        asked = replace(asked, params=params)
    parameters.only(asked, FILTERS)
    now = consistency()
    query = replace(_query(asked), authority=mine, actor=client.learner or None, after=after)
    if query.ascending and now.ordered_until is not None:
        # A client that follows the store must not be led past a statement that is being written.
        query = replace(query, before=seq_at(now.ordered_until))
    limit = min(parameters.whole(asked, "limit") or PAGE, LONGEST_PAGE)
    format = parameters.one_of(asked, "format", FORMATS, "exact")
    with_attachments = parameters.boolean(asked, "attachments")
    found = find(query, limit=limit + 1)
    page = _short_enough(found[:limit])
    more = ""
    if len(page) < len(found):
        token = paging.token(asked.params, seq=page[-1].seq, credential=client.id)
        more = f"{asked.path}?more={token}"
    statements = ",".join(texts(page, format, asked.headers.get("accept-language", "")))
    answer = give(
        f'{{"statements":[{statements}],"more":{json.dumps(more)}}}', page, with_attachments=with_attachments
    )
    if page:
        answers.last_modified(answer, max(one.stored for one in page))
    answer.consistent_through = now.through  # type: ignore[attr-defined]
    return answer


def _short_enough(found: list[Found]) -> list[Found]:
    total = 0
    for place, one in enumerate(found):
        total += len(one.body)
        if place and total > LONGEST_ANSWER:
            return found[:place]
    return found


def _query(asked: Asked) -> Query:
    agent = parameters.agent(asked, or_group=True) if "agent" in asked.params else None
    return Query(
        agent=agent_identifier(agent) if agent else None,
        verb=parameters.iri(asked, "verb") if "verb" in asked.params else None,
        activity=parameters.iri(asked, "activity") if "activity" in asked.params else None,
        registration=parameters.uuid(asked, "registration"),
        related_activities=parameters.boolean(asked, "related_activities"),
        related_agents=parameters.boolean(asked, "related_agents"),
        since=parameters.moment(asked, "since"),
        until=parameters.moment(asked, "until"),
        ascending=parameters.boolean(asked, "ascending"),
    )
