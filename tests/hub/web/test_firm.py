"""The firm's settings over HTTP."""

from typing import Any
from uuid import UUID

import pytest

from models.chat import Message
from models.firm import Firm
from tests.support.hub import Running, fresh_id

pytestmark = pytest.mark.sqlite_only


async def put(hub: Running, path: str, body: dict[str, Any], token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token or hub.staff_token()}"}
    return await hub.http.put(path, json=body, headers=headers)


async def test_an_administrator_sets_how_long_talk_is_kept(hub: Running):
    answer = await put(hub, "/api/firm", {"chat_retention_months": 24})
    read = await hub.http.get(
        "/api/firm", headers={"Authorization": f"Bearer {hub.staff_token('mikko')}"}
    )

    assert answer.status == 200
    assert await read.json() == {"chat_retention_months": 24}


@pytest.mark.parametrize(
    ("by", "months", "status"), [("anna", 0, 422), ("anna", 241, 422), ("mikko", 24, 403)]
)
async def test_others_and_odd_times_are_refused(hub: Running, by: str, months: int, status: int):
    answer = await put(hub, "/api/firm", {"chat_retention_months": months}, hub.staff_token(by))

    assert answer.status == status
    assert (await Firm.get(id=hub.firm.id)).chat_retention_months is None


async def test_staff_keep_a_message_and_a_contact_cannot(hub: Running):
    aino = await hub.contact_socket()
    said = (await aino.send(hub.conversations["acme"], "kuitti"))["entry"]["message"]
    body = {"kept_as": "accounting"}

    by_contact = await put(hub, f"/api/messages/{said}/kept", body, hub.contact_token())
    absent = await put(hub, f"/api/messages/{fresh_id()}/kept", body)
    assert (await Message.get(id=UUID(said))).kept_as == "talk"
    by_staff = await put(hub, f"/api/messages/{said}/kept", body)

    assert (by_contact.status, absent.status, by_staff.status) == (403, 404, 200)
    assert (await Message.get(id=UUID(said))).kept_as == "accounting"
