"""files.* of the fake Slack: the two-step upload, and downloads that ask for a bearer token."""

import mimetypes
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.fake_slack.calls import Call, Json, method
from tests.support.fake_slack.chat import with_block_ids
from tests.support.fake_slack.world import APP_ID, File, Message

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>"


@dataclass
class Upload:
    file: File
    length: int
    is_done: bool = False


@method("files.getUploadURLExternal")
async def get_upload_url(call: Call) -> Json:
    slack, name, length = call.slack, call.text("filename"), int(call.text("length", "0"))
    if not name or length <= 0:
        raise call.refuse("missing_argument")
    file = slack.new_file(call.team, name, b"", user=call.team.bot_user_id)
    slack.uploads[file.id] = Upload(file, length)
    return {"upload_url": f"{slack.origin}/upload/v1/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
async def complete_upload(call: Call) -> Json:
    files = []
    for item in call.arguments["files"]:
        upload = call.slack.uploads.get(str(item.get("id")))
        if upload is None or set(item) - {"id", "title", "highlight_type"}:
            raise call.refuse("file_not_found")
        if not upload.is_done:
            raise call.refuse("file_update_failed")
        files.append(upload.file)
    if not call.text("channel_id"):
        return {"files": [{"id": file.id, "title": file.name} for file in files]}
    channel = call.channel("channel_id")
    if call.team.bot_user_id not in channel.members:
        raise call.refuse("not_in_channel")
    disguised = bool(call.text("username") or call.text("icon_url"))
    message = Message(
        channel=channel,
        ts=call.slack.world.new_ts(),
        text=call.text("initial_comment"),
        user=None if disguised else call.team.bot_user_id,
        bot_id=call.team.bot_id,
        app_id=APP_ID,
        username=call.text("username") or None,
        thread_ts=call.text("thread_ts") or None,
        subtype="bot_message" if disguised else "file_share",
        blocks=with_block_ids(call.arguments.get("blocks") or []),
        files=files,
    )
    channel.messages[message.ts] = message
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
        del call.slack.uploads[file.id]
    call.slack.tell_posted(message)
    return {"files": [{"id": file.id, "title": file.name} for file in files]}


@method("files.info")
async def file_info(call: Call) -> Json:
    file = call.slack.world.files.get(call.text("file"))
    if file is None or file.team is not call.team:
        raise call.refuse("file_not_found")
    if file.is_deleted:
        raise call.refuse("file_deleted")
    return {"file": file.as_json()}


async def receive_upload(slack: Any, request: web.Request) -> web.Response:
    """Take the raw bytes that follow files.getUploadURLExternal."""
    upload = slack.uploads.get(request.match_info["file"])
    content = await request.read()
    if request.content_type.startswith("multipart/"):
        return web.Response(status=400, text="the fake takes raw bytes")
    if upload is None or len(content) != upload.length:
        return web.Response(status=400, text="unknown upload or wrong length")
    upload.file.content, upload.is_done = content, True
    return web.Response(text=f"OK - {len(content)}")


async def download(slack: Any, request: web.Request) -> web.StreamResponse:
    """Give the bytes to a bearer, and a login page with status 200 to everyone else."""
    if slack.download_redirect:
        raise web.HTTPFound(slack.download_redirect)
    token = slack.token_of(request.headers.get("Authorization", ""))
    file = slack.world.files.get(request.match_info["file"])
    if token is None or "files:read" not in token.scopes:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    if file is None or file.team is not token.team:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type=file.mimetype)


def media_type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
