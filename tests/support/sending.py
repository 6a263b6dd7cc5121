"""Files through the door, as the attack cases send them: whole, in pieces, and fetched again."""

import io
from typing import Any

import aiohttp

from tests.support.hub import Running, fresh_id
from tests.support.twins import bearer


async def post_file(
    hub: Running,
    content: Any,
    name: str = "kuitti.png",
    *,
    by: str = "aino",
    place: str = "acme",
    declared: str = "image/png",
) -> tuple[int, dict[str, Any]]:
    """Status and answer of an upload in one go."""
    form = aiohttp.FormData()
    form.add_field("conversation", hub.conversations.get(place, place))
    form.add_field("client_id", fresh_id())
    # From a file: the client warns of large bytes.
    content = io.BytesIO(content) if isinstance(content, bytes) else content
    form.add_field("file", content, filename=name, content_type=declared)
    async with hub.http.post("/api/files", data=form, headers=bearer(hub, by)) as answer:
        return answer.status, await answer.json()


async def begin(hub: Running, size: int, *, by: str = "aino", **more: Any) -> dict[str, Any]:
    asked = {
        "conversation": hub.conversations["acme"],
        "client_id": fresh_id(),
        "name": "kuitti.txt",
        "size": size,
        **more,
    }
    async with hub.http.post("/api/uploads", json=asked, headers=bearer(hub, by)) as answer:
        return dict(await answer.json())


async def patch(hub: Running, upload: str, data: Any, *, by: str = "aino", at: int = 0) -> int:
    headers = {**bearer(hub, by), "Content-Type": "application/octet-stream"}
    address = f"/api/uploads/{upload}?offset={at}"
    async with hub.http.patch(address, data=data, headers=headers) as answer:
        return answer.status


async def confirm(hub: Running, upload: str, by: str = "aino") -> tuple[int, dict[str, Any]]:
    address = f"/api/uploads/{upload}/confirm"
    async with hub.http.post(address, headers=bearer(hub, by)) as answer:
        return answer.status, await answer.json()


async def fetch(hub: Running, address: str, by: str = "aino", **more: str) -> tuple[int, Any, str]:
    """Status, headers and text."""
    async with hub.http.get(address, headers={**bearer(hub, by), **more}) as answer:
        return answer.status, answer.headers, (await answer.read()).decode(errors="replace")


async def send(hub: Running, *files: str, by: str = "aino", place: str = "acme") -> Any:
    """The entry, or the error."""
    socket = await hub.contact_socket(by)
    sent = await socket.send(hub.conversations[place], "", files=list(files))
    return sent.get("entry") or sent["error"]


def stored(hub: Running) -> int:
    """How many things lie in the storage."""
    return sum(each.is_file() for each in hub.settings.files_folder.rglob("*"))
