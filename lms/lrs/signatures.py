"""Signed statements: a JSON web signature of the statement, among its attachments (data 2.6). Pure.

The check catches mistakes. It does not say who signed: that takes trust in a certificate, which is for the
reader to have.
"""

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_der_x509_certificate

from lms.lrs.validation import Invalid, check_statement, is_same_statement, parse

USAGE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}
_BASE64URL = re.compile(rb"[A-Za-z0-9_-]*={0,2}")


def is_signature(attachment: dict[str, Any]) -> bool:
    return attachment["usageType"] == USAGE


def check_signature(statement: dict[str, Any], attachment: dict[str, Any], jws: bytes, version: str) -> None:
    """Raise Invalid unless this is a well-formed signature of the statement that it came with."""
    if attachment["contentType"].partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise Invalid("contentType", f"of a signature must be {CONTENT_TYPE}")
    header_text, payload_text, signature = _parts(jws)
    header = _parsed(header_text, "the header of the signature")
    algorithm = header.get("alg") if type(header) is dict else None
    if type(algorithm) is not str or algorithm not in _HASHES:
        raise Invalid("", f"the algorithm of the signature must be one of {', '.join(_HASHES)}")
    signed = _parsed(payload_text, "the payload of the signature")
    try:
        check_statement(signed, version)
    except Invalid as invalid:
        raise Invalid("", f"the payload of the signature is no statement: {invalid}") from None
    if not is_same_statement(signed, _unsigned(statement)):
        raise Invalid("", "the signature is of another statement")
    if "x5c" in header:
        signing_input = jws.strip().rpartition(b".")[0]
        _verify(header["x5c"], signing_input, signature, _HASHES[algorithm])


def _unsigned(statement: dict[str, Any]) -> dict[str, Any]:
    """The statement as it was before it was signed."""
    others = [one for one in statement.get("attachments", []) if not is_signature(one)]
    made = {name: value for name, value in statement.items() if name != "attachments"}
    return {**made, "attachments": others} if others else made


def _parts(jws: bytes) -> tuple[bytes, bytes, bytes]:
    parts = jws.strip().split(b".")
    if len(parts) != 3:
        raise Invalid("", "the signature must be a JWS in compact form: three parts with dots between")
    if not all(map(_BASE64URL.fullmatch, parts)):  # Python's decoder passes over what it does not know
        raise Invalid("", "the signature must be base64url")
    try:
        header, payload, signature = (urlsafe_b64decode(part + b"=" * (-len(part) % 4)) for part in parts)
    except (binascii.Error, ValueError):
        raise Invalid("", "the signature must be base64url") from None
    if not signature:
        raise Invalid("", "the signature is empty")
    return header, payload, signature


def _parsed(text: bytes, what: str) -> Any:
    try:
        return parse(text)
    except Invalid as invalid:
        raise Invalid("", f"{what} {invalid.rule}") from None


def _verify(chain: Any, signing_input: bytes, signature: bytes, algorithm: hashes.HashAlgorithm) -> None:
    """Against the first certificate of the chain (RFC 7515, 4.1.6)."""
    try:
        key = load_der_x509_certificate(b64decode(chain[0], validate=True)).public_key()
    except (ValueError, TypeError, LookupError, binascii.Error, UnsupportedAlgorithm):
        raise Invalid("", "x5c of the signature must begin with an X.509 certificate") from None
    if not isinstance(key, RSAPublicKey):
        raise Invalid("", "the certificate of the signature must have an RSA key")
    try:
        key.verify(signature, signing_input, PKCS1v15(), algorithm)
    except (InvalidSignature, ValueError):  # also a key too short for the hash
        raise Invalid("", "the signature was not made with the key of its certificate") from None
