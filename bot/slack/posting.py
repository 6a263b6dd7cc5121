"""One entry into its thread: a message in parts, a card in place, an edit where it stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.emoji import SEEN_BY_CLIENT, name_of
from bot.slack.errors import error_of, meaning_of
from bot.slack.files import SlackFiles
from bot.slack.render import Block, card_blocks, card_text, literal
from bot.slack.threads import metadata_of
from bot.slack.words import escape, split
from hub.access import Asker
from hub.actions.slack_places import Place, forget_message, remember_message
from hub.cards import card_from_json
from hub.channels import GiveUpError, UnclearError
from hub.entries import EntryView
from hub.errors import UserError
from hub.queries.slack import LinkView, Root, ThreadView, links_of
from hub.texts import say

POSTED = "kirjuri_entry"
LONGEST_NAME = 80
FILE = "file"


@asynccontextmanager
async def unless(*errors: str) -> AsyncIterator[None]:
    """Let these refusals pass: what was wanted is so already."""
    try:
        yield
    except SlackApiError as refusal:
        if error_of(refusal) not in errors:
            raise


class Posting:
    """Shows entries in one thread; what stands there already is not posted again."""

    def __init__(
        self,
        client: AsyncWebClient,
        files: SlackFiles,
        asker: Asker,
        thread: ThreadView,
        root: Root,
    ) -> None:
        self.client = client
        self.files = files
        self.asker = asker
        self.thread = thread
        self.root = root

    async def show(self, entry: EntryView) -> str:
        """Give the ts of what stands in Slack now, or nothing. Raises what slack_sdk raises."""
        match entry.kind:
            case "message":
                return await self._message(entry)
            case "edit":
                return await self._edit(entry)
            case "delete":
                return await self._delete(entry)
            case "reaction":
                return await self._react(entry)
            case "card":
                return await self._card(entry)
            case "status":
                return await self._status(entry)

    # --- kinds ---

    async def _message(self, entry: EntryView) -> str:
        hub_id = entry.message or entry.id
        links = await self._links(hub_id)
        shown = [link for link in links if link.kind != FILE]
        last = shown[-1].ts if shown else ""
        if entry.body:
            for part, text in enumerate(split(entry.body)):
                if part >= len(shown):
                    last = await self._post(entry, hub_id, text, [literal(text)], part)
        if entry.files and not any(link.kind == FILE for link in links):
            last = await self._share(entry, hub_id) or last
        if last and entry.author.kind == "staff" and not self.root.is_notes:
            async with unless("already_reacted"):
                await self.client.reactions_add(
                    channel=self.thread.channel_id, timestamp=last, name=SEEN_BY_CLIENT
                )
        return last

    async def _edit(self, entry: EntryView) -> str:
        hub_id, body = entry.message or entry.id, entry.body or ""
        shown = [link for link in await self._links(hub_id) if link.kind != FILE]
        if not shown or not all(link.is_ours for link in shown):
            return await self._tell(entry, "slack.edited_elsewhere", text=body)
        parts = split(body)
        for link, text in zip(shown, parts, strict=False):
            async with unless("message_not_found"):
                await self._update(link, escape(text), [literal(text)])
        for part, text in enumerate(parts[len(shown) :], start=len(shown)):
            await self._post(entry, hub_id, text, [literal(text)], part)
        for link in shown[len(parts) :]:
            await self._remove(link)
        return shown[0].ts

    async def _delete(self, entry: EntryView) -> str:
        links = await self._links(entry.message or entry.id)
        if links and not all(link.is_ours for link in links):
            return await self._tell(entry, "slack.deleted_elsewhere")
        for link in links:
            await self._remove(link)
        return links[0].ts if links else ""

    async def _react(self, entry: EntryView) -> str:
        name = name_of(entry.emoji or "")
        links = await self._links(entry.message or entry.id)
        if name is None or not links:
            return ""
        where = {"channel": links[0].channel_id, "timestamp": links[0].ts, "name": name}
        if entry.is_on:
            async with unless("already_reacted", "message_not_found", "invalid_name"):
                await self.client.reactions_add(**where)
        elif name != SEEN_BY_CLIENT:
            async with unless("no_reaction", "message_not_found", "invalid_name"):
                await self.client.reactions_remove(**where)
        return links[0].ts

    async def _card(self, entry: EntryView) -> str:
        card = card_from_json(entry.card or {})
        hub_id = entry.message or entry.id
        # What stands in the client's conversation is the client's to answer.
        blocks = card_blocks(card, is_live=self.root.is_notes)
        links = [link for link in await self._links(hub_id) if link.is_ours]
        if not links:
            return await self._post(entry, hub_id, card_text(card), blocks, 0, is_escaped=True)
        async with unless("message_not_found"):
            await self._update(links[0], card_text(card), blocks)
        return links[0].ts

    async def _status(self, entry: EntryView) -> str:
        if links := await self._links(entry.id):
            return links[0].ts
        text = entry.body or "…"
        blocks: list[Block] = [
            {"type": "context", "elements": [{"type": "plain_text", "text": text[:2000]}]}
        ]
        return await self._post(entry, entry.id, text, blocks, 0)

    async def _tell(self, entry: EntryView, key: str, **params: object) -> str:
        """Say beside a message that a person wrote in Slack what became of it: it is not ours."""
        if links := await self._links(entry.id):
            return links[0].ts
        text = split(say(key, self.asker.language, name=entry.author.name, **params))[0]
        return await self._post(entry, entry.id, text, [literal(text)], 0)

    # --- calls ---

    async def _post(
        self,
        entry: EntryView,
        hub_id: UUID,
        text: str,
        blocks: list[Block],
        part: int,
        *,
        is_escaped: bool = False,
    ) -> str:
        posted = await self.client.chat_postMessage(
            channel=self.thread.channel_id,
            thread_ts=self.thread.thread_ts,
            text=text if is_escaped else escape(text),
            blocks=blocks,
            metadata=metadata_of(POSTED, hub_id, part),
            unfurl_links=False,
            unfurl_media=False,
            username=self._name(entry),
        )
        await self._remember(hub_id, entry, str(posted["ts"]), entry.kind)
        return str(posted["ts"])

    async def _share(self, entry: EntryView, hub_id: UUID) -> str:
        """Send the files of a message as one Slack message; its ts comes with our own event."""
        uploaded: list[tuple[str, str]] = []
        for file in entry.files:
            try:
                uploaded.append(await self.files.upload(self.client, self.asker, file.id))
            except UserError as error:
                raise GiveUpError(error.key) from error
        for file_id, _ in uploaded:
            await self._remember(hub_id, entry, f"{FILE}:{file_id}", FILE)
        try:
            await self.client.files_completeUploadExternal(
                files=[{"id": file_id, "title": name} for file_id, name in uploaded],
                channel_id=self.thread.channel_id,
                thread_ts=self.thread.thread_ts,
                username=self._name(entry),
            )
        except SlackApiError as refusal:
            if not isinstance(meaning_of(refusal), UnclearError):
                for file_id, _ in uploaded:
                    await forget_message(self._place(f"{FILE}:{file_id}"))
            raise
        return ""

    async def _update(self, link: LinkView, text: str, blocks: list[Block]) -> None:
        await self.client.chat_update(channel=link.channel_id, ts=link.ts, text=text, blocks=blocks)

    async def _remove(self, link: LinkView) -> None:
        if link.ts.startswith(f"{FILE}:"):
            return
        async with unless("message_not_found"):
            await self.client.chat_delete(channel=link.channel_id, ts=link.ts)

    async def _links(self, hub_id: UUID) -> list[LinkView]:
        return await links_of(hub_id, self.thread.team_id)

    async def _remember(self, hub_id: UUID, entry: EntryView, ts: str, kind: str) -> None:
        await remember_message(
            self._place(ts),
            hub_id=hub_id,
            conversation_id=entry.conversation,
            kind=kind if kind in {FILE, "card"} else "message",
            is_ours=True,
        )

    def _place(self, ts: str) -> Place:
        thread = self.thread
        return Place(thread.firm_id, thread.team_id, thread.channel_id, ts, thread.thread_ts)

    def _name(self, entry: EntryView) -> str | None:
        """Who speaks, and to whom: a note is named as one, a client with the company."""
        name, company = entry.author.name, self.root.client_name
        match entry.author.kind:
            case "contact":
                return f"{name} · {company}"[:LONGEST_NAME]
            case "staff" if self.root.is_notes:
                return f"{name} · {say('slack.note', self.asker.language)}"[:LONGEST_NAME]
            case "staff":
                return f"{name} → {company}"[:LONGEST_NAME]
            case _:
                return None
