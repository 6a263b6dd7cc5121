"""What both doors can do: read and write in conversations, press cards."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from hub import clock
from hub.access import Asker, access_conversation
from hub.actions.chat import (
    mark_read,
    send_message,
    set_reaction,
)
from hub.actions.conversations import open_conversation
from hub.actions.edits import delete_message, edit_message
from hub.actions.inbox import assign_conversation, close_conversation, snooze_conversation
from hub.entries import ConversationView
from hub.errors import NotFoundError
from hub.queries.chat import (
    conversation_of,
    conversations_of,
    entries_after,
)
from hub.queries.office import open_spans
from hub.queries.reads import audiences, reads_by_others
from hub.queries.search import find_messages
from hub.queries.sessions import FirmView, client_number_of, firm_view
from hub.queries.talk_rules import TalkRules
from hub.realtime import requests
from hub.realtime.answering import Handler
from hub.realtime.bot_port import Bot
from hub.realtime.connections import Connection, contacts_room, staff_room
from hub.realtime.history import LARGEST_PAGE, fit, read_history
from hub.realtime.manager import RoomManager
from hub.realtime.presence import Presence

Wire = dict[str, Any]

MOST_SYNCED = 500


class Talk:
    """The handlers, each one action or query; who may is decided by what they call."""

    def __init__(self, bot: Bot, manager: RoomManager, presence: Presence) -> None:
        self._bot = bot
        self._manager = manager
        self._presence = presence

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "hello": self.hello,
            "message.send": self.send,
            "message.edit": self.edit,
            "message.delete": self.delete,
            "reaction.set": self.react,
            "read.mark": self.read,
            "sync": self.sync,
            "history": self.history,
            "search": self.search,
            "conversation.open": self.open,
            "typing": self.typing,
            "card.press": self.press,
        }

    def staff_handlers(self) -> Mapping[str, Handler]:
        """What only staff may ask."""
        return {
            "command": self.command,
            "conversation.close": self.close,
            "conversation.assign": self.assign,
            "conversation.snooze": self.snooze,
        }

    async def hello(self, who: Connection, _: requests.Hello) -> Wire:
        asker = who.asker
        firm = await firm_view(asker.firm_id)
        me: Wire = {
            "kind": asker.kind,
            "id": str(asker.id),
            "name": asker.name,
            "language": asker.language,
            "rights": sorted(asker.rights),
        }
        if number := await client_number_of(asker):
            me["client"] = number
        conversations = await conversations_of(asker)
        return {
            "me": me,
            "firm": _firm_wire(firm),
            "conversations": [each.as_json() for each in conversations],
            **await _reads_wire(asker, conversations, firm.rules),
            **self._presence_wire(asker),
            "server_time": clock.as_wire(clock.now()),
        }

    def _presence_wire(self, asker: Asker) -> Wire:
        present = [str(each) for each in self._presence.present(asker.firm_id)]
        if asker.is_contact:
            return {"is_staffed": bool(present)}
        return {"is_staffed": bool(present), "present": present}

    async def send(self, who: Connection, asked: requests.MessageSend) -> Wire:
        entry = await send_message(
            who.asker,
            asked.conversation,
            client_id=str(asked.client_id),
            body=asked.body,
            files=asked.files,
            reply_to=asked.reply_to,
            mentions=asked.mentions,
        )
        return {"entry": entry.as_json()}

    async def edit(self, who: Connection, asked: requests.MessageEdit) -> Wire:
        entry = await edit_message(
            who.asker,
            asked.conversation,
            message_id=asked.message,
            client_id=str(asked.client_id),
            body=asked.body,
        )
        return {"entry": entry.as_json()}

    async def delete(self, who: Connection, asked: requests.MessageDelete) -> Wire:
        entry = await delete_message(
            who.asker, asked.conversation, message_id=asked.message, client_id=str(asked.client_id)
        )
        return {"entry": entry.as_json()}

    async def react(self, who: Connection, asked: requests.ReactionSet) -> Wire:
        entry = await set_reaction(
            who.asker,
            asked.conversation,
            message_id=asked.message,
            emoji=asked.emoji,
            on=asked.on,
            client_id=str(asked.client_id),
        )
        return {"entry": entry.as_json()}

    async def read(self, who: Connection, asked: requests.ReadMark) -> Wire:
        return {"read_seq": await mark_read(who.asker, asked.conversation, seq=asked.seq)}

    async def sync(self, who: Connection, asked: requests.Sync) -> Wire:
        """What came after, conversation by conversation, until the answer is full.

        One that is not the asker's (any more) is left out: absent and forbidden look alike.
        """
        synced: list[Wire] = []
        room, left = LARGEST_PAGE, MOST_SYNCED
        for conversation, seq in asked.have.items():
            try:
                place = await access_conversation(who.asker, conversation)
                page = await entries_after(who.asker, conversation, seq, max(1, min(200, left)))
            except NotFoundError:
                continue
            fitting, size = fit(page.entries, room) if left > 0 else ([], 0)
            room, left = room - size, left - len(fitting)
            synced.append(
                {
                    "id": str(conversation),
                    "last_seq": place.last_seq,
                    "entries": fitting,
                    "complete": not page.more and len(fitting) == len(page.entries),
                }
            )
        return {"conversations": synced}

    async def history(self, who: Connection, asked: requests.History) -> Wire:
        return await read_history(who.asker, asked)

    async def search(self, who: Connection, asked: requests.Search) -> Wire:
        found = await find_messages(
            who.asker,
            asked.text,
            conversation_id=asked.conversation,
            before=asked.before,
            limit=asked.limit,
        )
        return {"hits": fit(found, LARGEST_PAGE)[0]}

    async def open(self, who: Connection, asked: requests.ConversationOpen) -> Wire:
        opened = await open_conversation(
            who.asker,
            client=asked.client,
            title=(asked.title or "").strip(),
            private=asked.private,
            contact_id=asked.contact,
        )
        return await self._summary(who, opened)

    async def typing(self, who: Connection, asked: requests.Typing) -> None:
        """Told to the others in the conversation; of notes only to the staff."""
        place = await access_conversation(who.asker, asked.conversation)
        told = {
            "conversation": str(place.id),
            "who": str(who.asker.id),
            "name": who.asker.name,
            "on": asked.on,
        }
        await self._manager.emit(
            "typing", told, "/staff", room=staff_room(place.firm_id), skip_sid=who.sid
        )
        if place.kind == "client":
            room = contacts_room(place.client_id, place.private_to_id)
            await self._manager.emit("typing", told, "/client", room=room, skip_sid=who.sid)

    async def press(self, who: Connection, asked: requests.CardPress) -> Wire:
        values = {name: _as_text(given) for name, given in asked.values.items()}
        card = await self._bot.press(
            asked.card, asked.button, values, who.asker, str(asked.client_id)
        )
        return {"card": card.as_json()}

    async def command(self, who: Connection, asked: requests.CommandRun) -> Wire:
        card = await self._bot.answer(asked.text, who.asker, asked.conversation)
        return {"card": card.as_json()}

    async def close(self, who: Connection, asked: requests.ConversationClose) -> Wire:
        await close_conversation(who.asker, asked.conversation, closed=asked.closed)
        return await self._summary(who, asked.conversation)

    async def assign(self, who: Connection, asked: requests.ConversationAssign) -> Wire:
        await assign_conversation(who.asker, asked.conversation, staff_id=asked.staff)
        return await self._summary(who, asked.conversation)

    async def snooze(self, who: Connection, asked: requests.ConversationSnooze) -> Wire:
        await snooze_conversation(who.asker, asked.conversation, until=asked.until)
        return await self._summary(who, asked.conversation)

    async def _summary(self, who: Connection, conversation: UUID) -> Wire:
        return {"conversation": (await conversation_of(who.asker, conversation)).as_json()}

    async def missing(self, who: Connection, have: Mapping[UUID, int]) -> list[Wire] | None:
        """What a new socket lacks, in order; None when it is more than one answer holds."""
        synced = await self.sync(who, requests.Sync(have=dict(have)))
        if not all(each["complete"] for each in synced["conversations"]):
            return None
        return [entry for each in synced["conversations"] for entry in each["entries"]]


def _firm_wire(firm: FirmView) -> Wire:
    spans = open_spans(firm.rules.week, firm.time_zone, clock.now())
    return {
        "id": str(firm.id),
        "name": firm.name,
        "language": firm.language,
        "demo": firm.is_demo,
        "edit_minutes": firm.rules.edit_minutes,
        "office": {
            "open": [
                {"opens": clock.as_wire(each.opens), "closes": clock.as_wire(each.closes)}
                for each in spans
            ],
            "answer_minutes": firm.rules.answer_minutes,
        },
    }


async def _reads_wire(
    asker: Asker, conversations: Iterable[ConversationView], rules: TalkRules
) -> Wire:
    ids = [each.id for view in conversations for each in (view, view.notes) if each]
    with_staff = not asker.is_contact or rules.has_staff_receipts
    reads = await reads_by_others(asker, ids, with_staff=with_staff)
    wire: Wire = {"reads": [each.as_json() for each in reads]}
    if not asker.is_contact:
        counts = await audiences(asker)
        wire["audiences"] = {str(place): count for place, count in counts.items()}
    return wire


def _as_text(given: object) -> str:
    if given is None or given is False:
        return ""
    if given is True:
        return "true"
    return ",".join(map(str, given)) if isinstance(given, list) else str(given)
