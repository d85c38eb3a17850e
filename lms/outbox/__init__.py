"""What must happen later. `from lms import outbox`, then `outbox.publish(…)`; see README.md."""

from typing import TYPE_CHECKING, Any

from lms.outbox.hints import wake
from lms.outbox.topics import Delivery, follow, schedule, subscribe

if TYPE_CHECKING:
    from lms.outbox.actions import drain, publish, publish_all, publish_many, sweep

__all__ = [
    "Delivery",
    "drain",
    "follow",
    "publish",
    "publish_all",
    "publish_many",
    "schedule",
    "subscribe",
    "sweep",
    "wake",
]


def __getattr__(name: str) -> Any:
    """Reach the models only when first used: an app's package is imported before models can be."""
    if name in {"drain", "publish", "publish_all", "publish_many", "sweep"}:
        from lms.outbox import actions

        return getattr(actions, name)
    raise AttributeError(name)
