"""Ways into the tables: SQL that finds the seqs of what meets a query, along one index each.

An agent is an actor (a column), or a member or an object (the side table); and a statement that targets
another is found in the tables of references by what its target is found by. So a query has several ways, and
its page is the first of their union.

An Arm leaves it to the database which of its conditions leads. A Walk does not: it goes along the entries of
one key, and looks at each. Its plan is right for any values, so PostgreSQL may keep it. Which key should lead
depends on how common each is: that is found out by walking some steps.
"""

from lms.lrs.store.ways.planned import arms
from lms.lrs.store.ways.query import Query, Way, seq_at
from lms.lrs.store.ways.walked import Walk, walks

__all__ = ["Query", "Walk", "Way", "arms", "seq_at", "walks"]
