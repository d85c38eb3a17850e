"""The tables of the record store, by subject."""

from lms.lrs.models.access import Authority, Credential, Scope
from lms.lrs.models.attachments import Attached, Attachment
from lms.lrs.models.definitions import Definition
from lms.lrs.models.documents import Document
from lms.lrs.models.forwarding import DeadLetter, Forwarder
from lms.lrs.models.references import Reference, Targeted, TargetedRelated
from lms.lrs.models.statements import KeysField, Related, Statement, Store, Voided

__all__ = [
    "Attached",
    "Attachment",
    "Authority",
    "Credential",
    "DeadLetter",
    "Definition",
    "Document",
    "Forwarder",
    "KeysField",
    "Reference",
    "Related",
    "Scope",
    "Statement",
    "Store",
    "Targeted",
    "TargetedRelated",
    "Voided",
]
