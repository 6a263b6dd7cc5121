"""Changing and taking back one's own message: within the firm's window, with its history kept."""

from datetime import timedelta
from typing import Any

import pytest

from hub import clock
from models.chat import Message
from tests.support.hub import Running, Socket, fresh_id

RULES = {
    "edit_minutes": 90,
    "has_staff_receipts": True,
    "answer_minutes": 60,
    "week": [{"opens": 540, "closes": 960}] * 5 + [None, None],
}


async def put_rules(hub: Running, by: str = "anna", **changes: Any) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {hub.staff_token(by)}"}
    answer = await hub.http.put("/api/firm/talk", json={**RULES, **changes}, headers=headers)
    return answer.status, await answer.json()


async def history(hub: Running, by: str, place: dict[str, str]) -> tuple[int, Any]:
    path = "/api/conversations/{conversation}/messages/{message}/history".format(**place)
    headers = {"Authorization": f"Bearer {hub.staff_token(by)}"}
    answer = await hub.http.get(path, headers=headers)
    return answer.status, await answer.json()


async def said(socket: Socket, conversation: str, *, minutes_ago: int = 0) -> dict[str, str]:
    entry = (await socket.send(conversation, "first"))["entry"]
    if minutes_ago:
        long_ago = clock.now() - timedelta(minutes=minutes_ago)
        await Message.filter(id=entry["id"]).update(created_at=long_ago)
    return {"conversation": conversation, "message": entry["id"]}


async def edit(socket: Socket, place: dict[str, str], body: str) -> Any:
    return await socket.ask("message.edit", {**place, "body": body, "client_id": fresh_id()})


async def delete(socket: Socket, place: dict[str, str]) -> Any:
    return await socket.ask("message.delete", {**place, "client_id": fresh_id()})


@pytest.mark.parametrize("name", ["aino", "anna"])
async def test_after_the_firms_window_nothing_is_changed(hub: Running, name: str):
    socket = await (hub.staff_socket(name) if name == "anna" else hub.contact_socket(name))
    assert (await put_rules(hub))[0] == 200
    place = await said(socket, hub.conversations["acme"], minutes_ago=91)
    in_time = await said(socket, hub.conversations["acme"], minutes_ago=89)

    late, late_too = await edit(socket, place, "second"), await delete(socket, place)
    on_time = await edit(socket, in_time, "second")

    assert [each["error"]["code"] for each in (late, late_too)] == ["forbidden"] * 2
    assert "1 h 30 min" in late["error"]["message"]
    assert (await Message.get(id=place["message"])).body == "first"
    assert on_time["ok"], on_time


@pytest.mark.sqlite_only
async def test_a_firm_may_allow_no_changes_at_all(hub: Running):
    aino = await hub.contact_socket("aino")
    await put_rules(hub, edit_minutes=0)
    place = await said(aino, hub.conversations["acme"], minutes_ago=1)

    assert (await edit(aino, place, "second"))["error"]["code"] == "forbidden"


async def test_who_administers_reads_every_version_and_nobody_else(hub: Running):
    aino = await hub.contact_socket("aino")
    place = await said(aino, hub.conversations["acme"])
    await edit(aino, place, "second")
    standing = await history(hub, "anna", place)
    await edit(aino, place, "third")
    await delete(aino, place)

    status, told = await history(hub, "anna", place)

    assert [each["body"] for each in standing[1]["versions"]] == ["first", "second"]
    assert status == 200
    assert [each["body"] for each in told["versions"]] == ["first", "second", "third"]
    moments = [each["since"] for each in told["versions"]] + [told["deleted_at"]]
    assert moments == sorted(moments)
    elsewhere = {**place, "conversation": hub.conversations["beta"]}
    assert (await history(hub, "anna", elsewhere))[0] == 404
    assert (await history(hub, "mikko", place))[0] == 403
    page = await aino.ask("history", {"conversation": place["conversation"]})
    assert not any(each.get("body") for each in page["entries"])


@pytest.mark.sqlite_only
async def test_rules_are_set_by_who_administers_and_are_checked(hub: Running):
    headers = {"Authorization": f"Bearer {hub.staff_token('anna')}"}
    usual = await (await hub.http.get("/api/firm/talk", headers=headers)).json()
    wanted: dict[str, Any] = {**RULES, "edit_minutes": 15, "has_staff_receipts": False}

    assert usual["week"][0] == {"opens": 540, "closes": 960}
    assert usual["week"][6] is None
    assert (await put_rules(hub, by="mikko"))[0] == 403
    assert (await put_rules(hub, edit_minutes=-1))[0] == 422
    backwards = [{"opens": 960, "closes": 540}] * 7
    assert (await put_rules(hub, week=backwards))[1]["error"]["field"] == "week"
    assert await put_rules(hub, "anna", **wanted) == (200, wanted)
    assert await (await hub.http.get("/api/firm/talk", headers=headers)).json() == wanted
