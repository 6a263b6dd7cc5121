"""Slack as a way out of the house: entries into threads, once, in order, looked up when unclear."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.direct import DIRECT, find_direct, mail_direct, post_direct
from bot.slack.emoji import SEEN_BY_CLIENT
from bot.slack.errors import PlaceGoneError, translated
from bot.slack.files import SlackFiles
from bot.slack.posting import FILE, Posting
from bot.slack.threads import find_root, hub_id_of, thread_for
from bot.slack.web import SlackWeb
from hub.actions.slack import MARK
from hub.actions.slack_places import (
    Place,
    forget_channel,
    forget_message,
    forget_thread,
    remember_message,
)
from hub.channels import GiveUpError, Parcel, RetryLaterError, Sent
from hub.entries import EntryView
from hub.queries.chat import entry_by_id
from hub.queries.slack import (
    Installation,
    LinkView,
    Root,
    ThreadView,
    channel_of_client,
    house,
    links_of,
    root_of,
    thread_of,
)

AGAIN_S = 1.0
LOOK_BACK_S = 60
MOST_REPLIES = 200


class SlackChannel:
    """The outbox's adapter: `deliver` may be called again for the same parcel at any time."""

    name = "slack"

    def __init__(self, web: SlackWeb, files: SlackFiles) -> None:
        self.web = web
        self.files = files

    async def deliver(self, parcel: Parcel) -> Sent:
        if parcel.kind == DIRECT:
            return await self._say_to_person(parcel)
        installation, client = await self._workspace(parcel.firm_id)
        if parcel.kind == MARK:
            return await self._mark(client, parcel.payload)
        entry, root = await _entry_of(parcel)
        try:
            async with translated():
                return await self._show(client, installation, entry, root)
        except PlaceGoneError as gone:
            await _forget(installation, root, gone)
            raise RetryLaterError(AGAIN_S, str(gone)) from gone

    async def look_up(self, parcel: Parcel) -> Sent | None:
        """Find out what an unanswered call left in Slack; what is missing is then posted."""
        if parcel.kind == MARK:
            return None
        if parcel.kind == DIRECT:
            return await self._was_said_to_person(parcel)
        installation, client = await self._workspace(parcel.firm_id)
        entry, root = await _entry_of(parcel)
        try:
            async with translated():
                await find_root(client, installation, root)
                await self._find_posts(client, installation, entry, root)
        except PlaceGoneError as gone:
            await _forget(installation, root, gone)
        # Whatever was found is remembered: `deliver` passes it over.
        return None

    async def _workspace(self, firm_id: UUID) -> tuple[Installation, AsyncWebClient]:
        found = await self.web.client_of_firm(firm_id)
        if found is None or found[1].token is None:
            raise GiveUpError("slack is not installed")
        return found

    async def _say_to_person(self, parcel: Parcel) -> Sent:
        """To whom Slack does not lead, the same goes by mail."""
        try:
            installation, client = await self._workspace(parcel.firm_id)
            return await post_direct(client, installation, parcel)
        except GiveUpError as error:
            return await mail_direct(parcel, str(error))

    async def _was_said_to_person(self, parcel: Parcel) -> Sent | None:
        try:
            installation, client = await self._workspace(parcel.firm_id)
            return await find_direct(client, installation, parcel)
        except GiveUpError:
            return None

    async def _show(
        self, client: AsyncWebClient, installation: Installation, entry: EntryView, root: Root
    ) -> Sent:
        asker = await house(installation.firm_id)
        thread = await thread_for(client, installation, root, asker.language)
        posting = Posting(client, self.files, asker, thread, root)
        return Sent(await posting.show(entry))

    async def _mark(self, client: AsyncWebClient, payload: Mapping[str, Any]) -> Sent:
        try:
            async with translated():
                await client.reactions_add(
                    channel=payload["channel"], timestamp=payload["ts"], name=SEEN_BY_CLIENT
                )
        except GiveUpError as error:
            if str(error) != "already_reacted":
                raise
        except PlaceGoneError:
            # The writer took the message away meanwhile: there is nothing to mark.
            return Sent()
        return Sent(str(payload["ts"]))

    async def _find_posts(
        self, client: AsyncWebClient, installation: Installation, entry: EntryView, root: Root
    ) -> None:
        """Read our own posts of this entry back by the id that they carry."""
        thread = await thread_of(installation.team_id, root.conversation_id)
        if thread is None:
            return
        page = await client.conversations_replies(
            channel=thread.channel_id,
            ts=thread.thread_ts,
            oldest=f"{entry.at.timestamp() - LOOK_BACK_S:.6f}",
            limit=MOST_REPLIES,
            include_all_metadata=True,
        )
        for message in page["messages"]:
            hub_id = hub_id_of(message)
            if message.get("bot_id") == installation.bot_id and hub_id in {entry.id, entry.message}:
                await remember_message(
                    _place(thread, str(message["ts"])),
                    hub_id=hub_id or entry.id,
                    conversation_id=entry.conversation,
                    kind="card" if entry.kind == "card" else "message",
                    is_ours=True,
                )
        for link in await links_of(entry.message or entry.id, installation.team_id):
            if link.ts.startswith(f"{FILE}:"):
                await _check_shared(client, thread, link)


async def _check_shared(client: AsyncWebClient, thread: ThreadView, link: LinkView) -> None:
    """Forget an upload that was never shared, so that it is shared anew."""
    info = await client.files_info(file=link.ts.removeprefix(f"{FILE}:"))
    shares = info["file"].get("shares") or {}
    if not any(thread.channel_id in channels for channels in shares.values()):
        await forget_message(_place(thread, link.ts))


def _place(thread: ThreadView, ts: str) -> Place:
    return Place(thread.firm_id, thread.team_id, thread.channel_id, ts, thread.thread_ts)


async def _entry_of(parcel: Parcel) -> tuple[EntryView, Root]:
    asker = await house(parcel.firm_id)
    entry = await entry_by_id(asker, UUID(parcel.payload["entry"]))
    if entry is None:
        raise GiveUpError("no such entry")
    root = await root_of(parcel.firm_id, entry.conversation)
    if root is None:
        raise GiveUpError("no such conversation")
    return entry, root


async def _forget(installation: Installation, root: Root, gone: PlaceGoneError) -> None:
    """Let go of a thread or channel that is no more, so that the next try makes a new one."""
    await forget_thread(installation.team_id, root.conversation_id)
    if gone.is_thread:
        return
    channel = await channel_of_client(installation.team_id, root.client_id)
    if channel is not None:
        await forget_channel(installation.team_id, channel.channel_id)
