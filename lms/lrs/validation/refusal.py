"""What validation says when it refuses: where, and by which rule."""


class Invalid(ValueError):
    """The text or the statement breaks a rule. `path` is "" for the text as a whole."""

    def __init__(self, path: str, rule: str) -> None:
        self.path, self.rule = path, rule
        super().__init__(f"{path}: {rule}" if path else rule)

    def inside(self, prefix: str) -> "Invalid":
        """The same refusal, seen from one step further out: a property's name, or "[2]" for a place.

        Paths are made this way only, on the way out, so that what is accepted pays nothing for them.
        """
        if not self.path:
            return Invalid(prefix, self.rule)
        return Invalid(f"{prefix}{self.path}" if self.path[0] == "[" else f"{prefix}.{self.path}", self.rule)


def shown(name: str) -> str:
    """A name from outside, short and harmless enough for a message."""
    return ascii(name)[1:-1][:60]
