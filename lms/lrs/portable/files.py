"""The file of an export: plain or gzip by its name, written so that an interruption costs nothing.

It grows under another name (.part); beside it stands how far it is safe (.place). The next run cuts off what
came after that and goes on. gzip is a row of members, one a portion, which every reader takes as one file.
"""

import gzip
import json
import os
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from lms.lrs.portable.giving import Place, portions
from lms.lrs.portable.lines import HEAD, MAX_LINE, Broken

SAVED_EVERY = 2.0  # seconds


def is_gzip(path: Path) -> bool:
    return path.suffix == ".gz"


def part_of(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def place_of(path: Path) -> Path:
    return path.with_name(path.name + ".place")


def unfinished(path: Path, *, since: int) -> Place | None:
    """How far an interrupted export to this file came, if it asked for the same."""
    try:
        written = json.loads(place_of(path).read_text())
        place = Place.read(written["place"])
        is_whole = part_of(path).stat().st_size >= written["bytes"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return place if is_whole and place.since == since else None


def write(path: Path, place: Place, *, resume: bool, report: Callable[[Place], None]) -> None:
    """Write what is left from `place` on, then give the file its name."""
    part = part_of(path)
    with part.open("r+b" if resume else "wb") as file:
        if resume:
            file.truncate(json.loads(place_of(path).read_text())["bytes"])
            file.seek(0, os.SEEK_END)
        saved = time.monotonic()
        for portion in portions(place):
            file.write(gzip.compress(portion, mtime=0) if is_gzip(path) else portion)
            if time.monotonic() - saved >= SAVED_EVERY:
                _save(file, path, place)
                saved = time.monotonic()
            report(place)
        _sync(file)
    part.replace(path)
    place_of(path).unlink(missing_ok=True)


def _save(file: BinaryIO, path: Path, place: Place) -> None:
    """First what was written, then that it was."""
    _sync(file)
    made = place_of(path).with_suffix(".new")
    made.write_text(json.dumps({"bytes": file.tell(), "place": place.written()}))
    made.replace(place_of(path))


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def read(path: Path, report: Callable[[int], None] = lambda _: None) -> Iterator[tuple[int, bytes]]:
    """(number, line) of each line after the head, the number as an editor counts. `report` is told how many
    bytes of the file are read. Raises Broken where the file is none of ours, or ends in the middle.
    """
    with path.open("rb") as raw:
        file: BinaryIO = gzip.GzipFile(fileobj=raw) if is_gzip(path) else raw  # type: ignore[assignment]
        if _line(file, 1) != HEAD:
            raise Broken("the file does not begin like an export of a record store", 1)
        number = 1
        while line := _line(file, number + 1):
            number += 1
            report(raw.tell())
            if len(line) > MAX_LINE:
                raise Broken(f"it is longer than {MAX_LINE} bytes", number)
            if not line.endswith(b"\n"):
                raise Broken("only half of it is there: the file was cut off", number)
            yield number, line


def _line(file: BinaryIO, number: int) -> bytes:
    try:
        return file.readline(MAX_LINE + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise Broken(f"the file cannot be read on: {error}", number) from None
