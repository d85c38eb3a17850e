"""Forwarding reaches public servers that the settings name, and nothing inside this network (SSRF)."""

import re
import socket
import ssl
import threading
from datetime import timedelta
from ipaddress import ip_address

import pytest
from django.utils import timezone

from lms.lrs.forwarding import sending
from lms.lrs.forwarding.addresses import NotAllowed, NotFound, check_endpoint, is_public, target_of
from lms.lrs.forwarding.answers import Verdict, retry_after, wait_after
from lms.lrs.forwarding.batches import Batch
from lms.lrs.forwarding.sealing import seal
from lms.lrs.models import Forwarder
from tests.factories.lrs import NOON

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.4", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[2001:db8::1]",
    "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a00:1::]",
    "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "0.0", "0177.0.0.1", "0",
]  # fmt: skip
NO_ADDRESSES = [
    "", "lrs.example.org", "//lrs.example.org/xapi", "ftp://lrs.example.org", "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO", "https://", "https:///xapi", "https://user:key@lrs.example.org/xapi",
    "https://lrs.example.org/xapi?next=1", "https://lrs.example.org/xapi#one", "https://lrs.example.org:0/",
    "https://lrs.example.org:99999/", "javascript:alert(1)", "https://exa mple.org/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _any_public_one(settings):
    settings.LRS_FORWARD_TO = ["*"]


def leads_to(monkeypatch, *addresses):
    """What every name is looked up as, one answer after the other, the last one for good. An address is
    itself.
    """
    given = list(addresses)

    def looked_up(host, port, *args, **more):
        try:
            found = str(ip_address(host))
        except ValueError:
            found = given.pop(0) if len(given) > 1 else given[0]
        return [(2, 1, 6, "", (one, port)) for one in found.split()]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_an_address_inside_is_never_sent_to(host, scheme, monkeypatch):
    connected = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: connected.append(address))
    with pytest.raises((NotAllowed, NotFound)):
        target_of(f"{scheme}://{host}:8080/xapi")
    assert not connected


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_of_a_server_cannot_be_set_up(address):
    with pytest.raises(NotAllowed):
        check_endpoint(address)


def test_a_name_that_leads_inside_is_refused_also_beside_a_public_address(monkeypatch):
    leads_to(monkeypatch, "93.184.216.34 10.0.0.8")
    with pytest.raises(NotAllowed, match=r"10\.0\.0\.8, which is not a public address"):
        target_of("https://lrs.example.org/xapi")


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch):
    """A name that leads elsewhere at the second look (DNS rebinding) is not looked up a second time."""
    leads_to(monkeypatch, "93.184.216.34", "127.0.0.1")
    target = target_of("https://lrs.example.org:8443/xapi/")
    assert str(target.url) == "https://93.184.216.34:8443/xapi/statements"
    assert (target.host, target.authority) == ("lrs.example.org", "lrs.example.org:8443")


def test_a_sixth_version_address_is_pinned_too(monkeypatch):
    leads_to(monkeypatch, "2606:2800:220:1::1946")
    assert str(target_of("https://lrs.example.org/xapi").url).startswith("https://[2606:2800:220:1::1946]/")


def test_nothing_is_sent_in_the_open_but_inside_a_network_of_ones_own(monkeypatch, settings):
    leads_to(monkeypatch, "93.184.216.34")
    with pytest.raises(NotAllowed, match="by https"):
        target_of("http://lrs.example.org/xapi")
    leads_to(monkeypatch, "10.2.3.4")
    settings.LRS_FORWARD_TO = ["10.2.0.0/16"]
    assert str(target_of("http://records.internal/xapi").url) == "http://10.2.3.4/xapi/statements"
    leads_to(monkeypatch, "10.3.3.4")
    with pytest.raises(NotAllowed):
        target_of("http://records.internal/xapi")


def test_without_a_star_only_servers_that_are_named(monkeypatch, settings):
    settings.LRS_FORWARD_TO = ["lrs.example.org"]
    leads_to(monkeypatch, "93.184.216.34")
    assert target_of("https://LRS.example.org/xapi").host == "lrs.example.org"
    with pytest.raises(NotAllowed, match="not among those"):
        check_endpoint("https://lrs.example.com/xapi")
    leads_to(monkeypatch, "192.168.0.5")  # named, but inside: a name says nothing about where it leads
    with pytest.raises(NotAllowed):
        target_of("https://lrs.example.org/xapi")


def test_a_named_network_lets_no_other_public_server_through(monkeypatch, settings):
    settings.LRS_FORWARD_TO = ["10.2.0.0/16"]
    leads_to(monkeypatch, "93.184.216.34")
    with pytest.raises(NotAllowed):
        target_of("https://lrs.example.org/xapi")


def test_server_mode_sends_nowhere_until_it_is_told(settings):
    settings.LRS_FORWARD_TO = []
    with pytest.raises(NotAllowed):
        check_endpoint("https://lrs.example.org/xapi")


def test_public_addresses_are_public():
    assert is_public(ip_address("93.184.216.34"))
    assert is_public(ip_address("2606:2800:220:1::1946"))


def forwarder(endpoint):
    return Forwarder(name="Archive", endpoint=endpoint, username="waymark", secret=seal("sesame"))


def sent(endpoint):
    return sending.send(forwarder(endpoint), Batch(1, (), ("{}",)), at=NOON, go_on=lambda: None)


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """A server on this machine with the certificate of lrs.example.org, from an authority that is trusted."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "lrs.example.org")])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("lrs.example.org")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "pair.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    trusted = ssl.create_default_context(cafile=str(file))
    monkeypatch.setattr(sending, "_trusted", lambda: trusted)
    return file


def whole_request(connection) -> str:
    """Head and body of one request: closing on an unread body would reset the connection."""
    head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return f"{head.decode()}\r\n\r\n{body.decode()}"


@pytest.fixture
def over_tls(pair):
    """Answers one request with 200; gives the port, and what was heard in the handshake and the request."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    heard = []
    context.sni_callback = lambda one, name, of: heard.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            try:
                connection, _ = server.accept()
                with context.wrap_socket(connection, server_side=True) as secure:
                    heard.append(whole_request(secure))
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
            except OSError as error:
                heard.append(repr(error))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join(timeout=10)


def test_the_certificate_must_be_of_the_name_although_the_address_is_pinned(over_tls, settings, monkeypatch):
    port, heard = over_tls
    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    leads_to(monkeypatch, "127.0.0.1")
    answer = sent(f"https://lrs.example.org:{port}/xapi")
    assert answer.verdict is Verdict.TAKEN, answer
    assert heard[0] == "lrs.example.org"
    assert f"Host: lrs.example.org:{port}\r\n" in heard[1]


def test_a_name_that_leads_elsewhere_when_it_comes_to_connecting_changes_nothing(
    over_tls, settings, monkeypatch
):
    port, _ = over_tls
    settings.LRS_FORWARD_TO = ["127.0.0.1"]
    leads_to(monkeypatch, "127.0.0.1", "127.0.0.9")  # where nobody listens
    answer = sent(f"https://lrs.example.org:{port}/xapi")
    assert answer.verdict is Verdict.TAKEN, answer


def test_the_certificate_of_another_name_is_refused(over_tls, settings, monkeypatch):
    port, heard = over_tls
    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    leads_to(monkeypatch, "127.0.0.1")
    answer = sent(f"https://lrs.example.com:{port}/xapi")
    assert answer.verdict is Verdict.WAIT
    assert "CERTIFICATE_VERIFY_FAILED" in answer.said
    assert "POST" not in heard[-1]


def test_a_server_that_says_nothing_is_given_up(settings, monkeypatch):
    import httpx

    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    monkeypatch.setattr(sending, "TIMEOUT", httpx.Timeout(0.3))
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = sent(f"http://127.0.0.1:{server.getsockname()[1]}/xapi")
    assert (answer.verdict, answer.status) == (Verdict.WAIT, 0)
    assert "ReadTimeout" in answer.said


def test_a_server_that_answers_without_end_is_not_read_to_the_end(settings):
    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 9999999999\r\n\r\n")
                try:
                    while True:
                        connection.sendall(b"no\0" * 10_000)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        answer = sent(f"http://127.0.0.1:{server.getsockname()[1]}/xapi")
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert answer.verdict is Verdict.REFUSED
    assert len(answer.said) <= 500
    assert "\0" not in answer.said


def test_proxies_of_the_environment_are_not_asked(settings, monkeypatch):
    settings.LRS_FORWARD_TO = ["127.0.0.0/8"]
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        assert sent(f"http://127.0.0.1:{server.getsockname()[1]}/xapi").verdict is Verdict.TAKEN


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("999999999999999999999", 3600),
        ("Tue, 24 Nov 2026 12:05:00 GMT", 300),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header, seconds):
    asked = retry_after(header, at=NOON)
    assert (asked.total_seconds() if asked is not None else None) == seconds


def test_waits_double_are_spread_and_have_an_end():
    from random import Random

    random = Random(7)
    waits = [wait_after(n, asked=None, random=random).total_seconds() for n in range(1, 30)]
    assert all(2.5 <= wait <= 900 for wait in waits)
    assert waits[0] < 5.1 < waits[3]
    assert min(waits[10:]) >= 450
    assert len(set(waits)) == len(waits)
    asked = timedelta(seconds=1800)
    assert timedelta(seconds=1800) <= wait_after(1, asked=asked, random=random) <= timedelta(seconds=1980)
