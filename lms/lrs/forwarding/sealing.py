"""The key of a credential at another record store: kept sealed, opened to be sent, never shown again."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Sealed(Exception):
    """It was sealed under another SECRET_KEY, so nobody can open it: it has to be entered again."""


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Sealed. A key of SECRET_KEY_FALLBACKS opens it as well."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Sealed from None


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(str(one))) for one in keys])


def _key(secret_key: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"lms.lrs.forwarding").derive(
        secret_key.encode()
    )
    return base64.urlsafe_b64encode(derived)
