"""The outbox's way to browsers: one parcel, one push, without a word of what was written."""

import json

from hub.access import house_of
from hub.actions.letters import note_delivered
from hub.actions.notices import PUSH
from hub.actions.push import drop_browser, ring_of
from hub.channels import Parcel, RetryLaterError, Sent, UnclearError
from integrations.errors import NoAnswerError, RefusedError
from integrations.webpush import PushSender

AGAIN_S = 30.0


class PushChannel:
    name = PUSH

    def __init__(self, sender: PushSender) -> None:
        self._sender = sender

    async def deliver(self, parcel: Parcel) -> Sent:
        house = await house_of(parcel.firm_id)
        ring = await ring_of(house, parcel.id)
        if ring is None:
            return Sent()
        told = {"title": ring.title, "body": ring.body, "tag": str(parcel.payload["conversation"])}
        try:
            await self._sender.send(
                ring.target, ring.server_key, json.dumps(told).encode(), parcel.id.hex
            )
        except RefusedError as error:
            if error.retry_after_s is not None:
                raise RetryLaterError(error.retry_after_s, str(error)) from error
            # Gone, or refused for good: it would be the next time too.
            await drop_browser(house, parcel.id)
            return Sent("gone")
        except NoAnswerError as error:
            if error.may_be_done:
                raise UnclearError(str(error)) from error
            raise RetryLaterError(AGAIN_S, str(error)) from error
        await note_delivered(house, parcel.id)
        return Sent(str(parcel.id))

    async def look_up(self, _parcel: Parcel) -> Sent | None:
        """A push cannot be looked up; sent again it has the same topic, and the service keeps one."""
        return None
