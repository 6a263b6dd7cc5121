"""The outbox's way to e-mail: one parcel, one plain mail with a Message-ID of its own."""

from hub.access import house_of
from hub.actions.letters import Letterhead, note_delivered, write_letter
from hub.actions.notices import AWAY
from hub.channels import GiveUpError, Parcel, RetryLaterError, Sent, UnclearError
from integrations.errors import NoAnswerError, RefusedError
from integrations.mail import Mail, MailSender

AGAIN_S = 30.0


class EmailChannel:
    """Carries parcels whose payload holds `to`, `subject` and `text`, and notices to who is away.

    A notice is written when it leaves, so that it holds nothing that was read or deleted meanwhile.
    """

    name = "email"

    def __init__(self, sender: MailSender, head: Letterhead) -> None:
        self._sender = sender
        self._head = head

    async def deliver(self, parcel: Parcel) -> Sent:
        if parcel.kind != AWAY:
            payload = parcel.payload
            return await self._hand_over(
                Mail(
                    to=str(payload["to"]),
                    subject=str(payload["subject"]),
                    text=str(payload["text"]),
                    key=str(parcel.id),
                )
            )
        house = await house_of(parcel.firm_id)
        letter = await write_letter(house, parcel.id, self._head)
        if letter is None:
            return Sent()
        sent = await self._hand_over(
            Mail(
                to=letter.to,
                subject=letter.subject,
                text=letter.text,
                key=str(parcel.id),
                reply_to=letter.reply_to,
                unsubscribe=letter.unsubscribe,
                thread=letter.thread,
            )
        )
        await note_delivered(house, parcel.id)
        return sent

    async def look_up(self, _parcel: Parcel) -> Sent | None:
        """Mail cannot be looked up; sent again it has the same Message-ID, and one is kept."""
        return None

    async def _hand_over(self, mail: Mail) -> Sent:
        try:
            return Sent(await self._sender.send(mail))
        except RefusedError as error:
            if error.retry_after_s is not None:
                raise RetryLaterError(error.retry_after_s, str(error)) from error
            raise GiveUpError(str(error)) from error
        except NoAnswerError as error:
            if error.may_be_done:
                raise UnclearError(str(error)) from error
            raise RetryLaterError(AGAIN_S, str(error)) from error
