"""What the answer of the other record store means, and how long to wait after a failure. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from random import Random

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=1)  # a Retry-After of more is not taken at its word


class Verdict(Enum):
    """Of an answer to a batch or to one statement."""

    TAKEN = "taken"
    REFUSED = "refused"  # something in it can never be taken: 400, 409, 422
    FORBIDDEN = "forbidden"  # 403: the credential, or one statement; the next ones tell
    TOO_LARGE = "too large"  # 413: the same in smaller portions
    WAIT = "wait"  # nothing about the statements: the credential, the network, the other side's troubles


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    status: int  # 0 where there was none
    said: str
    retry_after: timedelta | None = None


def verdict_of(status: int) -> Verdict:
    """A redirect is a failure: following it would lead to an address that nobody allowed."""
    if status in (200, 204):
        return Verdict.TAKEN
    if status in (400, 409, 422):
        return Verdict.REFUSED
    if status == 403:
        return Verdict.FORBIDDEN
    return Verdict.TOO_LARGE if status == 413 else Verdict.WAIT


def retry_after(header: str | None, *, at: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3); None for neither."""
    if not header:
        return None
    if header.strip().isdigit():
        asked = timedelta(seconds=min(int(header.strip()[:9]), 10**6))
    else:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            return None
        asked = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - at
    return min(max(asked, timedelta()), LONGEST_ASKED)


def wait_after(failures: int, *, asked: timedelta | None, random: Random) -> timedelta:
    """Doubled after each failure in a row, and spread, so that many who failed together do not come back
    together. Never sooner than was asked for.
    """
    longest = min(FIRST_WAIT * 2 ** min(failures - 1, 12), LONGEST_WAIT)
    spread = longest * random.uniform(0.5, 1.0)
    if asked is None:
        return spread
    return max(spread, asked + asked * random.uniform(0.0, 0.1))
