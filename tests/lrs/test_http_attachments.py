"""Attachments and signed statements (data 2.4.11 and 2.6; security guide, row 65)."""

import hashlib
import json
from base64 import b64encode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from lms.lrs.models import Attached, Attachment, Statement
from lms.lrs.signatures import USAGE
from tests.lrs.clients import VERSIONS, Xapi, multipart, said

pytestmark = pytest.mark.django_db

DATA = b"a certificate\r\n--boundary-like\r\n\0\xff"


@pytest.fixture(params=VERSIONS)
def xapi(request):
    return Xapi(version=request.param)


def attachment(content=DATA, algorithm="sha256", **more):
    return {
        "usageType": "http://x.org/certificate",
        "display": {"en": "Certificate"},
        "contentType": "application/pdf",
        "length": len(content),
        "sha2": hashlib.new(algorithm, content).hexdigest(),
        **more,
    }


def part(content=DATA, sha2=None, **more):
    headers = {
        "Content-Type": "application/pdf",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha2 or hashlib.sha256(content).hexdigest(),
        **more,
    }
    return {name: value for name, value in headers.items() if value is not None}, content


@pytest.mark.parametrize("algorithm", ["sha224", "sha256", "sha384", "sha512"])
def test_raw_data_comes_back_beside_its_statement(xapi, algorithm):
    declared = attachment(algorithm=algorithm)
    [uuid] = xapi.post(**multipart(said(attachments=[declared]), part(sha2=declared["sha2"]))).json()
    for params in ({"statementId": uuid}, {}):
        answer = xapi.get(attachments="true", **params)
        content = b"".join(answer.streaming_content)
        boundary = answer["Content-Type"].partition("boundary=")[2]
        assert answer["Content-Type"].startswith("multipart/mixed")
        first, second = content.split(f"--{boundary}".encode())[1:3]
        assert uuid.encode() in first
        assert second.endswith(b"\r\n\r\n" + DATA + b"\r\n")
        assert declared["sha2"].encode() in second
        assert b"application/pdf" in second
    plain = xapi.get()
    assert plain["Content-Type"] == "application/json"
    assert len(plain.json()["statements"]) == 1


def test_one_content_is_kept_once_however_many_statements_bring_it(xapi):
    ids = xapi.post(**multipart([said(attachments=[attachment()])] * 3, part())).json()
    assert (Attachment.objects.count(), Attached.objects.count()) == (1, 3)
    answer = xapi.get(attachments="true")
    assert b"".join(answer.streaming_content).count(DATA) == 1
    assert len(ids) == 3


def test_a_statement_that_only_names_a_hash_is_given_nothing(xapi):
    xapi.post(**multipart(said(attachments=[attachment()]), part()))
    [uuid] = xapi.send(said(attachments=[attachment(fileUrl="https://files.example/1")]))
    answer = xapi.get(statementId=uuid, attachments="true")
    assert DATA not in b"".join(answer.streaming_content)


def test_a_repeated_statement_changes_no_attachment(xapi):
    made = said(
        id="8f87ccde-bb56-4c2e-ab83-44982ef22df0", attachments=[attachment(fileUrl="https://f.example")]
    )
    xapi.send(made)
    assert xapi.post(**multipart(made, part())).status_code == 200
    assert not Attached.objects.exists()


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        (said(attachments=[attachment()]), []),  # nothing came
        (said(attachments=[attachment()]), [part(b"other")]),  # what came is another
        (said(), [part()]),  # nobody speaks of it
        (said(attachments=[attachment()]), [part(sha2="0" * 64)]),  # a wrong hash
        (said(attachments=[attachment()]), [part(sha2="xyz")]),
        (said(attachments=[attachment()]), [part(**{"X-Experience-API-Hash": None})]),
        (said(attachments=[attachment()]), [part(**{"Content-Transfer-Encoding": "base64"})]),
        (said(attachments=[attachment()]), [part(**{"Content-Transfer-Encoding": None})]),
        (said(attachments=[attachment()]), [part(**{"Content-Length": "7"})]),
    ],
)
def test_data_that_does_not_fit_its_statement_is_refused(xapi, statement, parts):
    answer = xapi.post(**multipart(statement, *parts))
    assert answer.status_code == 400, answer.content
    assert not Statement.objects.exists()


def test_json_alone_needs_an_address_for_each_attachment(xapi):
    assert xapi.post(said(attachments=[attachment()])).status_code == 400
    assert (
        xapi.post(said(attachments=[attachment(fileUrl="http://127.0.0.1/x")])).status_code == 200
    )  # never fetched


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:-20],
        lambda body: b"",
        lambda body: b"no boundary",
        lambda body: body.replace(b"--boundary\r\n", b"--boundary!\r\n"),
        lambda body: body.replace(b"\r\n\r\n", b"\r\n"),
        lambda body: body.replace(b"application/json", b"text/plain"),
        lambda body: body.replace(b"Content-Type:", b"Content-Type"),
        lambda body: body.replace(b"Content-Type:", b"Content-Type: x\r\nContent-Type:"),
    ],
)
def test_a_broken_message_is_refused(xapi, change):
    sent = multipart(said(), boundary="boundary")
    answer = xapi.post(change(sent["body"]), content_type=sent["content_type"])
    assert answer.status_code == 400, answer.content


@pytest.mark.parametrize("boundary", ["", '""', "x" * 71, "a\tb", "é"])
def test_a_boundary_must_be_one(xapi, boundary):
    sent = multipart(said())
    answer = xapi.post(sent["body"], content_type=f"multipart/mixed; boundary={boundary}")
    assert answer.status_code == 400


def test_there_are_limits_of_number_and_size(xapi, settings):
    settings.LRS_MAX_ATTACHMENTS, settings.LRS_MAX_ATTACHMENT_BYTES = 2, 100
    contents = [bytes([n]) * 100 for n in range(3)]

    def status(*contents):
        declared = [attachment(content) for content in contents]
        return xapi.post(**multipart(said(attachments=declared), *map(part, contents))).status_code

    assert status(*contents[:2]) == 200
    assert status(*contents) == 413
    assert status(b"x" * 101) == 413
    settings.LRS_MAX_MULTIPART_BYTES = 200
    assert status(b"x") == 413


# Signatures.


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate(key, *, of=None):
    """Signed with this key, and of it, or of another public key."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(of or key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.DER)
    )


def encoded(content):
    return urlsafe_b64encode(content).rstrip(b"=")


def jws(statement, key, *, algorithm="RS256", x5c=None, more=None):
    header = {"alg": algorithm} | ({"x5c": [b64encode(x5c).decode()]} if x5c else {}) | (more or {})
    signing_input = encoded(json.dumps(header).encode()) + b"." + encoded(json.dumps(statement).encode())
    digest = {"RS384": hashes.SHA384(), "RS512": hashes.SHA512()}.get(str(algorithm), hashes.SHA256())
    return signing_input + b"." + encoded(key.sign(signing_input, padding.PKCS1v15(), digest))


def signed(statement, signature, **more):
    declared = attachment(
        signature, **{"usageType": USAGE, "contentType": "application/octet-stream", **more}
    )
    return multipart({**statement, "attachments": [declared]}, part(signature))


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_statement_signed_with_its_certificate_is_stored(xapi, key, algorithm):
    made = said()
    signature = jws(made, key, algorithm=algorithm, x5c=certificate(key))
    assert xapi.post(**signed(made, signature)).status_code == 200


def test_the_signature_is_of_the_statement_and_of_its_own_key(xapi, key):
    made, other = said(), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    changed = said(result={"success": True})
    refused = [
        signed(changed, jws(made, key, x5c=certificate(key))),  # of another statement
        signed(made, jws(made, key, x5c=certificate(other))),  # of another key
        signed(made, jws(made, key, x5c=b"no certificate")),
        signed(made, jws(made, key, algorithm="HS256")),
        signed(made, jws(made, key, algorithm="none")),
        signed(made, b"a.b"),
        signed(made, b"\xff.\xff.\xff"),
        signed(made, jws(made, key), contentType="text/plain"),
        signed(made, jws([made], key)),
        signed(made, jws(made, key).rpartition(b".")[0] + b"."),
    ]
    for sent in refused:
        answer = xapi.post(**sent)
        assert answer.status_code == 400, answer.content
        assert answer.json()["path"].startswith("attachments")
    assert xapi.post(**signed(made, jws(made, key))).status_code == 200


# The names of RSA and of a curve in a certificate, and others of the same length that nobody knows.
RSA, NO_RSA = bytes.fromhex("2a864886f70d010101"), bytes.fromhex("2a864886f70d010177")
CURVE, NO_CURVE = bytes.fromhex("2a8648ce3d030107"), bytes.fromhex("2a8648ce3d030177")


def test_whatever_a_signature_says_of_its_key_it_is_refused_with_a_reason(xapi, key):
    made, good = said(), certificate(key)
    curve = certificate(key, of=ec.generate_private_key(ec.SECP256R1()).public_key())
    head, payload, signature = jws(made, key, x5c=good).split(b".")
    refused = [
        jws(made, key, x5c=curve),
        jws(made, key, x5c=curve.replace(CURVE, NO_CURVE)),
        jws(made, key, x5c=good.replace(RSA, NO_RSA)),
        jws(made, key, x5c=good[:-300]),
        *(jws(made, key, algorithm=alg) for alg in ([], {}, None, 256, "rs256")),
        *(jws(made, key, more={"x5c": chain}) for chain in (None, [], {}, "", [1], [None], [["a"]], ["é"])),
        b".".join([head, payload, signature[:8] + b"!*!*" + signature[8:]]),
        b".".join([head, payload, signature[:-1] + (b"A" if signature[-1:] != b"A" else b"Q")]),
        b".".join([head, payload, signature, b""]),
        b".".join([head, b"", signature]),
    ]
    for each in refused:
        answer = xapi.post(**signed(made, each))
        assert answer.status_code == 400, answer.content
    assert xapi.post(**signed(made, b".".join([head, payload, signature]))).status_code == 200
