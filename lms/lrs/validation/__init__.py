"""Is this a statement? Pure: text in, verdict out; no database, no clock, no state shared between threads.

`parse` refuses hostile JSON, `check_statement` what xAPI 1.0.3 refuses, and `facts` says what a statement
names. Every refusal is an Invalid with the path and the rule: "actor.mbox: must be a mailto: IRI".
"""

from lms.lrs.validation.facts import Facts, agent_identifier, facts
from lms.lrs.validation.sameness import is_same_statement
from lms.lrs.validation.statements import check_statement
from lms.lrs.validation.text import parse
from lms.lrs.validation.values import Invalid, instant

__all__ = [
    "Facts",
    "Invalid",
    "agent_identifier",
    "check_statement",
    "facts",
    "instant",
    "is_same_statement",
    "parse",
]
