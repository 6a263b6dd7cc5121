"""Case 8: forged identities: no algorithm, HS/RS confusion, foreign `aud` and `kid`, wrong times.

Comes from CVE-2026-28514 (Rocket.Chat: any password) and the class of CVE-2015-9235 (alg none).
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwk, jwt
from socketio.exceptions import ConnectionError as RefusedError

from hub.access import house_asker
from hub.actions.sessions import make_widget_key
from hub.errors import UserError
from hub.ids import new_id
from hub.tokens import SigningKey, read_contact_token, sign_contact_token
from tests.support.hub import Running
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only


def signed(claims: dict[str, Any], key: Any, header: dict[str, Any]) -> str:
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


def forgeries(hub: Running) -> dict[str, str]:
    contact, firm = hub.contacts["aino"], str(hub.firm.id)
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": hub.key.kid,
        "aud": firm,
        "sub": contact.external_id,
        "org": "1001",
        "iat": now,
        "exp": now + 600,
    }
    secret = jwk.OctKey.import_key(hub.key.material)
    header = {"alg": "HS256", "kid": hub.key.kid}

    def without(name: str) -> dict[str, Any]:
        return {key: value for key, value in claims.items() if key != name}

    good = signed(claims, secret, header)
    unsigned = good.split(".")[1]
    none_head = "eyJhbGciOiJub25lIiwia2lkIjoiQCJ9"
    other = jwk.OctKey.import_key("another secret that is long enough for it")
    return {
        "not signed": f"{none_head}.{unsigned}.",
        "signed by another": signed(claims, other, header),
        "signature changed": good[:-4] + ("AAAA" if good[-4:] != "AAAA" else "BBBB"),
        "body changed": ".".join(
            [good.split(".")[0], unsigned[:-6] + "AAAAAA", good.split(".")[2]]
        ),
        "HS384": signed(claims, secret, {"alg": "HS384", "kid": hub.key.kid}),
        "foreign aud": signed({**claims, "aud": str(new_id())}, secret, header),
        "aud list": signed({**claims, "aud": [firm]}, secret, header),
        "foreign iss": signed({**claims, "iss": "wk_other"}, secret, header),
        "foreign kid": signed(claims, secret, {**header, "kid": "wk_0000000000000000"}),
        "kid path": signed(claims, secret, {**header, "kid": "../../etc/passwd"}),
        "kid sql": signed(claims, secret, {**header, "kid": "' OR 1=1 --"}),
        "no kid": signed(claims, secret, {"alg": "HS256"}),
        "no exp": signed(without("exp"), secret, header),
        "no iat": signed(without("iat"), secret, header),
        "expired": signed({**claims, "iat": now - 700, "exp": now - 1}, secret, header),
        "ten years": signed({**claims, "exp": now + 315_360_000}, secret, header),
        "not yet": signed({**claims, "nbf": now + 600}, secret, header),
        "from tomorrow": signed(
            {**claims, "iat": now + 86_400, "exp": now + 87_000}, secret, header
        ),
        "exp text": signed({**claims, "exp": str(now + 600)}, secret, header),
        "unknown person": signed({**claims, "sub": "nobody"}, secret, header),
        "person of another client": signed({**claims, "sub": "user-bertta"}, secret, header),
        "org number": signed({**claims, "org": 1001}, secret, header),
        "staff token": hub.staff_token(),
        "empty": "",
        "words": "not.a.token",
        "many dots": "." * 50,
        "long": "a" * 9_000 + ".b.c",
    }


async def test_forged_identities_are_refused_alike(hub: Running):
    said = set()
    for name, token in forgeries(hub).items():
        try:
            await hub.socket("/client", {"token": token})
        except RefusedError as error:
            said.add(str(error))
        else:
            pytest.fail(name)
    assert len(said) == 1, said


@pytest.mark.parametrize("auth", [None, {}, [], "x", {"token": 1}, {"token": None}, {"have": {}}])
async def test_nobody_comes_in_without_a_token(hub: Running, auth: Any):
    for namespace in ("/client", "/staff"):
        with pytest.raises(RefusedError):
            await hub.socket(namespace, auth)


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """An HS256 token that no careful library would make."""
    parts = [urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in (header, claims)]
    mark = hmac.digest(secret, b".".join(parts), "sha256")
    return b".".join([*parts, urlsafe_b64encode(mark).rstrip(b"=")]).decode()


async def test_a_public_key_is_no_secret(hub: Running):
    """HS/RS confusion: the public key, which anybody has, used as an HMAC secret."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    house = house_asker(hub.firm)
    kid, _ = await make_widget_key(
        house, hub.sealer, allowed_origins=[], algorithm="RS256", public_key=pem.decode()
    )
    claims: dict[str, Any] = {"iss": kid, "aud": str(hub.firm.id), "sub": "user-aino"}
    claims |= {"org": "1001", "iat": int(time.time()), "exp": int(time.time()) + 60}
    honest = jwt.encode(
        {"alg": "RS256", "kid": kid},
        claims,
        jwk.RSAKey.import_key(
            private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
    )
    forged = by_hand({"alg": "HS256", "kid": kid}, claims, pem)

    assert (await (await hub.socket("/client", {"token": honest})).ask("hello"))["ok"]
    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": forged})


def test_es256_is_read():
    private = ec.generate_private_key(ec.SECP256R1())
    firm, kid = new_id(), "wk_es"
    pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = SigningKey(kid, firm, "ES256", pem.decode())
    own = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    token = sign_contact_token(
        SigningKey(kid, firm, "ES256", own.decode()), subject="a", client_number="1"
    )

    assert read_contact_token(token, key).subject == "a"
    with pytest.raises(UserError):
        read_contact_token(token, SigningKey(kid, firm, "RS256", pem.decode()))


async def test_the_neighbours_key_signs_nobody_of_ours(twins: Twins):
    """Everything looks alike in both firms: only whose key it is tells them apart."""
    ours, theirs = twins.ours.hub, twins.theirs.hub
    posing = SigningKey(theirs.key.kid, ours.firm.id, "HS256", theirs.key.material)
    borrowed = SigningKey(ours.key.kid, ours.firm.id, "HS256", theirs.key.material)

    for key in (posing, borrowed):
        with pytest.raises(RefusedError):
            await ours.socket("/client", {"token": ours.contact_token(key=key)})
    hello = await (await ours.socket("/client", {"token": theirs.contact_token()})).ask("hello")
    assert hello["firm"]["id"] == str(theirs.firm.id), "their own token enters their own firm"
    assert twins.ours.mark("acme") not in str(hello)


async def test_forged_identities_open_no_route(hub: Running):
    said = set()
    for name, token in forgeries(hub).items():
        # Those are a good token there, and a header that no HTTP server reads.
        if name in {"staff token", "long"}:
            continue
        headers = {"Authorization": f"Bearer {token}"}
        answer = await hub.http.get(f"/api/files/{new_id()}", headers=headers)
        said.add((answer.status, (await answer.json())["error"]["message"]))
    assert {status for status, _ in said} == {401}
    assert len(said) == 1, said
