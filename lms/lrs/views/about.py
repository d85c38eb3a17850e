"""What this record store speaks (communication 2.8)."""

import json

from django.http import HttpResponse

from lms.lrs.http import parameters
from lms.lrs.http.answers import json_answer
from lms.lrs.http.asked import VERSIONS, Asked
from lms.lrs.http.entry import open_to_all


@open_to_all
def about(asked: Asked) -> HttpResponse:
    parameters.only(asked, ())
    return json_answer(json.dumps({"version": list(VERSIONS)}))
