"""A private channel for each client and a thread for each conversation, made when first needed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import error_of
from bot.slack.render import Block, literal, plain_text
from bot.slack.words import channel_name, escape
from hub.actions.slack_places import (
    Place,
    forget_channel,
    remember_channel,
    remember_message,
    remember_thread,
)
from hub.channels import GiveUpError
from hub.queries.slack import (
    Installation,
    Root,
    ThreadView,
    channel_of_client,
    thread_of,
    users_for_client,
)
from hub.texts import say

log = structlog.get_logger()

ROOT = "kirjuri_root"
MOST_NAMES = 20
LONGEST_TOPIC = 250
HISTORY_LIMIT = 100


async def thread_for(
    client: AsyncWebClient, installation: Installation, root: Root, language: str
) -> ThreadView:
    """The thread of a conversation; its channel and root card are made if there are none.

    Raises what slack_sdk raises.
    """
    known = await thread_of(installation.team_id, root.conversation_id)
    if known is not None:
        return known
    channel_id = await _channel_for(client, installation, root)
    posted = await client.chat_postMessage(
        channel=channel_id,
        text=escape(_headline(root)),
        blocks=root_blocks(root, language),
        metadata=metadata_of(ROOT, root.conversation_id),
        unfurl_links=False,
        unfurl_media=False,
    )
    return await keep_root(installation, root.conversation_id, channel_id, str(posted["ts"]))


async def find_root(client: AsyncWebClient, installation: Installation, root: Root) -> None:
    """Look whether the root card arrived though no answer came; keep its place if so."""
    channel = await channel_of_client(installation.team_id, root.client_id)
    if channel is None or await thread_of(installation.team_id, root.conversation_id):
        return
    page = await client.conversations_history(
        channel=channel.channel_id, limit=HISTORY_LIMIT, include_all_metadata=True
    )
    for message in page["messages"]:
        if hub_id_of(message) == root.conversation_id and message.get("bot_id"):
            ts = str(message["ts"])
            await keep_root(installation, root.conversation_id, channel.channel_id, ts)


async def keep_root(
    installation: Installation, conversation_id: UUID, channel_id: str, ts: str
) -> ThreadView:
    place = Place(installation.firm_id, installation.team_id, channel_id, ts)
    await remember_thread(place, conversation_id)
    await remember_message(
        place, hub_id=conversation_id, conversation_id=conversation_id, kind="root", is_ours=True
    )
    thread = await thread_of(installation.team_id, conversation_id)
    if thread is None:
        raise GiveUpError("the thread belongs to another conversation")
    return thread


def metadata_of(event_type: str, hub_id: UUID, part: int = 0) -> dict[str, Any]:
    """Our own id on a post, seen by every member and app: ids only."""
    return {"event_type": event_type, "event_payload": {"hub_id": str(hub_id), "part": part}}


def hub_id_of(message: Mapping[str, Any]) -> UUID | None:
    """The id that we posted a message with."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    try:
        return UUID(str(payload.get("hub_id")))
    except ValueError:
        return None


def root_blocks(root: Root, language: str) -> list[Block]:
    lines = [root.client_name + " · " + root.client_number, ", ".join(root.people)]
    return [
        {"type": "header", "text": plain_text(_headline(root), 150)},
        literal("\n".join(line for line in lines if line)),
        {
            "type": "context",
            "elements": [plain_text(say("slack.root_hint", language), 2000)],
        },
    ]


def _headline(root: Root) -> str:
    return f"{root.client_name} · {root.title}" if root.title else root.client_name


async def _channel_for(client: AsyncWebClient, installation: Installation, root: Root) -> str:
    known = await channel_of_client(installation.team_id, root.client_id)
    if known is not None:
        info = (await client.conversations_info(channel=known.channel_id))["channel"]
        if not (info.get("is_ext_shared") or info.get("is_pending_ext_shared")):
            return known.channel_id
        # What clients write never goes where strangers read.
        log.warning("slack channel is shared with others", channel=known.channel_id)
        await forget_channel(installation.team_id, known.channel_id)
    channel_id = await _make_channel(client, channel_name(root.client_number, root.client_name))
    await remember_channel(installation.firm_id, root.client_id, installation.team_id, channel_id)
    await _furnish(client, installation, root, channel_id)
    return channel_id


async def _make_channel(client: AsyncWebClient, name: str) -> str:
    """Create a private channel, or find the one that an unanswered call made before."""
    for number in range(1, MOST_NAMES):
        wanted = name if number == 1 else f"{name}-{number}"
        try:
            made = await client.conversations_create(name=wanted, is_private=True)
            return str(made["channel"]["id"])
        except SlackApiError as refusal:
            if error_of(refusal) != "name_taken":
                raise
        if number == 1 and (found := await _own_channel(client, wanted)):
            return found
    raise GiveUpError("no free channel name")


async def _own_channel(client: AsyncWebClient, name: str) -> str | None:
    page = await client.conversations_list(
        types="private_channel", limit=1000, exclude_archived=True
    )
    for channel in page["channels"]:
        is_shared = channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
        if channel["name"] == name and channel.get("is_member") and not is_shared:
            return str(channel["id"])
    return None


async def _furnish(
    client: AsyncWebClient, installation: Installation, root: Root, channel_id: str
) -> None:
    """Set the topic and invite who is responsible; the channel works without either."""
    topic = f"{root.client_name} · {root.client_number}"[:LONGEST_TOPIC]
    users = await users_for_client(root.client_id, installation.team_id)
    try:
        await client.conversations_setTopic(channel=channel_id, topic=escape(topic))
        if users:
            await client.conversations_invite(channel=channel_id, users=users)
    except SlackApiError as refusal:
        log.warning("slack channel is not furnished", error=error_of(refusal))
