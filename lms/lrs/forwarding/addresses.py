"""Where statements may be sent: by settings.LRS_FORWARD_TO, and never into this network by accident.

A name is looked up once for each request and that very address is connected to, so a name that changes
between looking and connecting changes nothing.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpx
from django.conf import settings

EVERYONE = "*"
_HOST = re.compile(r"[0-9a-z._-]{1,253}|[0-9a-f:.]{2,45}")
_NAT64 = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


class NotAllowed(Exception):
    """This address must not be sent to. Says why, for the person who set it up."""


class NotFound(Exception):
    """The name of the other record store has no address now."""


@dataclass(frozen=True)
class Target:
    """Where to connect, and as whom: `url` has the address, `host` is for TLS, `authority` for Host."""

    url: httpx.URL
    host: str
    authority: str


def check_endpoint(text: str) -> httpx.URL:
    """An address that may be set up, whatever its name leads to. Raises NotAllowed."""
    try:
        url = httpx.URL(text)
        port = url.port
    except (httpx.InvalidURL, ValueError, TypeError):
        raise NotAllowed("This is no address.") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise NotAllowed("The address must begin with https:// and name a server.")
    if url.userinfo or url.query or url.fragment:
        raise NotAllowed("The address must have no user name, no ? and no #.")
    if port is not None and not 0 < port < 65536:
        raise NotAllowed(f"{port} is no port.")
    if not _HOST.fullmatch(url.raw_host.decode("ascii", "replace").lower()):
        raise NotAllowed("The name of the server has letters that no name has.")
    names, networks = _allowed()
    if EVERYONE not in names and url.host.lower() not in names and not networks:
        raise NotAllowed(f"{url.host} is not among those that may be sent to (LRS_FORWARD_TO).")
    return url


def target_of(endpoint: str) -> Target:
    """The one address to connect to for this request. Raises NotAllowed or NotFound."""
    url = check_endpoint(endpoint.rstrip("/") + "/statements")
    addresses = _looked_up(url.host, url.port or (443 if url.scheme == "https" else 80))
    allowed = [_checked(url, address) for address in addresses]  # one that is not allowed refuses them all
    authority = url.netloc.decode("ascii")
    return Target(url.copy_with(host=str(allowed[0])), url.raw_host.decode("ascii"), authority)


def _looked_up(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(f"{host} was not found: {error}") from None
    return [ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def _checked(url: httpx.URL, address: Address) -> Address:
    names, networks = _allowed()
    meant = _meant(address)
    if any(meant in network for network in networks if network.version == meant.version):
        return address  # named in the settings: also without TLS, inside a network of one's own
    if not is_public(meant):
        raise NotAllowed(f"{url.host} is {meant}, which is not a public address (LRS_FORWARD_TO).")
    if EVERYONE not in names and url.host.lower() not in names:
        raise NotAllowed(f"{url.host} is not among those that may be sent to (LRS_FORWARD_TO).")
    if url.scheme != "https":
        raise NotAllowed(f"{url.host} must be reached by https: nothing is sent in the open.")
    return address


def is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.is_site_local:
        return False  # fec0::/10, given up long ago and still somebody's network
    return address.is_global and not address.is_multicast and not address.is_reserved


def _meant(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only carries it."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address.teredo:
            return address.teredo[1]
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        if int(address) < 2**32 and int(address) > 1:  # ::a.b.c.d
            return IPv4Address(int(address))
    return address


def _allowed() -> tuple[set[str], list]:
    """Names (or *), and networks, as the settings have them."""
    names, networks = set(), []
    for entry in settings.LRS_FORWARD_TO:
        try:
            networks.append(ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            names.add(entry.lower())
    return names, networks
