"""From Slack's threads into the hub: notes unless marked, edits, deletions, reactions, files.

Internal by default: what is written in a thread becomes a note. It reaches the client only by the
mark that it begins with, by *Send to client*, or in a channel that was set to direct.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from bot.slack.emoji import character_of
from bot.slack.events import Written, event_of, order_key, written
from bot.slack.files import SlackFiles
from bot.slack.inbox import ParkedError
from bot.slack.offers import Offers
from bot.slack.own_posts import is_own, place_of, remember_own
from bot.slack.people import People, Person
from bot.slack.web import SlackWeb
from bot.slack.words import NOTE_MARKS, TO_CLIENT_MARKS, plain, without_mark
from hub.access import Asker
from hub.actions.chat import set_reaction
from hub.actions.edits import delete_message, edit_message
from hub.actions.held import is_held_as_written, take_back_held
from hub.actions.slack import take_message
from hub.actions.slack_inbox import wake_parked
from hub.actions.slack_places import forget_channel, remember_content
from hub.errors import ConflictError, NotFoundError, UserError
from hub.queries.slack import (
    ChannelView,
    Installation,
    LinkView,
    ThreadView,
    channel_at,
    house,
    link_at,
    thread_at,
    users_of_firm,
)

log = structlog.get_logger()

TAKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})
# A reaction may be on a message that is none of ours: it waits for a short while only.
REACTION_TRIES = 3
LONGEST_NAME = 110


class Bridge:
    """Reads message and reaction events of one installed workspace."""

    def __init__(self, web: SlackWeb, people: People, files: SlackFiles, offers: Offers) -> None:
        self.web = web
        self.people = people
        self.files = files
        self.offers = offers

    async def message(self, installation: Installation, envelope: Mapping[str, Any]) -> None:
        """Raises ParkedError for a change of a message that has not come yet."""
        event = event_of(envelope)
        channel = await channel_at(
            installation.firm_id, installation.team_id, str(event.get("channel"))
        )
        if channel is None:
            return
        if envelope.get("is_ext_shared_channel"):
            # Strangers read along: the client's talk moves to a new channel of our own.
            log.warning("slack channel is shared with others", channel=channel.channel_id)
            await forget_channel(installation.team_id, channel.channel_id)
            return
        match event.get("subtype") or "":
            case "message_changed":
                message = written(event.get("message") or {}, channel.channel_id)
                await self._changed(installation, channel, message, str(event.get("event_ts")))
            case "message_deleted":
                previous = written(event.get("previous_message") or {}, channel.channel_id)
                gone = replace(previous, ts=str(event.get("deleted_ts") or previous.ts))
                await self._deleted(installation, gone)
            case subtype:
                message = written(event, channel.channel_id)
                if is_own(installation, message):
                    await remember_own(installation, message)
                elif subtype in TAKEN and not message.bot_id:
                    await self._written(installation, channel, message)
                    await wake_parked(order_key(installation.team_id, envelope))

    async def reaction(self, installation: Installation, event: Mapping[str, Any]) -> None:
        item = event.get("item") or {}
        user_id = str(event.get("user") or "")
        if item.get("type") != "message" or user_id == installation.bot_user_id:
            return
        channel_id = str(item.get("channel"))
        if not await channel_at(installation.firm_id, installation.team_id, channel_id):
            return
        link = await link_at(
            installation.firm_id, installation.team_id, channel_id, str(item.get("ts"))
        )
        if link is None:
            raise ParkedError(REACTION_TRIES)
        person = await self.people.person(installation, user_id, "")
        if person.asker is None or link.conversation_id is None or link.kind in {"root", "card"}:
            return
        try:
            await set_reaction(
                person.asker,
                link.conversation_id,
                message_id=link.hub_id,
                emoji=character_of(str(event.get("reaction"))),
                on=event.get("type") == "reaction_added",
                client_id=f"slack:r:{channel_id}:{event.get('event_ts')}",
            )
        except NotFoundError:
            # The message was deleted meanwhile.
            return

    # --- kinds of messages ---

    async def _written(
        self, installation: Installation, channel: ChannelView, message: Written
    ) -> None:
        thread = await self._thread(installation, message)
        if thread is None or message.text.startswith(f"<@{installation.bot_user_id}"):
            # Outside our threads people talk among themselves; a command is not a note.
            return
        person = await self.people.person(installation, message.user_id, message.user_team)
        asker = await self._asker(person)
        to_client, raw = _destination(message.text, channel, is_staff=person.asker is not None)
        body = await self._plain(installation, raw)
        # What can be undone is a note until then.
        held_s = self.web.settings.slack_undo_seconds if to_client else 0
        conversation_id = thread.conversation_id if to_client and not held_s else thread.notes_id
        files, refused = await self._files(asker, conversation_id, installation, message)
        if to_client and refused:
            await self.offers.tell(person, message, "\n".join(refused))
        elif refused:
            body = "\n".join([body, *refused]).strip()
        if not body and not files:
            return
        try:
            is_new = await take_message(
                asker,
                conversation_id,
                place=place_of(installation, message),
                body=body,
                files=files,
                content_hash=message.content_hash,
                goes_on_after_s=held_s or None,
            )
        except UserError as error:
            await self.offers.tell(person, message, error.say(asker.language))
            return
        if is_new and not to_client:
            await self.offers.offer(person, message)
        elif is_new and held_s:
            await self.offers.offer_undo(person, message)

    async def _changed(
        self, installation: Installation, channel: ChannelView, message: Written, event_ts: str
    ) -> None:
        if is_own(installation, message) or message.bot_id:
            return
        if message.is_tombstone:
            await self._deleted(installation, message)
            return
        link = await self._link(installation, message)
        if link is None or link.is_ours or link.conversation_id is None:
            return
        if link.content_hash == message.content_hash:
            # Slack added a preview, a reply landed under it: nobody edited anything.
            return
        person = await self.people.person(installation, link.user_id, message.user_team)
        asker = await self._asker(person)
        raw = await self._unmarked(person, asker, channel, message, link)
        body = await self._plain(installation, raw)
        try:
            await edit_message(
                asker,
                link.conversation_id,
                message_id=link.hub_id,
                client_id=f"slack:e:{link.channel_id}:{event_ts}",
                body=body,
            )
        except (ConflictError, NotFoundError):
            await self._park_if_sent_meanwhile(installation, link)
            return
        except UserError as error:
            await self.offers.tell(person, message, error.say(asker.language))
        await remember_content(place_of(installation, message), message.content_hash)

    async def _deleted(self, installation: Installation, message: Written) -> None:
        link = await self._link(installation, message)
        # Staff may clear away our copy of a client's message; the client's words stay.
        if link is None or link.is_ours or link.conversation_id is None:
            return
        person = await self.people.person(installation, link.user_id, message.user_team)
        asker = await self._asker(person)
        try:
            await delete_message(
                asker,
                link.conversation_id,
                message_id=link.hub_id,
                client_id=f"slack:d:{link.channel_id}:{link.ts}",
            )
        except (ConflictError, NotFoundError):
            await self._park_if_sent_meanwhile(installation, link)
        except UserError as error:
            await self.offers.tell(person, message, error.say(asker.language))

    # --- within ---

    async def _unmarked(
        self,
        person: Person,
        asker: Asker,
        channel: ChannelView,
        message: Written,
        link: LinkView,
    ) -> str:
        """An edited text without its mark; one that is held and lost its mark is taken back."""
        place = place_of(person.installation, message)
        if link.kind == "note" and await is_held_as_written(asker, place):
            to_client, raw = _destination(message.text, channel, is_staff=asker.is_staff)
            if not to_client and await take_back_held(asker, place):
                await self.offers.offer(person, message)
            return raw
        marks = TO_CLIENT_MARKS if link.kind == "message" else NOTE_MARKS
        stripped = without_mark(message.text, marks)
        return message.text if stripped is None else stripped

    async def _park_if_sent_meanwhile(self, installation: Installation, link: LinkView) -> None:
        """The note became a message just now: what happened to it happens to the message."""
        now = await link_at(installation.firm_id, link.team_id, link.channel_id, link.ts)
        if now is not None and now.hub_id != link.hub_id:
            raise ParkedError

    async def _thread(self, installation: Installation, message: Written) -> ThreadView | None:
        if not message.thread_ts or message.thread_ts == message.ts:
            return None
        return await thread_at(
            installation.firm_id, installation.team_id, message.channel_id, message.thread_ts
        )

    async def _link(self, installation: Installation, message: Written) -> LinkView | None:
        """The message that is changed; None where it is none of ours, parked where it may come."""
        link = await link_at(
            installation.firm_id, installation.team_id, message.channel_id, message.ts
        )
        if link is None and not message.bot_id and await self._thread(installation, message):
            is_command = message.text.startswith(f"<@{installation.bot_user_id}")
            if not is_command:
                raise ParkedError
        return link

    async def _asker(self, person: Person) -> Asker:
        """Whose note it is: the linked person's, or the house's in the stranger's name."""
        if person.asker is not None:
            return person.asker
        installation = person.installation
        profile = await self.people.profile(installation, person.user_id)
        name = profile.name if profile else "Slack"
        return replace(await house(installation.firm_id), name=f"{name[:LONGEST_NAME]} (Slack)")

    async def _plain(self, installation: Installation, text: str) -> str:
        names = {}
        if "<@" in text:
            names = await users_of_firm(installation.firm_id, installation.team_id)
        return plain(text, names).strip()

    async def _files(
        self, asker: Asker, conversation_id: UUID, installation: Installation, message: Written
    ) -> tuple[list[UUID], list[str]]:
        if not message.files:
            return [], []
        token = self.web.token_of(installation) or ""
        return await self.files.take(asker, conversation_id, token, list(message.files))


def _destination(raw: str, channel: ChannelView, *, is_staff: bool) -> tuple[bool, str]:
    """Whether a reply goes to the client, and Slack's text without its mark."""
    if not is_staff:
        return False, raw
    to_client = without_mark(raw, TO_CLIENT_MARKS)
    if to_client is not None:
        return True, to_client
    note = without_mark(raw, NOTE_MARKS)
    if note is not None:
        return False, note
    return channel.is_direct, raw
