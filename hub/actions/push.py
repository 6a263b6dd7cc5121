"""Browsers of contacts that take Web Push: subscribed, told that something waits, dropped when gone."""

from dataclasses import dataclass
from uuid import UUID

from hub.actions.base import Work, action
from hub.actions.letters import unseen_parts
from hub.actions.notices import AWAY, PUSH
from hub.errors import ForbiddenError, UserError
from hub.secrets import hashed
from hub.texts import say
from integrations.webpush import PushSender, PushTarget
from models.chat import Delivery
from models.clients import Contact
from models.firm import Firm
from models.notices import PushSubscription

__all__ = ["PushSender", "PushTarget", "Ring", "drop_browser", "ring_of", "subscribe_browser"]

MOST_BROWSERS = 10


@dataclass(frozen=True, slots=True)
class Ring:
    """What one browser is told. No word of any message: a lock screen is read by everybody."""

    target: PushTarget
    server_key: str
    title: str
    body: str


@action
async def subscribe_browser(
    work: Work, target: PushTarget, server_key: str, sender: PushSender
) -> None:
    """Tell this browser of the asker from now on; again changes nothing.

    Raises UserError for an endpoint at no push service we know: we call no other address.
    """
    if not work.asker.is_contact:
        raise ForbiddenError("errors.sign_in")
    if not sender.takes(target) or server_key not in sender.public_keys():
        raise UserError("notices.bad_browser", field="endpoint")
    mine = PushSubscription.filter(contact_id=work.asker.id)
    name = hashed(target.endpoint)
    # A browser is the last one's who subscribed it: two people may share a machine.
    await PushSubscription.filter(endpoint_hash=name).delete()
    for oldest in (await mine.order_by("-id"))[MOST_BROWSERS - 1 :]:
        await oldest.delete()
    row = await PushSubscription.create(
        firm_id=work.firm_id,
        contact_id=work.asker.id,
        endpoint=target.endpoint,
        endpoint_hash=name,
        p256dh=target.p256dh,
        auth=target.auth,
        server_key=server_key,
    )
    await work.audit("notices", row.id, "subscribe")


@action
async def ring_of(work: Work, delivery_id: UUID) -> Ring | None:
    """What is to be said by a queued push; None when all was seen meanwhile or the browser is gone."""
    row = await Delivery.get(id=delivery_id, firm_id=work.firm_id)
    browser = await PushSubscription.get_or_none(id=row.payload["browser"])
    if browser is None or not await unseen_parts(row):
        return None
    contact = await Contact.get(id=browser.contact_id)
    firm = await Firm.get(id=work.firm_id)
    target = PushTarget(browser.endpoint, browser.p256dh, browser.auth)
    body = say("notices.push_body", contact.language)
    return Ring(target, browser.server_key, firm.name, body)


@action
async def drop_browser(work: Work, delivery_id: UUID) -> None:
    """The browser is gone: forget it; when it was the last one, the notice goes by mail instead."""
    row = await Delivery.get(id=delivery_id, firm_id=work.firm_id)
    await PushSubscription.filter(id=row.payload["browser"]).delete()
    contact = await Contact.get(id=row.payload["person"])
    if contact.email and not await PushSubscription.filter(contact_id=contact.id).exists():
        await work.deliver(
            "email",
            AWAY,
            order_key=f"notice:{contact.id}",
            dedup_key=f"instead:{row.payload['notice']}",
            payload=row.payload,
        )
    await work.audit("notices", row.id, "browser_gone", after={"channel": PUSH})
