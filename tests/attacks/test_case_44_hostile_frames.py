"""Case 44: frames that no honest client sends leave the house standing.

Comes from CVE-2026-48804 (python-socketio), CVE-2026-33151, CVE-2026-69185 and CVE-2020-36049
(socket.io-parser: binary parts and big packets that pile up), CVE-2026-5740 (Mattermost: memory
allocated before validation).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from socket import SO_SNDBUF, SOL_SOCKET

import aiohttp
import pytest

from hub.realtime import wire
from hub.realtime.packets import PacketError, StrictPacket
from tests.support.hub import Running, fresh_id
from tests.support.raw_socket import RawSocket, raw_socket

pytestmark = pytest.mark.sqlite_only

FRAMES = (
    '451-/client,["message.send",{"_placeholder":true,"num":0}]',
    '459999999999-/client,["message.send"]',
    "42/client," + "[" * 100_000,
    "42/client,7" + "[" * 40 + "]" * 40,
    '42/client,["hello",{"n":' + "9" * 4_000 + "}]",
    '42/client,["hello",{"n":1e999}]',
    '42/client,["hello",{"n":NaN}]',
    '42/client,{"hello":1}',
    "42/client,[]",
    "42/client,[17,{}]",
    '42/client,["connect",{},{"token":"x"}]',
    '42/client,["disconnect"]',
    '42/client,["message.send"',
    "43/client,1[]",
    '44/client,{"message":"x"}',
    "49",
    "4",
    "4[[[[",
    "9",
    "",
    "2probe",
    "bAAAA",
    # A wide object: as many keys as a frame can hold.
    "42/client," + json.dumps(["hello", {str(number): 0 for number in range(6_000)}]),
)


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


async def is_cut(raw: RawSocket, frames: Iterable[str]) -> bool:
    """Whether the server ends the socket over these frames."""
    try:
        for frame in frames:
            await raw.send(frame)
            await asyncio.sleep(0)
        await raw.next("never", within=5)
    except (ConnectionError, aiohttp.ClientError):
        return True
    return False


@pytest.fixture
async def raw(hub: Running) -> AsyncIterator[RawSocket]:
    """A socket that has joined /client as Aino."""
    socket = await raw_socket(hub.base_url)
    assert (await socket.join("/client", hub.contact_token())).startswith("40")
    yield socket
    await socket.close()


async def test_a_malformed_frame_is_refused_and_the_socket_goes_on(hub: Running, boundless: None):
    raw = await raw_socket(hub.base_url)
    await raw.join("/client", hub.contact_token())
    for number, frame in enumerate(FRAMES, 100):
        await raw.send(frame)

        assert (await raw.ask(number, f'42/client,{number}["hello",{{}}]'))["ok"], frame[:60]
    await raw.close()


async def test_binary_frames_cost_no_memory_and_end_the_socket(hub: Running, raw: RawSocket):
    before = resident_bytes()

    async def flood() -> None:
        for _ in range(200):
            await raw.ws.send_bytes(b"x" * 60_000)

    with pytest.raises((ConnectionError, aiohttp.ClientError)):
        await asyncio.gather(flood(), raw.next("never", within=10))

    assert resident_bytes() - before < 40_000_000
    other = await hub.contact_socket("eero")
    assert (await other.ask("hello"))["ok"]


async def test_a_frame_over_64_kib_is_answered_too_large(raw: RawSocket, hub: Running):
    body = "x" * (64 * 1024 + 1)
    sent = {
        "conversation": hub.conversations["acme"],
        "client_id": fresh_id(),
        "body": body,
    }

    answer = await raw.ask(3, "42/client,3" + json.dumps(["message.send", sent]))

    assert (answer["ok"], answer["error"]["code"]) == (False, "too_large")
    history = {"conversation": hub.conversations["acme"]}
    asked = await raw.ask(4, "42/client,4" + json.dumps(["history", history]))
    assert "xxx" not in str(asked["entries"])


async def test_a_huge_frame_closes_the_socket(raw: RawSocket):
    await raw.send("42/client,1" + "x" * 1_000_000)

    assert await raw.until_closed() in {1009, 1006, None}


async def test_invalid_utf8_closes_the_socket(hub: Running):
    reader, writer = await asyncio.open_connection("127.0.0.1", int(hub.base_url[-5:].strip(":/")))
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        b"Sec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    payload = b"42\xff\xfe"
    writer.write(bytes([0x81, 0x80 | len(payload)]) + bytes(4) + payload)

    async with asyncio.timeout(5):
        assert await reader.read() is not None
    writer.close()


async def test_patience_ends(raw: RawSocket):
    assert await is_cut(raw, ["42/client,{}"] * 40)


async def test_ten_thousand_namespaces_end_the_socket(hub: Running):
    raw = await raw_socket(hub.base_url)

    assert await is_cut(raw, (f"40/n{number},{{}}" for number in range(10_000)))
    await raw.close()
    assert len(hub.realtime.manager.rooms) == 0


async def test_a_socket_that_never_connects_is_cut(hub: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.2)
    silent = [await raw_socket(hub.base_url) for _ in range(20)]

    for socket in silent:
        await socket.until_closed(3)
        await socket.close()

    assert not hub.realtime.server.eio.sockets


def make_narrow(hub: Running) -> None:
    """The kernel holds megabytes for a reader that is slow; here little, to come to the point."""
    for socket in hub.realtime.server.eio.sockets.values():
        raw = socket._transport.get_extra_info("socket")
        raw.setsockopt(SOL_SOCKET, SO_SNDBUF, 16 * 1024)


async def test_a_slow_reader_is_cut_and_syncs(hub: Running, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "SLOW_BYTES", 64 * 1024)
    slow = await raw_socket(hub.base_url)
    await slow.join("/client", hub.contact_token())
    make_narrow(hub)
    slow.ws._response.connection.transport.pause_reading()  # type: ignore[union-attr]
    anna, eero = await hub.staff_socket(), await hub.contact_socket("eero")

    sent, last = 0, 0
    while len(hub.realtime.connections) == 3 and sent < 400:
        said = await anna.send(hub.conversations["acme"], str(sent) + "x" * 19_000)
        sent, last = sent + 1, said["entry"]["seq"]

    assert len(hub.realtime.connections) == 2, "the slow one is gone"
    assert len(await eero.until("entry", sent)) == sent, "the others lost nothing"
    # A farewell would be waited for: it reads nothing.
    await slow.session.close()
    back = await hub.contact_socket("aino")
    (synced,) = (await back.ask("sync", {"have": {hub.conversations["acme"]: last - 1}}))[
        "conversations"
    ]
    assert [entry["seq"] for entry in synced["entries"]] == [last]


async def test_unknown_events_and_wrong_arity_are_answered(raw: RawSocket):
    unknown = await raw.ask(1, '42/client,1["message.steal",{}]')
    staffs = await raw.ask(2, '42/client,2["command",{"text":"help"}]')
    many = await raw.ask(3, '42/client,3["hello",{},{}]')
    wrong = await raw.ask(4, '42/client,4["hello","x"]')

    assert [unknown["error"]["code"], staffs["error"]["code"]] == ["unknown_event"] * 2
    assert [many["error"]["code"], wrong["error"]["code"]] == ["invalid"] * 2


async def test_compression_is_refused(hub: Running):
    raw = await raw_socket(hub.base_url, compress=15)

    assert raw.ws.compress == 0
    await raw.close()


def test_packets_are_written_without_spaces():
    packet = StrictPacket(2, ["entry", {"kind": "message", "body": "ä"}], namespace="/client")

    assert packet.encode() == '2/client,["entry",{"kind":"message","body":"ä"}]'


def test_brackets_in_a_text_are_no_depth():
    text = json.dumps(["message.send", {"body": "[{" * 500 + '"'}])

    assert StrictPacket(encoded_packet=f"2/client,{text}").data[0] == "message.send"
    with pytest.raises(PacketError):
        StrictPacket(encoded_packet="2/client," + "[" * 17 + "]" * 17)


async def test_half_open_connections_hold_nobody_up(hub: Running):
    """Handshakes that stop half way: the others are served at once, and they end with their host."""
    port = hub.runner.addresses[0][1]
    half = [await asyncio.open_connection("127.0.0.1", port) for _ in range(100)]
    for _, writer in half:
        writer.write(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgr")

    aino = await hub.contact_socket("aino")
    assert (await aino.ask("hello", within=2))["ok"]

    for _, writer in half:
        writer.close()


async def test_polling_bodies_are_held_to_the_same_size(hub: Running):
    opened = await hub.http.get("/socket.io/?EIO=4&transport=polling")
    sid = json.loads((await opened.text())[1:])["sid"]
    address = f"/socket.io/?EIO=4&transport=polling&sid={sid}"

    answer = await hub.http.post(address, data="4" + "x" * 200_000)

    assert answer.status in {400, 413}
    assert (await (await hub.contact_socket()).ask("hello"))["ok"]
