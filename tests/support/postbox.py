"""Mail of the house in a test: who is away is told, the outbox drained into a memory."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub import clock, outbox
from hub.actions.chat import send_message
from hub.actions.letters import Letterhead
from hub.actions.mail_keys import mail_keys
from hub.jobs.email import EmailChannel
from hub.jobs.notices import queue_notices
from integrations.mail import Mail, MailSender, MemoryMail
from tests.support.hub import SECRET, Running, fresh_id

REPLY_ADDRESS = "reply@mail.firm.example"
AWAY_S = 301


def channel_to(mail: MailSender) -> EmailChannel:
    head = Letterhead("https://hub.example", REPLY_ADDRESS, mail_keys(SECRET))
    return EmailChannel(mail, head)


async def say(hub: Running, name: str, body: str, place: str = "acme", **more: Any) -> Any:
    """A message of somebody of the firm; the place by its short name."""
    conversation = UUID(hub.conversations.get(place, place))
    return await send_message(
        hub.asker(name), conversation, client_id=fresh_id(), body=body, **more
    )


async def after(seconds: float = AWAY_S) -> list[Mail]:
    """The mail that has left when so much time has passed."""
    mail = MemoryMail()
    with clock.travel(clock.now() + timedelta(seconds=seconds)):
        await queue_notices()
        await outbox.drain(channel_to(mail))
    return mail.sent


async def to(name: str, seconds: float = AWAY_S) -> list[Mail]:
    """The same, to one contact."""
    return [each for each in await after(seconds) if each.to == f"{name}@client.example"]
