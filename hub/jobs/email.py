"""The outbox's way to e-mail: one parcel, one plain mail with a Message-ID of its own."""

from hub.channels import GiveUpError, Parcel, RetryLaterError, Sent, UnclearError
from integrations.errors import NoAnswerError, RefusedError
from integrations.mail import Mail, MailSender

AGAIN_S = 30.0


class EmailChannel:
    """Carries parcels whose payload holds `to`, `subject` and `text`."""

    name = "email"

    def __init__(self, sender: MailSender) -> None:
        self._sender = sender

    async def deliver(self, parcel: Parcel) -> Sent:
        mail = Mail(
            to=str(parcel.payload["to"]),
            subject=str(parcel.payload["subject"]),
            text=str(parcel.payload["text"]),
            key=str(parcel.id),
        )
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

    async def look_up(self, _parcel: Parcel) -> Sent | None:
        """Mail cannot be looked up; sent again it has the same Message-ID, and one is kept."""
        return None
