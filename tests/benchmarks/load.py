"""Closed-loop client and CPU meter. Status and text of every answer are checked: an error page is fast."""

import http.client
import statistics
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

CLOCK_TICKS = 100  # of /proc/<pid>/stat on Linux


@dataclass(frozen=True)
class Request:
    """One request as a signed-in person; `expect` is the status, `text` must stand in the body."""

    method: str
    path: str
    cookie: str
    form: tuple[tuple[str, str], ...] = ()
    csrf: str = ""
    expect: int = 200
    text: str = ""


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes (threads included)."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / CLOCK_TICKS


def tree(pid: int) -> list[int]:
    """A process and all its descendants."""
    children = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def send(connection: http.client.HTTPConnection, request: Request) -> None:
    headers = {"Cookie": request.cookie, "Accept-Encoding": "gzip"}
    body = None
    if request.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode([("csrfmiddlewaretoken", request.csrf), *request.form])
    connection.request(request.method, request.path, body=body, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != request.expect or request.text.encode() not in content:
        raise RuntimeError(f"{request.method} {request.path}: {answer.status}, {content[:300]!r}")


def drive(address: str, requests: list[Request], clients: int) -> float:
    """Send every request once, over this many connections; returns seconds."""
    host = urllib.parse.urlsplit(address).netloc

    def work(share: list[Request]) -> None:
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            for request in share:
                send(connection, request)
        finally:
            connection.close()

    return in_threads([partial(work, requests[n::clients]) for n in range(clients)])


def in_threads(works: list[Callable[[], None]]) -> float:
    """Do all at once; returns seconds, or raises what the first failure was."""
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return time.perf_counter() - begun


def compare(
    address: str,
    *,
    ours: Callable[[int], list[Request]],
    bare: Callable[[int], list[Request]],
    pids: Callable[[], list[int]],
    clients: int = 4,
    rounds: int = 5,
    per_request: int = 1,
) -> dict[str, float]:
    """Interleave the two, round by round. `ours(n)` and `bare(n)` give the requests of round n (0 warms up).

    Returns medians: rate and bare rate (items a second), their ratio, CPU milliseconds an item of each.
    """
    seen: list[tuple[float, float, float, float]] = []
    for number in range(rounds + 1):
        rates, costs = [], []
        for make in (ours, bare):
            requests = make(number)
            before = cpu_seconds(pids())
            taken = drive(address, requests, clients)
            items = len(requests) * (per_request if make is ours else 1)
            rates.append(items / taken)
            costs.append((cpu_seconds(pids()) - before) * 1000 / items)
        if number:
            seen.append((rates[0], rates[1], costs[0], costs[1]))
    return {
        "rate": statistics.median(row[0] for row in seen),
        "bare_rate": statistics.median(row[1] for row in seen),
        "ratio": statistics.median(row[0] / row[1] for row in seen),
        "cpu_ms": statistics.median(row[2] for row in seen),
        "bare_cpu_ms": statistics.median(row[3] for row in seen),
    }
