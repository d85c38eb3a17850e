"""The registry of derived tables: `from lms import derived; derived.register(…)` in `AppConfig.ready()`."""

from lms.derived.registry import AlreadyRegistered, Derived, register, registered

__all__ = ["AlreadyRegistered", "Derived", "register", "registered"]
