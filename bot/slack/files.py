"""Files both ways: bytes of Slack's are fetched with care, ours go up in Slack's two steps."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.actions.files import FileRules, Incoming, open_file, receive_file
from hub.channels import UnclearError
from hub.errors import UserError
from hub.texts import say

SLACK_FILES = "files.slack.com"
SLACK_HOST = "slack.com"
GONE = frozenset({"tombstone", "hidden_by_limit"})
CHUNK = 64 * 1024
DONE = 200
MEGABYTE = 1024 * 1024


def is_allowed(url: str, api_url: str) -> bool:
    """Whether the bot's token may be shown to this address: Slack's file host and nobody else."""
    parts, api = urlsplit(url), urlsplit(api_url)
    if parts.username or parts.password:
        return False
    if (api.hostname or "") == SLACK_HOST:
        return parts.scheme == "https" and parts.netloc == SLACK_FILES
    # Another Slack than slack.com (a test's, a proxy's) serves its files itself.
    return (parts.scheme, parts.netloc) == (api.scheme, api.netloc)


class SlackFiles:
    """Carries files between Slack and the hub's own file room, which checks every byte."""

    def __init__(self, web: SlackWeb, rules: FileRules | None) -> None:
        self.web = web
        self.rules = rules

    async def take(
        self,
        asker: Asker,
        conversation_id: UUID,
        token: str,
        files: list[dict[str, Any]],
    ) -> tuple[list[UUID], list[str]]:
        """Fetch and keep what was shared; the second list says what was not taken, and why.

        Raises aiohttp.ClientError or TimeoutError: they may be fetched later.
        """
        kept: list[UUID] = []
        refused: list[str] = []
        for file in files:
            name = str(file.get("name") or file.get("title") or "?")
            try:
                kept.append(await self._take(asker, conversation_id, token, file))
            except UserError as error:
                reason = error.say(asker.language)
                refused.append(say("slack.file_refused", asker.language, name=name, reason=reason))
        return kept, refused

    async def _take(
        self, asker: Asker, conversation_id: UUID, token: str, file: Mapping[str, Any]
    ) -> UUID:
        if self.rules is None:
            raise UserError("slack.file_gone")
        incoming = Incoming(
            conversation_id=conversation_id,
            client_id=f"slack:{file.get('id')}:{conversation_id.hex[-12:]}",
            name=str(file.get("name") or file.get("title") or "file"),
            chunks=self._stream(token, file),
        )
        view = await receive_file(asker, incoming, self.rules)
        if view.state != "clean":
            raise UserError("slack.file_waits")
        return view.id

    async def _stream(self, token: str, file: Mapping[str, Any]) -> AsyncIterator[bytes]:
        """Read a shared file's bytes. Raises UserError: gone, elsewhere, or no file at all."""
        url = str(file.get("url_private_download") or file.get("url_private") or "")
        if file.get("mode") in GONE or not url:
            raise UserError("slack.file_gone")
        if file.get("is_external") or not is_allowed(url, self.web.settings.slack_api_url):
            raise UserError("slack.file_elsewhere")
        headers = {"Authorization": f"Bearer {token}"}
        async with self.web.session.get(url, headers=headers, allow_redirects=False) as response:
            # Without the right token Slack answers its login page, with status 200.
            is_page = response.content_type == "text/html" and file.get("mimetype") != "text/html"
            if response.status != DONE or is_page:
                raise UserError("slack.file_gone")
            async for chunk in response.content.iter_chunked(CHUNK):
                yield chunk

    async def upload(self, client: AsyncWebClient, asker: Asker, file_id: UUID) -> tuple[str, str]:
        """Send a file's bytes to Slack, where nobody sees it yet; gives its Slack id and name.

        Raises UserError when the file may not be read, and what slack_sdk raises.
        """
        if self.rules is None:
            raise UserError("slack.file_gone")
        view, chunks = await open_file(asker, file_id, self.rules.storage)
        given = await client.files_getUploadURLExternal(
            filename=view.name, length=max(1, view.size)
        )
        async with self.web.session.post(str(given["upload_url"]), data=chunks) as response:
            if response.status != DONE:
                raise UnclearError("upload")
        return str(given["file_id"]), view.name


def is_lost(error: Exception) -> bool:
    """Whether a fetch may succeed later."""
    return isinstance(error, aiohttp.ClientError | TimeoutError)
