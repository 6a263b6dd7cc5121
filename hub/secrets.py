"""Other people's secrets at rest: sealed with the server's own, which may be rotated."""

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = "s1"
NONCE_BYTES = 12
NAME_LENGTH = 8


class SealError(Exception):
    """What was sealed cannot be opened: another server's secret, or somebody changed it."""


class Sealer:
    """Seals with the first secret; opens with any of them, so that a rotation loses nothing."""

    def __init__(self, secret: str, older: Sequence[str] = ()) -> None:
        keys = [derived_key(each, "seal") for each in (secret, *older) if each]
        if not keys:
            raise SealError("no server secret")
        self._newest = _name(keys[0])
        self._keys = {_name(key): AESGCM(key) for key in keys}

    def seal(self, plain: str, place: str) -> str:
        """`place` says where it belongs (`widget_key:<id>`): elsewhere it does not open."""
        nonce = os.urandom(NONCE_BYTES)
        closed = self._keys[self._newest].encrypt(nonce, plain.encode(), place.encode())
        return f"{VERSION}.{self._newest}.{base64.urlsafe_b64encode(nonce + closed).decode()}"

    def unseal(self, sealed: str, place: str) -> str:
        """Raises SealError."""
        version, _, rest = sealed.partition(".")
        name, _, text = rest.partition(".")
        key = self._keys.get(name)
        if version != VERSION or key is None:
            raise SealError("sealed by another secret")
        try:
            raw = base64.urlsafe_b64decode(text)
            return key.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealError("changed since it was sealed") from error

    def needs_renewal(self, sealed: str) -> bool:
        """Sealed with an older secret, which may be dropped once nothing needs it."""
        return not sealed.startswith(f"{VERSION}.{self._newest}.")


def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose: what signs tokens must not also open secrets."""
    return HKDF(SHA256(), 32, salt=None, info=f"kirjuri:{purpose}".encode()).derive(secret.encode())


def hashed(token: str) -> str:
    """How one-time tokens and sessions are kept: 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _name(key: bytes) -> str:
    return hashlib.sha256(b"name:" + key).hexdigest()[:NAME_LENGTH]
