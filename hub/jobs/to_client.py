"""The outbox's way to a client: what staff sent from Slack, when the time to take it back is over."""

from uuid import UUID

from hub.access import staff_by_id
from hub.actions.held import CHANNEL
from hub.actions.slack import send_note_to_client
from hub.actions.slack_places import place_in
from hub.channels import GiveUpError, Parcel, Sent
from hub.errors import UserError

# Its writer deleted it meanwhile: it is not to be sent.
TAKEN_AWAY = frozenset({"chat.no_message", "chat.message_deleted"})


class ToClientChannel:
    """Lets clients see held notes; a note that was sent is not sent again."""

    name = CHANNEL

    async def deliver(self, parcel: Parcel) -> Sent:
        asker = await staff_by_id(UUID(parcel.payload["staff"]), "slack")
        if asker is None:
            raise GiveUpError("the sender has left")
        try:
            message_id = await send_note_to_client(
                asker,
                UUID(parcel.payload["conversation"]),
                place=place_in(parcel.firm_id, parcel.payload),
            )
        except UserError as error:
            if error.key in TAKEN_AWAY:
                return Sent()
            raise GiveUpError(error.say(asker.language)) from error
        return Sent(str(message_id))

    async def look_up(self, _parcel: Parcel) -> Sent | None:
        """The next try finds out itself: twice is once."""
        return None
