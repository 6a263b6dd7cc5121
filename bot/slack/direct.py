"""What the bot says to one person unprompted: a card in their direct messages, once."""

from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.errors import translated
from bot.slack.render import card_blocks
from bot.slack.threads import hub_id_of, metadata_of
from bot.slack.words import escape
from hub.cards import card_from_json
from hub.channels import GiveUpError, Parcel, Sent
from hub.queries.slack import Installation, user_of_staff

DIRECT = "direct"
EVENT = "kirjuri_direct"
LOOK_BACK = 50


async def post_direct(client: AsyncWebClient, installation: Installation, parcel: Parcel) -> Sent:
    """Post the parcel's card to its staff member. Raises what the outbox understands."""
    card = card_from_json(parcel.payload["card"])
    async with translated():
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
    """Whether a post whose answer was lost stands there: found by the id that it carries."""
    async with translated():
        page = await client.conversations_history(
            channel=await _place(client, installation, parcel),
            limit=LOOK_BACK,
            include_all_metadata=True,
        )
    for message in page["messages"]:
        if hub_id_of(message) == parcel.id:
            return Sent(str(message["ts"]))
    return None


async def _place(client: AsyncWebClient, installation: Installation, parcel: Parcel) -> str:
    user_id = await user_of_staff(UUID(str(parcel.payload["staff"])), installation.team_id)
    if user_id is None:
        raise GiveUpError("the person is no longer linked to Slack")
    opened = await client.conversations_open(users=user_id)
    return str(opened["channel"]["id"])
