"""Connections that are kept from one request to the next."""

import select
from typing import Any

from django.db import connections


def trust_the_quiet(**kwargs: Any) -> None:
    """Spare a request the question whether its connection still lives, where its socket is quiet.

    A server that ends, or ends a connection, says so on the socket. Where there is anything to read, Django
    asks by a query, as it would each time (CONN_HEALTH_CHECKS): one of the four round trips of a statement.
    """
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql" and connection.connection is not None:
            connection.health_check_done = _is_quiet(connection.connection.pgconn.socket)  # type: ignore[attr-defined]


def _is_quiet(socket: int) -> bool:
    if socket < 0:
        return False
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return not poll.poll(0)
