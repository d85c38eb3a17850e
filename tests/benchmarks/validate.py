"""What the check of a statement costs: text in, verdict out, every hostile check included, against
json.loads of the same text, which lets all of it through.

No server and no database. Both go over the same texts in turn, the order swapped round by round; CPU time of
this process, so that what else runs on the machine counts less. The median of the rounds' ratios.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from lms.lrs.validation import check_statement, facts, parse, split
from tests.benchmarks.statements import mix

STATEMENTS = 2_000
ROUNDS = 15
VERSIONS = ("1.0.3", "2.0.0")


def verdicts(texts: Iterable[str], version: str) -> None:
    for text in texts:
        check_statement(parse(text), version)


def loads(texts: Iterable[str]) -> None:
    """Nothing is kept, as above: with all values in a list, the collector would take half of the time."""
    for text in texts:
        json.loads(text)


def each(work: Callable[[Any], object], items: Iterable[Any]) -> None:
    for item in items:
        work(item)


def _microseconds(work: Callable[[], object]) -> float:
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1000 / STATEMENTS


def run() -> None:
    texts = mix(STATEMENTS)
    batches = [f"[{','.join(texts[place : place + 50])}]".encode() for place in range(0, STATEMENTS, 50)]
    values = [parse(text) for text in texts]
    for version in VERSIONS:
        seen = []
        for number in range(ROUNDS + 1):
            works = [partial(verdicts, texts, version), partial(loads, texts)]
            if number % 2:
                ours, bare = (_microseconds(work) for work in works)
            else:
                bare, ours = (_microseconds(work) for work in reversed(works))
            if number:  # the first warms up
                seen.append((ours, bare))
        beside = {
            "facts_us": _microseconds(partial(each, facts, values)),
            "split_us": _microseconds(partial(each, split, batches)),
        }
        ours, bare = (statistics.median(row[place] for row in seen) for place in (0, 1))
        print(
            json.dumps(
                {
                    "name": "validate",
                    "version": version,
                    "value": round(1_000_000 / ours),
                    "unit": "statements a second of one core",
                    "baseline": "json.loads of the same text",
                    "baseline_value": round(1_000_000 / bare),
                    "ratio": round(statistics.median(bare / ours for ours, bare in seen), 3),
                    "cpu_us": round(ours, 1),
                    "baseline_cpu_us": round(bare, 1),
                    "mean_bytes": round(statistics.mean(len(text.encode()) for text in texts)),
                    **{name: round(value, 1) for name, value in beside.items()},
                }
            ),
            flush=True,
        )
