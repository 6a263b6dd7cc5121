"""A browser and its push service in a test: takes pushes, checks who signed them, and opens them."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.webpush import b64, unb64

AUTH = b"sixteen bytes ok"


@dataclass
class PushService:
    """`answers` is the status of the next pushes; `got` what the browser would show, with the topic."""

    origin: str = ""
    answers: int = 201
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def p256dh(self) -> str:
        public = self.key.public_key()
        return b64(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return b64(AUTH)

    def browser(self, key: str, path: str = "/push/1") -> dict[str, str]:
        """What the page sends of this browser."""
        given = {"p256dh": self.p256dh, "auth": self.auth, "key": key}
        return {"endpoint": f"{self.origin}{path}", **given}

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.raw.append(body)
        self.claims.append(_checked(request.headers["Authorization"]))
        assert request.headers["Content-Encoding"] == "aes128gcm"
        assert int(request.headers["TTL"]) > 0
        if self.answers == 201:
            self.got.append((request.headers["Topic"], json.loads(self._opened(body))))
        return web.Response(status=self.answers)

    def _opened(self, body: bytes) -> bytes:
        """RFC 8291, from the browser's side."""
        salt, length = body[:16], body[20]
        theirs = body[21 : 21 + length]
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), point)
        info = b"WebPush: info\x00" + unb64(self.p256dh) + theirs
        secret = HKDF(SHA256(), 32, AUTH, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(secret)
        opened = AESGCM(key).decrypt(nonce, body[21 + length :], None)
        assert opened[-1:] == b"\x02", "the last record ends so"
        return opened[:-1]


def _checked(header: str) -> dict[str, Any]:
    """The claims of a VAPID header whose signature holds (RFC 8292)."""
    given = dict(each.strip().split("=", 1) for each in header.removeprefix("vapid ").split(","))
    said, _, signature = given["t"].rpartition(".")
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(given["k"]))
    key.verify(der, said.encode(), ec.ECDSA(SHA256()))
    claims: dict[str, Any] = json.loads(unb64(said.split(".")[1]))
    return claims


@asynccontextmanager
async def push_service() -> AsyncIterator[PushService]:
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{name}", service.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()
