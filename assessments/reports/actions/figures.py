"""The exact figures of one day: who needs a skill in each unit, who was tested, and what the share is.

Counts are cheap and made for every place. Shares are fitted only for those places whose figure will move.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from assessments.measurement.answers import Floats
from assessments.measurement.distances import Band, split
from assessments.measurement.estimate import log_likelihoods
from assessments.measurement.groups import GroupShare, group_share, part_of, tested
from assessments.reports.actions.places import Spot
from assessments.reports.models import DISTANCES
from assessments.reports.queries.staff import Need, Scale, Staff
from assessments.skills.queries import SkillEvidence
from lms.disclosure.rules import SMALLEST_TESTED
from lms.disclosure.tables import Cell, Estimate

type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counted:
    """Who a place is about, before any share is fitted. `contributors`: account hash to fingerprint."""

    spot: Spot
    who: Mask  # of those who need the skill
    needed: int
    tested: int
    rest: tuple[int, int]  # needed and tested of those who sit in the unit itself, in none beneath it
    is_testable: bool
    contributors: dict[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a place's figure was made of, for the record; `cell` is what goes to the gate."""

    cell: Cell
    share: Band | GroupShare | None = None


def number(text: str) -> int:
    """A text as 63 bits, which every database keeps in one column."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") >> 1


class SkillFigures:
    """One skill on one day: everyone who needs it, with the answers that they gave."""

    def __init__(self, *, staff: Staff, need: Need, scale: Scale, evidence: SkillEvidence | None) -> None:
        self.staff, self.need, self.scale = staff, need, scale
        people = len(need.person)
        self.tested: Mask = np.zeros(people, dtype=bool)
        self.logs: Floats = np.zeros((people, 0))
        self.row_of_evidence: NDArray[np.int64] = np.full(people, -1)
        self.evidence = evidence
        prints = ["" for _ in range(people)]
        if evidence is not None:
            row = {int(user): place for place, user in enumerate(evidence.users)}
            users = [staff.user_ids[person] for person in need.person]
            self.row_of_evidence = np.array([row.get(user, -1) for user in users], dtype=np.int64)
            known = self.row_of_evidence >= 0
            rows = self.row_of_evidence[known]
            required = np.full(evidence.answers.people, np.iinfo(np.int64).max)
            required[rows] = need.rank[known]
            passed = tested(
                person=evidence.answers.person,
                rank=evidence.rank,
                weight=evidence.answers.weight,
                required=required,
            )
            self.tested[known] = passed[rows]
            self.logs = log_likelihoods(evidence.answers)
            prints = [evidence.fingerprints[place] if place >= 0 else "" for place in self.row_of_evidence]
        self.hashes = [number(staff.accounts[person]) for person in need.person]
        self.prints = [number(f"{own}:{rank}") for own, rank in zip(prints, need.rank, strict=True)]
        self.parts = np.array([part_of(staff.accounts[person]) for person in need.person])

    def counted(self) -> Iterator[Counted]:
        """Every place of the skill with somebody in it."""
        for unit_id, members in self.staff.members.items():
            here = members[self.need.person]
            if not here.any():
                continue
            yield self._place(Spot(unit_id, self.scale.skill_id, None), here)
            for rank in self.scale.cuts:
                at_rank = here & (self.need.rank == rank)
                if at_rank.any():
                    yield self._place(Spot(unit_id, self.scale.skill_id, rank), at_rank)

    def figures(self, counted: Counted, as_of: date) -> Figures:
        """The share of a place, where enough people were tested for one."""
        share: Band | GroupShare | None = None
        parts: dict[str, Estimate] = {}
        if counted.is_testable and counted.tested >= SMALLEST_TESTED:
            if counted.spot.rank is None:
                bands = self._split(counted)
                share = bands[0]
                parts = {
                    measure: Estimate(band.share, band.low, band.high)
                    for measure, band in zip(DISTANCES, bands, strict=True)
                }
            else:
                share = self._share(counted)
        cell = Cell(
            needed=counted.needed,
            tested=counted.tested,
            as_of=as_of,
            estimate=Estimate(share.share, share.low, share.high) if share else None,
            is_testable=counted.is_testable,
            parts=parts,
        )
        return Figures(cell, share)

    def _split(self, counted: Counted) -> list[Band]:
        logs, who, questions = self._tested(counted)
        return split(
            logs=logs,
            required=self.need.rank[who],
            cuts=self.scale.cuts,
            parts=self.parts[who],
            questions=questions,
        )

    def _share(self, counted: Counted) -> GroupShare:
        logs, who, questions = self._tested(counted)
        cuts = np.array([self.scale.cuts[int(rank)] for rank in self.need.rank[who]])
        return group_share(logs=logs, cuts=cuts, parts=self.parts[who], questions=questions)

    def _tested(self, counted: Counted) -> tuple[Floats, Mask, int]:
        """Log likelihoods of those tested, who they are, and how many different questions they answered."""
        if self.evidence is None:
            raise ValueError("Nobody was tested.")
        who = counted.who & self.tested
        rows = self.row_of_evidence[who]
        answered = np.isin(self.evidence.answers.person, rows)
        return self.logs[rows], who, len(np.unique(self.evidence.question[answered]))

    def _place(self, spot: Spot, who: Mask) -> Counted:
        places = np.flatnonzero(who)
        itself = who & (self.staff.sits_in[self.need.person] == spot.unit)
        return Counted(
            spot=spot,
            who=who,
            needed=len(places),
            tested=int((who & self.tested).sum()),
            rest=(int(itself.sum()), int((itself & self.tested).sum())),
            is_testable=any(int(rank) in self.scale.testable for rank in np.unique(self.need.rank[who])),
            contributors={self.hashes[place]: self.prints[place] for place in places},
        )


def people_counted(staff: Staff) -> Iterator[Counted]:
    """The number of people of each unit, as a place of its own."""
    hashes = [number(account) for account in staff.accounts]
    for unit_id, members in staff.members.items():
        if members.any():
            yield Counted(
                spot=Spot(unit_id, None, None),
                who=members,
                needed=int(members.sum()),
                tested=0,
                rest=(int((staff.sits_in == unit_id).sum()), 0),
                is_testable=True,
                contributors={hashes[place]: 0 for place in np.flatnonzero(members)},
            )
