"""Answers as arrays: how they are packed, how they age, how many of them count, and which level they test."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Bools = NDArray[np.bool_]
type Packed = NDArray[np.void]

LONDON = ZoneInfo("Europe/London")
HALF_LIFE_DAYS = 365  # evidence guide, section 2: an answer counts half after 12 months
LATEST = 60  # answers per person and skill that count at most
CEILING_ANSWERS = 3  # counted answers at a level or above, without which the level was not tested

WRONG, RIGHT, DONT_KNOW = 0, 1, 2

# One answer. `day` is the London date's ordinal; `rank` the level of the version answered; `outcome` one of
# the three above; `floor` its guessing floor; `question` a hash that tells questions apart; `version` a
# uuid's bytes.
ANSWER = np.dtype(
    [
        ("day", "<i4"),
        ("rank", "u1"),
        ("outcome", "u1"),
        ("floor", "<f4"),
        ("question", "<u8"),
        ("version", "V16"),
    ]
)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of `people` persons in any order, every array of shape (answers,).

    `person` is an index from 0 to people - 1; `difficulty` and `slope` are b and a in logits; `floor` is c.
    """

    people: int
    person: Ints
    difficulty: Floats
    slope: Floats
    floor: Floats
    right: Bools
    weight: Floats


def london_date(at: dt.datetime) -> dt.date:
    """The date on a London calendar, in which ages are counted. Raises ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return at.astimezone(LONDON).date()


def question_hash(question: str) -> int:
    """64 bits that tell questions apart; no two of a bank are expected to share them."""
    return int.from_bytes(blake2b(question.encode(), digest_size=8).digest(), "little")


def pack(rows: list[tuple[Any, ...]]) -> bytes:
    """Rows of ANSWER's fields in its order, as the bytes that are stored."""
    return np.array(rows, dtype=ANSWER).tobytes()


def unpack(packed: bytes | memoryview) -> Packed:
    """The stored bytes as a read-only array of ANSWER, shape (answers,)."""
    return np.frombuffer(packed, dtype=ANSWER)


def measured(packed: Packed, levels: Collection[int]) -> Packed:
    """Those at one of the `levels` (ranks): a skill may have lost a level since an answer was packed."""
    return packed[np.isin(packed["rank"], list(levels))]


def weights(day: NDArray[Any], as_of: dt.date) -> Floats:
    """What each answer weighs on a day: 1 when new, half after the half-life. A later answer has no age."""
    age = np.maximum(0, as_of.toordinal() - day.astype(np.int64))
    return np.asarray(np.exp2(-age / HALF_LIFE_DAYS), dtype=np.float64)


def ceiling(rank: NDArray[Any], levels: Collection[int]) -> int | None:
    """The highest of the `levels` (ranks) with enough counted answers at it or above, if there is one."""
    tested = [level for level in levels if int((rank >= level).sum()) >= CEILING_ANSWERS]
    return max(tested, default=None)
