"""What the bot says to one person unprompted: a card in their direct messages, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import PlaceGoneError, translated
from bot.slack.render import card_blocks
from bot.slack.threads import hub_id_of, metadata_of
from bot.slack.words import escape
from hub.actions.reminders import remind_by_mail
from hub.cards import card_from_json
from hub.channels import GiveUpError, Parcel, Sent
from hub.queries.slack import Installation, house, user_of_staff

DIRECT = "direct"
EVENT = "kirjuri_direct"
LOOK_BACK = 50


async def post_direct(client: AsyncWebClient, installation: Installation, parcel: Parcel) -> Sent:
    """Post the parcel's card to its staff member.

    Raises what the outbox understands; GiveUpError where that person cannot be reached in Slack.
    """
    card = card_from_json(parcel.payload["card"])
    async with _reached():
        posted = await client.chat_postMessage(
            channel=await _place(client, installation, parcel),
            text=escape(str(parcel.payload["text"])),
            blocks=card_blocks(card),
            metadata=metadata_of(EVENT, parcel.id),
        )
    return Sent(str(posted["ts"]))


async def find_direct(
    client: AsyncWebClient, installation: Installation, parcel: Parcel
) -> Sent | None:
    """Whether a post whose answer was lost stands there: found by the id that it carries.

    Raises as `post_direct`.
    """
    async with _reached():
        page = await client.conversations_history(
            channel=await _place(client, installation, parcel),
            limit=LOOK_BACK,
            include_all_metadata=True,
        )
    for message in page["messages"]:
        if hub_id_of(message) == parcel.id:
            return Sent(str(message["ts"]))
    return None


async def mail_direct(parcel: Parcel, why: str) -> Sent:
    """Let the mail carry what Slack cannot. Raises GiveUpError when the person has left."""
    asker = await house(parcel.firm_id)
    is_queued = await remind_by_mail(
        asker,
        _staff_id(parcel),
        instead_of=parcel.id,
        subject=card_from_json(parcel.payload["card"]).title,
        text=str(parcel.payload["text"]),
        why=why,
    )
    if not is_queued:
        raise GiveUpError("the person has left")
    return Sent()


@asynccontextmanager
async def _reached() -> AsyncIterator[None]:
    try:
        async with translated():
            yield
    except PlaceGoneError as gone:
        raise GiveUpError(str(gone)) from gone


def _staff_id(parcel: Parcel) -> UUID:
    return UUID(str(parcel.payload["staff"]))


async def _place(client: AsyncWebClient, installation: Installation, parcel: Parcel) -> str:
    user_id = await user_of_staff(_staff_id(parcel), installation.team_id)
    if user_id is None:
        raise GiveUpError("the person is no longer linked to Slack")
    opened = await client.conversations_open(users=user_id)
    return str(opened["channel"]["id"])
