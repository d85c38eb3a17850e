"""Who is behind the figures that are shown, and whether enough of them changed for a figure to move.

Design, decision 15: a cell moves only when at least 5 people joined, left or changed evidence. Otherwise the
difference of two months would be the doing of a few, and who knows them could read it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from assessments.reports.actions.figures import number
from assessments.reports.models import CellContributor
from lms.disclosure.rules import SMALLEST_COUNT

BATCH: Final = 5000

type People = Mapping[int, int]  # hash of the account to fingerprint of the counted answers


def changed(before: People, now: People) -> int:
    """How many people joined, left or changed evidence."""
    return len(before.keys() ^ now.keys()) + sum(
        1 for person in before.keys() & now.keys() if before[person] != now[person]
    )


def may_move(before: People, now: People) -> bool:
    return changed(before, now) >= SMALLEST_COUNT


def read() -> dict[int, dict[int, int]]:
    """Cell id to the people behind the figure that it showed last. One query."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for cell_id, person, fingerprint in CellContributor.objects.values_list(
        "cell_id", "account_hash", "fingerprint"
    ).iterator(chunk_size=BATCH):
        found[cell_id][person] = fingerprint
    return found


def write(moved: Iterable[tuple[int, People, People]]) -> None:
    """(cell id, before, now) of the cells that moved: only the difference is written."""
    gone: list[tuple[int, int]] = []
    rows: list[CellContributor] = []
    for cell_id, before, now in moved:
        gone += [(cell_id, person) for person in before.keys() - now.keys()]
        rows += [
            CellContributor(cell_id=cell_id, account_hash=person, fingerprint=fingerprint)
            for person, fingerprint in now.items()
            if before.get(person) != fingerprint
        ]
    by_cell: dict[int, list[int]] = defaultdict(list)
    for cell_id, person in gone:
        by_cell[cell_id].append(person)
    for cell_id, people in by_cell.items():
        for start in range(0, len(people), 500):
            CellContributor.objects.filter(
                cell_id=cell_id, account_hash__in=people[start : start + 500]
            ).delete()
    CellContributor.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["cell", "account_hash"],
        update_fields=["fingerprint"],
    )


def contributions(*, account_name: str) -> int:
    """To how many figures that are shown a person contributes."""
    return CellContributor.objects.filter(account_hash=number(account_name)).count()


def forget(*, account_name: str) -> int:
    """Take a person out of all contributors, when their identity is destroyed. Returns how many rows went.

    Figures that were shown stay: they are about groups, and taking them back would point at the person.
    """
    deleted, _ = CellContributor.objects.filter(account_hash=number(account_name)).delete()
    return deleted
