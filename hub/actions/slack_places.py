"""Remembering where things stand in Slack: a client's channel, a conversation's thread, a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models.chat import SlackChannel, SlackLink, SlackThread


@dataclass(frozen=True, slots=True)
class Place:
    """A message's place in Slack; `user_id` is who wrote it there, empty for our own posts."""

    firm_id: UUID
    team_id: str
    channel_id: str
    ts: str
    thread_ts: str = ""
    user_id: str = ""

    @property
    def key(self) -> str:
        """The request's own id: the same Slack message is stored once."""
        return f"slack:{self.channel_id}:{self.ts}"


def place_payload(place: Place) -> dict[str, str]:
    """The place as a row of the outbox keeps it."""
    return {
        "team": place.team_id,
        "channel": place.channel_id,
        "ts": place.ts,
        "thread_ts": place.thread_ts,
        "user": place.user_id,
    }


def place_in(firm_id: UUID, payload: Mapping[str, Any]) -> Place:
    return Place(
        firm_id,
        str(payload["team"]),
        str(payload["channel"]),
        str(payload["ts"]),
        str(payload.get("thread_ts", "")),
        str(payload.get("user", "")),
    )


async def remember_channel(
    firm_id: UUID, client_id: UUID, team_id: str, channel_id: str, *, is_direct: bool = False
) -> None:
    """Tie a channel to a client; another channel of the client before is let go."""
    await SlackChannel.filter(team_id=team_id, client_id=client_id).delete()
    await SlackChannel.create(
        firm_id=firm_id,
        client_id=client_id,
        team_id=team_id,
        channel_id=channel_id,
        is_direct=is_direct,
    )


async def forget_channel(team_id: str, channel_id: str) -> None:
    """The channel is gone or shared with strangers: nothing of ours goes there any more."""
    await SlackThread.filter(team_id=team_id, channel_id=channel_id).delete()
    await SlackChannel.filter(team_id=team_id, channel_id=channel_id).delete()


async def remember_thread(place: Place, conversation_id: UUID) -> None:
    """Tie a thread to a conversation; its root is what `place.ts` names."""
    thread = SlackThread(
        firm_id=place.firm_id,
        conversation_id=conversation_id,
        team_id=place.team_id,
        channel_id=place.channel_id,
        thread_ts=place.ts,
    )
    await SlackThread.bulk_create([thread], ignore_conflicts=True)


async def forget_thread(team_id: str, conversation_id: UUID) -> None:
    await SlackThread.filter(team_id=team_id, conversation_id=conversation_id).delete()


async def remember_message(
    place: Place,
    *,
    hub_id: UUID,
    conversation_id: UUID | None,
    kind: str,
    is_ours: bool,
    content_hash: str = "",
) -> None:
    """Tie a Slack message to what it shows; a message that is tied already stays so."""
    link = SlackLink(
        firm_id=place.firm_id,
        team_id=place.team_id,
        channel_id=place.channel_id,
        ts=place.ts,
        thread_ts=place.thread_ts,
        conversation_id=conversation_id,
        hub_id=hub_id,
        kind=kind,
        is_ours=is_ours,
        user_id=place.user_id,
        content_hash=content_hash,
    )
    await SlackLink.bulk_create([link], ignore_conflicts=True)


async def forget_message(place: Place) -> None:
    await SlackLink.filter(team_id=place.team_id, channel_id=place.channel_id, ts=place.ts).delete()


async def remember_content(place: Place, content_hash: str) -> None:
    """What the message looks like now: the next "edit" that looks the same is none."""
    await SlackLink.filter(team_id=place.team_id, channel_id=place.channel_id, ts=place.ts).update(
        content_hash=content_hash
    )
