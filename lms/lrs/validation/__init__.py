"""Is this a statement? Pure: text in, verdict out; no database, no clock, no verdict that hangs on another.

`split` parts a body into the texts of its statements, `parse` refuses hostile JSON, `check_statement` what
xAPI of one version refuses, and `facts` says what a statement names. Every refusal is an Invalid with the
path and the rule: "actor.mbox: must be a mailto: IRI". What stands in parameters is held to the same rules
(data 2.2) by the smaller checks, each of one value: `refused.inside("agent")` names the parameter.
"""

from lms.lrs.validation.agents import check_agent_or_group
from lms.lrs.validation.facts import Facts, agent_identifier, facts
from lms.lrs.validation.refusal import Invalid
from lms.lrs.validation.sameness import is_same_statement
from lms.lrs.validation.statements import check_statement
from lms.lrs.validation.text import parse, split
from lms.lrs.validation.values import check_iri, check_uuid, instant

__all__ = [
    "Facts",
    "Invalid",
    "agent_identifier",
    "check_agent_or_group",
    "check_iri",
    "check_statement",
    "check_uuid",
    "facts",
    "instant",
    "is_same_statement",
    "parse",
    "split",
]
