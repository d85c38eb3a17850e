"""What follows from the statements, made again or compared (decision 0108): for the registry of derived
tables.

Pages along an index, so memory holds one page, and each page that differs is mended in a transaction of its
own. What was right is not touched, so readers never miss a row. A difference is looked at twice: a statement
that is stored, or taken out, between two reads is none. What waits in the outbox is none either.
"""

from lms import derived
from lms.lrs.store.rebuilding import definitions, references, side, targeted, voided


def register() -> None:
    """In the order in which one follows from the other."""
    derived.register("lrs_reference", rebuild=references.rebuild, check=references.check)
    derived.register("lrs_targeted", rebuild=targeted.rebuild, check=targeted.check)
    derived.register("lrs_targeted_related", rebuild=side.OF_TARGETED.rebuild, check=side.OF_TARGETED.check)
    derived.register("lrs_related", rebuild=side.OF_STATEMENTS.rebuild, check=side.OF_STATEMENTS.check)
    derived.register("lrs_voided", rebuild=voided.rebuild, check=voided.check)
    derived.register("lrs_definition", rebuild=definitions.rebuild, check=definitions.check)
