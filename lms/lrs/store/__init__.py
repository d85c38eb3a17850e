"""The front door of the record store: everything that others may do with statements.

store.record([statement, …], at=now)       in the transaction of the row that the statement speaks of
store.statements_of(account_name, verbs={vocabulary.ANSWERED})
store.by_account(verbs={vocabulary.ANSWERED})       for a rebuild: everyone, one person at a time
"""

from lms.lrs.store.foundation import NotMigrated, base_iri
from lms.lrs.store.reading import accounts, by_account, iter_statements, statements_of
from lms.lrs.store.retention import kept_since
from lms.lrs.store.writing import StatementConflict, is_of_ours, record
from lms.lrs.validation import Invalid

__all__ = [
    "Invalid",
    "NotMigrated",
    "StatementConflict",
    "accounts",
    "base_iri",
    "by_account",
    "is_of_ours",
    "iter_statements",
    "kept_since",
    "record",
    "statements_of",
]
