"""The Statement resource (communication 2.1)."""

import json
from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from lms.lrs.auth import Client
from lms.lrs.http import answers, parameters
from lms.lrs.http.asked import Asked
from lms.lrs.http.entry import resource
from lms.lrs.http.refusals import Refused
from lms.lrs.models import Scope
from lms.lrs.permissions import need
from lms.lrs.views import giving, searching, taking

SINGLE = ("statementId", "voidedStatementId")


def put(asked: Asked, client: Client, at: datetime) -> HttpResponse:
    need(client, Scope.STATEMENTS_WRITE)
    parameters.only(asked, {"statementId"})
    taking.take(asked, client, at, statement_id=parameters.needed_uuid(asked, "statementId"))
    return answers.no_content()


def post(asked: Asked, client: Client, at: datetime) -> HttpResponse:
    need(client, Scope.STATEMENTS_WRITE)
    parameters.only(asked, ())
    ids = taking.take(asked, client, at)
    return answers.json_answer(json.dumps([str(uuid) for uuid in ids]))


def get(asked: Asked, client: Client, at: datetime) -> HttpResponseBase:
    single = [name for name in SINGLE if name in asked.params]
    if not single:
        return searching.search(asked, client)
    parameters.only(asked, {*SINGLE, "attachments", "format"})
    if len(single) > 1:
        raise Refused(400, "cannot stand beside statementId", "voidedStatementId")
    [name] = single
    uuid = parameters.needed_uuid(asked, name)
    return giving.give_one(asked, client, uuid, voided=name == "voidedStatementId")


statements = resource(get=get, put=put, post=post)
