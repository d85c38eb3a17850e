"""The `more` of a page: the query and where it stopped, signed, and bound to the credential."""

from typing import Any

from django.core import signing

from lms.lrs.http.refusals import Refused

SALT = "lrs.more"


def token(params: dict[str, str], *, seq: int, credential: int) -> str:
    return signing.dumps([credential, seq, params], salt=SALT, compress=True)


def resume(value: str, *, credential: int) -> tuple[dict[str, str], int]:
    """(parameters, seq of the last statement of the page before). Raises Refused."""
    try:
        found: Any = signing.loads(value, salt=SALT)
    except signing.BadSignature:
        raise Refused(400, "is not one that was given out here", "more") from None
    if found[0] != credential:
        raise Refused(400, "was given to another client", "more")
    return found[2], found[1]
