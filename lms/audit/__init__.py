"""Who did what: `from lms import audit; audit.record(by=…, action=…, subject=…, details=…, at=…)`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lms.audit.actions import record

__all__ = ["record"]


def __getattr__(name: str) -> Any:
    """Reach the models only when first used: an app's package is imported before models can be."""
    if name == "record":
        from lms.audit.actions import record

        return record
    raise AttributeError(name)
