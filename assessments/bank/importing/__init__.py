"""questions.json of a course folder: read, checked, taken in and written out again.

    {"course": slug, "language": "en", "questions": [
        {"uuid", "slug", "framework", "skill", "level", "module": slug or null,
         "form": "single" or "multiple", "select": how many to choose or null,
         "stem_format": "text" or "markdown", "stem",
         "options": [{"id": "a", "text", "reason"}, …], "key": [ids],
         "facts": [ids], "basis", "weakest_source"}, …]}

A uuid is the identity: the same uuid again is the same question, and changed content makes a new version.
What an author changed after the last import stays unless the file is asked for (`taking`). Whether a
question goes further is computed from the levels, never written.
"""

from assessments.bank.importing.checking import validate
from assessments.bank.importing.taking import take_in
from assessments.bank.importing.writing import write_out

__all__ = ["take_in", "validate", "write_out"]
