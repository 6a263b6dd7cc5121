"""Attack cases 1-9, 11, 45, 50: who may do what over a socket, and what a stranger learns."""

import asyncio
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwk, jwt
from socketio.exceptions import ConnectionError as RefusedError

from hub.access import house_asker
from hub.actions.conversations import open_conversation
from hub.actions.sessions import make_widget_key, revoke_widget_key, sign_out
from hub.errors import UserError
from hub.ids import new_id
from hub.realtime.answering import Answering
from hub.realtime.limiter import Limiter
from hub.realtime.protocol import REQUESTS
from hub.realtime.talk import Talk
from hub.texts import say
from hub.tokens import SigningKey, StaffTokens, read_contact_token, sign_contact_token
from models.clients import Contact
from models.firm import Session, Staff
from tests.support.hub import Running, fresh_id
from tests.support.raw_socket import raw_socket

pytestmark = pytest.mark.sqlite_only


def requests_about(conversation: str, message: str) -> dict[str, dict[str, Any]]:
    place = {"conversation": conversation, "message": message}
    return {
        "message.send": {"conversation": conversation, "client_id": fresh_id(), "body": "x"},
        "message.edit": {**place, "body": "y", "client_id": fresh_id()},
        "message.delete": {**place, "client_id": fresh_id()},
        "reaction.set": {**place, "emoji": "👍", "on": True, "client_id": fresh_id()},
        "read.mark": {"conversation": conversation, "seq": 1},
        "history": {"conversation": conversation},
        "search": {"text": "x", "conversation": conversation},
        "typing": {"conversation": conversation, "on": True},
    }


async def test_another_clients_conversation_looks_absent(hub: Running):
    anna, bertta = await hub.staff_socket(), await hub.contact_socket("bertta")
    message = (await anna.send(hub.conversations["acme"], "secret"))["entry"]["id"]

    foreign = requests_about(hub.conversations["acme"], message)
    absent = requests_about(fresh_id(), fresh_id())

    for event, payload in foreign.items():
        refused = await bertta.ask(event, payload)
        assert refused == await bertta.ask(event, absent[event]), event
        assert refused["error"]["code"] == "not_found"
    synced = await bertta.ask("sync", {"have": {hub.conversations["acme"]: 0}})
    assert synced["conversations"] == []
    assert not bertta.got("entry")


@pytest.mark.parametrize("event", REQUESTS)
async def test_no_handler_answers_nobody(hub: Running, event: str):
    talk = Talk(hub.bot, hub.realtime.manager)
    handlers = {**talk.handlers(), "command": talk.command}
    answering = Answering("/staff", handlers, Limiter())

    answer = await answering.answer(None, event, [{}])

    assert (answer["ok"], answer["error"]["code"]) == (False, "forbidden")


@pytest.mark.parametrize("event", sorted(set(REQUESTS) - {"hello"}))
@pytest.mark.parametrize(
    "given",
    [["x"], {"a": 1}, True, 0, "0e1", 10**18, "a\x00b", None, 1.5, "../../etc", ""],
    ids=repr,
)
async def test_type_confused_ids_are_invalid(hub: Running, event: str, given: Any):
    socket = await hub.staff_socket()
    model = REQUESTS[event].request
    named = next(iter(model.model_fields))
    good = {
        **requests_about(hub.conversations["acme"], fresh_id()).get(event, {}),
        **({"text": "x"} if event == "command" else {}),
    }
    field = "have" if event == "sync" else named
    wrong = {given: 1} if event == "sync" and isinstance(given, str) else given
    if event in {"search", "command"} and isinstance(given, str) and given:
        field = "conversation"
    if event == "conversation.open" and (given is None or isinstance(given, str)):
        field = "title"
        wrong = ["x"]

    answer = await socket.ask(event, {**good, field: wrong})

    assert (answer["ok"], answer["error"]["code"]) == (False, "invalid"), answer


async def test_mixed_case_ids_and_server_fields_are_invalid(hub: Running):
    aino, place = await hub.contact_socket(), hub.conversations["acme"]
    good = {"conversation": place, "client_id": fresh_id(), "body": "x"}

    upper = await aino.ask("message.send", {**good, "conversation": place.upper()})
    assert upper["error"] | {"message": ""} == {
        "code": "invalid",
        "message": "",
        "field": "conversation",
    }
    for name in ("author_id", "role", "seq", "company", "created_at", "is_staff", "__proto__"):
        answer = await aino.ask("message.send", {**good, name: 1})
        assert answer["error"]["code"] == "invalid"
        assert name not in str(answer)


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
        "other client": signed({**claims, "org": "1002"}, secret, header),
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


async def test_two_keys_live_until_one_is_revoked(hub: Running):
    house, old = house_asker(hub.firm), hub.key
    kid, secret = await make_widget_key(house, hub.sealer, allowed_origins=[])
    new = SigningKey(kid, hub.firm.id, "HS256", secret)

    for key in (old, new):
        socket = await hub.socket("/client", {"token": hub.contact_token(key=key)})
        assert (await socket.ask("hello"))["ok"]
    await revoke_widget_key(house, old.kid)

    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": hub.contact_token(key=old)})
    await hub.socket("/client", {"token": hub.contact_token(key=new)})


async def test_a_one_time_identity_works_once(hub: Running):
    token = hub.contact_token(is_one_time=True)
    await hub.socket("/client", {"token": token})

    with pytest.raises(RefusedError):
        await hub.socket("/client", {"token": token})


async def test_a_contacts_token_opens_no_staff_door(hub: Running):
    for token in (
        hub.contact_token(),
        StaffTokens("x" * 40).sign(hub.staff["anna"].id, hub.firm.id),
    ):
        with pytest.raises(RefusedError):
            await hub.socket("/staff", {"token": token})


async def test_a_socket_ends_with_its_token(hub: Running):
    token = hub.contact_token(life=timedelta(seconds=2))
    socket = await hub.socket("/client", {"token": token})
    assert (await socket.ask("hello"))["ok"]

    await socket.until_closed(4)

    assert socket.got("bye") == [{"reason": "expired"}]


@pytest.mark.parametrize("name", ["contact", "staff", "session"])
async def test_who_is_removed_is_cut_within_five_seconds(hub: Running, name: str):
    browser, _ = await hub.sign_in("mikko")
    session = await Session.get(staff_id=hub.staff["mikko"].id)
    sockets: dict[str, Any] = {
        "contact": await hub.contact_socket("aino"),
        "staff": await hub.staff_socket("liisa"),
        "session": await hub.socket("/staff", {"token": hub.staff_token("mikko", session.id)}),
    }
    removals: dict[str, Callable[[], Any]] = {
        "contact": lambda: Contact.filter(id=hub.contacts["aino"].id).update(is_active=False),
        "staff": lambda: Staff.filter(id=hub.staff["liisa"].id).update(is_active=False),
        "session": lambda: sign_out(hub.asker("mikko"), session.id),
    }

    await removals[name]()
    await sockets[name].until_closed(5)

    assert sockets[name].got("bye")[0]["reason"] in {"access", "signed_out"}
    for other in set(sockets) - {name}:
        assert (await sockets[other].ask("hello"))["ok"]
    if name != "session":
        token = hub.contact_token() if name == "contact" else hub.staff_token("liisa")
        with pytest.raises(RefusedError):
            await hub.socket("/client" if name == "contact" else "/staff", {"token": token})
    await browser.close()


async def test_a_private_conversation_is_its_contacts_alone(hub: Running):
    opened = str(await open_conversation(hub.asker("aino"), private=True))
    aino, eero, anna = (
        await hub.contact_socket("aino"),
        await hub.contact_socket("eero"),
        await hub.staff_socket("anna"),
    )

    await anna.send(opened, "only you")
    await anna.ask("read.mark", {"conversation": opened, "seq": 1})
    await aino.emit("typing", {"conversation": opened, "on": True})

    assert (await aino.until("entry"))[0]["body"] == "only you"
    assert (await eero.ask("history", {"conversation": opened}))["error"]["code"] == "not_found"
    assert opened not in str(await eero.ask("hello"))
    assert not eero.heard


async def test_a_flood_is_throttled_and_neighbours_are_served(hub: Running):
    aino, bertta = await hub.contact_socket("aino"), await hub.contact_socket("bertta")
    place = hub.conversations["acme"]

    answers = await asyncio.gather(
        *(aino.ask("read.mark", {"conversation": place, "seq": 0}, within=30) for _ in range(400))
    )
    refused = [answer for answer in answers if not answer["ok"]]

    assert refused
    assert {answer["error"]["code"] for answer in refused} == {"rate_limited"}
    assert all(answer["error"]["retry_after"] >= 1 for answer in refused)
    assert (await bertta.send(hub.conversations["beta"], "hello"))["ok"]


async def test_a_broken_handler_answers_with_a_reference_only(
    hub: Running, caplog: pytest.LogCaptureFixture
):
    anna = await hub.staff_socket()
    hub.bot.fails_with = RuntimeError("secret words of the person")

    answer = await anna.ask("command", {"text": "very private words"})

    assert answer["error"]["code"] == "unavailable"
    assert "secret" not in str(answer)
    logged = caplog.text
    assert "RuntimeError" in logged
    assert "private words" not in logged
    assert "secret words" not in logged
    assert (await anna.ask("hello"))["ok"]


async def test_errors_speak_the_language_of_the_site(hub: Running):
    socket = await hub.socket("/client", {"token": hub.contact_token(locale="sv-FI")})

    answer = await socket.ask("history", {"conversation": fresh_id()})

    assert answer["error"]["message"] == say("errors.not_found", "sv")
    assert (await socket.ask("hello"))["me"]["language"] == "sv"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1"])
async def test_foreign_pages_open_no_socket(hub: Running, origin: str):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw_socket(hub.base_url, headers={"Origin": origin})


async def test_our_own_pages_and_programs_open_one(hub: Running):
    for headers in ({"Origin": hub.base_url}, {"Origin": hub.settings.base_url}, {}):
        socket = await raw_socket(hub.base_url, headers=headers)
        await socket.close()


async def test_guessing_is_slowed_down_and_a_right_token_still_passes(hub: Running):
    raw = [await raw_socket(hub.base_url) for _ in range(8)]
    said = [
        await socket.join("/client", f"guess.{number}.x") for socket in raw for number in range(10)
    ]

    assert "unauthorized" in said[0]
    assert "rate_limited" in said[-1]
    assert "retry_after" in said[-1]
    assert (await (await hub.contact_socket()).ask("hello"))["ok"]
    for socket in raw:
        await socket.close()
