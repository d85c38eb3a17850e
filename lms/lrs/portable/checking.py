"""What a line must be beyond its shape, before any database is asked: somebody may have changed it by hand,
and what one database would take another would stumble over. Pure. All raise Broken or Invalid.
"""

from typing import Any

from lms.lrs.portable.lines import Broken, DefinitionLine, DocumentLine
from lms.lrs.validation import check_iri, parse

LARGEST_SEQ = 2**63 - 1
LONGEST_TYPE = 255
# Whose a document is: an activity's, an agent's, or both's.
_NEEDED = {"state": ("activity", "agent"), "activity": ("activity",), "agent": ("agent",)}


def parts_of(line: DefinitionLine) -> dict[str, Any]:
    check_iri(line.definition)
    _check_seq(line.seq)
    parts = parse(line.body)
    if type(parts) is not dict:
        raise Broken("parts: must be an object")
    for one in parts.values():
        if type(one) is not list or len(one) != 2 or type(one[0]) is not int:
            raise Broken("parts: each is a pair of seq and value")
        _check_seq(one[0])
    return parts


def check_document(line: DocumentLine) -> None:
    needed = _NEEDED.get(line.document)
    if needed is None:
        raise Broken("this is no document of a client")
    if tuple(name for name in ("activity", "agent") if getattr(line, name)) != needed:
        raise Broken(f"a document of the kind {line.document} has {' and '.join(needed)}")
    if line.activity:
        check_iri(line.activity)
    if "\0" in line.agent + line.name + line.content_type:
        raise Broken("NUL stands in no text")
    if len(line.content_type) > LONGEST_TYPE:
        raise Broken(f"contentType is longer than {LONGEST_TYPE}")


def _check_seq(seq: int) -> None:
    if not 0 <= seq <= LARGEST_SEQ:
        raise Broken(f"{seq} is no seq")
