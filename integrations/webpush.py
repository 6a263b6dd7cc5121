"""Web Push out of the house (RFC 8030): encrypted for one browser (RFC 8291), signed by us (RFC 8292)."""

import base64
import json
import os
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.errors import Problem, RefusedError
from integrations.http import ask, open_http, retry_after_s

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD_SIZE = 4096
LIFE_S = 24 * 3600
TOKEN_LIFE_S = 12 * 3600
PATIENCE_S = 20.0
BUSY = frozenset({429, 500, 502, 503, 504})
# The services of the browsers there are; a host that begins with a dot stands for all below it.
SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)


@dataclass(frozen=True, slots=True)
class PushTarget:
    """A browser as it subscribed; keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


class PushSender(Protocol):
    def public_keys(self) -> tuple[str, ...]:
        """What browsers subscribe with, the newest first."""

    def takes(self, target: PushTarget) -> bool:
        """Whether it is a browser at a push service that we know: nothing else is ever called."""

    async def send(self, target: PushTarget, server_key: str, payload: bytes, topic: str) -> None:
        """Hand it over; of two with one topic (≤ 32 letters) the service keeps the later. No repeats.

        Raises RefusedError: not taken; status 404 or 410 means that the browser is gone, and
        `retry_after_s` that it may come again. Raises NoAnswerError.
        """

    async def close(self) -> None:
        """Let connections go."""


class WebPush:
    """`seeds` are 32 bytes each, the newest first; `services` may name whole origins (for tests)."""

    def __init__(
        self, seeds: tuple[bytes, ...], contact: str, services: tuple[str, ...] = SERVICES
    ) -> None:
        keys = [ec.derive_private_key(_scalar(seed), CURVE) for seed in seeds]
        self._keys = {_public(key.public_key()): key for key in keys}
        self._contact = contact
        self._services = services
        self._clients: dict[str, httpx.AsyncClient] = {}

    def public_keys(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def takes(self, target: PushTarget) -> bool:
        address = urlsplit(target.endpoint)
        if f"{address.scheme}://{address.netloc}" in self._services:
            return _is_key(target)
        host = address.hostname or ""
        is_plain = address.scheme == "https" and address.netloc.lower() == host
        is_known = any(
            host == each or (each[0] == "." and host.endswith(each)) for each in self._services
        )
        return is_plain and is_known and _is_key(target)

    async def send(self, target: PushTarget, server_key: str, payload: bytes, topic: str) -> None:
        key = self._keys.get(server_key)
        if key is None or not self.takes(target):
            raise RefusedError((Problem("not_ours"),), status=410)
        origin = _origin(target.endpoint)
        http = self._clients.get(origin) or self._clients.setdefault(origin, open_http(origin))
        request = http.build_request(
            "POST",
            target.endpoint,
            content=encrypted(target, payload),
            headers={
                "Authorization": f"vapid t={_token(key, target.endpoint, self._contact)}, k={server_key}",
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(LIFE_S),
                "Topic": topic,
                "Urgency": "normal",
            },
        )
        answer = await ask(http, request, PATIENCE_S)
        if answer.is_success:
            return
        later = retry_after_s(answer, 60.0) if answer.status_code in BUSY else None
        raise RefusedError(
            (Problem(str(answer.status_code)),), status=answer.status_code, retry_after_s=later
        )

    async def close(self) -> None:
        for http in self._clients.values():
            await http.aclose()


def encrypted(target: PushTarget, payload: bytes) -> bytes:
    """The body of one push: one record that only this browser opens."""
    theirs = unb64(target.p256dh)
    ours = ec.generate_private_key(CURVE)
    our_public = unb64(_public(ours.public_key()))
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    secret = _hkdf(32, unb64(target.auth), b"WebPush: info\x00" + theirs + our_public, shared)
    salt = os.urandom(16)
    key = _hkdf(16, salt, b"Content-Encoding: aes128gcm\x00", secret)
    nonce = _hkdf(12, salt, b"Content-Encoding: nonce\x00", secret)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(our_public)]) + our_public
    return header + AESGCM(key).encrypt(nonce, payload + b"\x02", None)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _scalar(seed: bytes) -> int:
    return int.from_bytes(seed, "big") % (ORDER - 1) + 1


def _public(key: ec.EllipticCurvePublicKey) -> str:
    return b64(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _is_key(target: PushTarget) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(target.p256dh))
        return len(unb64(target.auth)) == 16  # noqa: PLR2004 - RFC 8291
    except ValueError:
        return False


def _hkdf(length: int, salt: bytes, info: bytes, material: bytes) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(material)


def _origin(endpoint: str) -> str:
    address = urlsplit(endpoint)
    return f"{address.scheme}://{address.netloc}"


def _token(key: ec.EllipticCurvePrivateKey, endpoint: str, contact: str) -> str:
    """Says to this service that it is us; it holds for half a day."""
    claims = {
        "aud": _origin(endpoint),
        "exp": int(time.time()) + TOKEN_LIFE_S,
        "sub": f"mailto:{contact}",
    }
    said = ".".join(
        b64(json.dumps(each, separators=(",", ":")).encode())
        for each in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    return f"{said}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
