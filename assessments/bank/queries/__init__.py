"""Questions as other packages read them."""

from assessments.bank.queries.facts import uses_of_facts
from assessments.bank.queries.versions import version_contents, withdrawn_versions

__all__ = ["uses_of_facts", "version_contents", "withdrawn_versions"]
