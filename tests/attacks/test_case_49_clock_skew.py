"""Case 49: a client's clock a day off changes neither the order nor the times of what is said."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from hub.clock import now
from hub.ids import new_id
from hub.tokens import sign_contact_token
from tests.support.hub import fresh_id
from tests.support.twins import Twins

pytestmark = pytest.mark.sqlite_only


def id_of(moment: datetime) -> str:
    """A UUIDv7 as a client whose clock shows this moment makes one."""
    millis = int(moment.timestamp() * 1000)
    made = f"{millis:012x}" + fresh_id().replace("-", "")[12:]
    return f"{made[:8]}-{made[8:12]}-7{made[13:16]}-a{made[17:20]}-{made[20:]}"


async def test_the_servers_numbers_order_whatever_the_clients_clocks_say(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino, eero = await hub.contact_socket("aino"), await hub.contact_socket("eero")
    began = now()
    for number, days in enumerate((1, -1, 3650, 0, -3650)):
        socket = aino if number % 2 else eero
        key = id_of(began + timedelta(days=days))
        sent = await socket.ask(
            "message.send", {"conversation": place, "client_id": key, "body": str(number)}
        )
        assert sent["ok"], sent

    entries = (await aino.ask("history", {"conversation": place}))["entries"][-5:]

    assert [each["body"] for each in entries] == ["0", "1", "2", "3", "4"]
    seqs = [each["seq"] for each in entries]
    assert seqs == list(range(seqs[0], seqs[0] + 5))
    moments = [datetime.fromisoformat(each["at"]) for each in entries]
    assert moments == sorted(moments)
    assert all(abs(each - began) < timedelta(minutes=1) for each in moments)


async def test_no_field_takes_a_clients_time(twins: Twins):
    hub, place = twins.ours.hub, twins.ours.id("conversation")
    aino = await hub.contact_socket("aino")
    asked = {"conversation": place, "client_id": fresh_id(), "body": "x"}

    answer = await aino.ask("message.send", {**asked, "at": "2020-01-01T00:00:00.000Z"})

    assert answer["error"]["code"] == "invalid"


async def test_a_sites_clock_may_be_a_minute_off_and_not_a_day(twins: Twins):
    """Identities signed by a site whose clock is wrong."""
    hub, right_now = twins.ours.hub, datetime.now(UTC)
    for off, is_good in ((-30, True), (30, True), (86_400, False), (-86_400, False)):
        with time_machine.travel(right_now + timedelta(seconds=off), tick=True):
            token = sign_contact_token(hub.key, subject="user-aino", client_number="1001")
        answer = await hub.http.get(
            f"/api/files/{new_id()}", headers={"Authorization": f"Bearer {token}"}
        )
        assert (answer.status == 404) is is_good, off
