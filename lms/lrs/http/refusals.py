"""A request that is answered with an error."""


class Refused(Exception):
    """`status` is the HTTP status; `path` names the part of the request that is at fault, where one is."""

    def __init__(self, status: int, rule: str, path: str = "", **headers: str) -> None:
        self.status, self.rule, self.path = status, rule, path
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(f"{path}: {rule}" if path else rule)
