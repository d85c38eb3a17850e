"""A test that calls the outside is refused, whatever library it calls with.

The guard covers Python in the tests' own process; the browser has its own (tests/browser/conftest.py)."""

import smtplib
import socket
import urllib.request

import pytest
from pytest_socket import SocketConnectBlockedError

# Addresses that nobody may ever have (RFC 5737, RFC 3849): no name to look up, nobody to disturb.
OUTSIDE = "203.0.113.7"
OUTSIDE_V6 = "2001:db8::7"


def by_socket():
    socket.create_connection((OUTSIDE, 80), timeout=1)


def by_socket_v6():
    with socket.socket(socket.AF_INET6) as connection:
        connection.connect((OUTSIDE_V6, 80))


def by_http():
    urllib.request.urlopen(f"http://{OUTSIDE}/", timeout=1)


def by_mail():
    smtplib.SMTP(OUTSIDE, timeout=1)


@pytest.mark.parametrize("call", [by_socket, by_socket_v6, by_http, by_mail])
def test_a_call_to_the_outside_is_refused(call):
    with pytest.raises(SocketConnectBlockedError, match="A test tried to use socket"):
        call()


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
