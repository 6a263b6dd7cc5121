"""Erases a contact: GDPR article 17, but for what other law keeps."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q, Subquery

from hub import events
from hub.access import ADMINISTER, access_contact, require
from hub.actions.base import Work, action
from hub.actions.forgetting import GONE, forget_messages
from hub.actions.prepared import as_id
from hub.texts import say
from models.chat import AuthorKind, Delivery, Entry, EntryKind, KeptAs, Message, Reaction, ReadMark
from models.clients import Contact
from models.files import Attachment, File
from models.firm import Firm
from models.materials import DeliveredFile
from models.notices import NoticeChoice, NoticeMark, PushSubscription, ReplyAddress


@dataclass(frozen=True, slots=True)
class Erased:
    """How many messages went, and how many stay as accounting material with their author's name."""

    messages: int
    kept: int


@action
async def erase_contact(work: Work, contact_id: UUID) -> Erased:
    """Take the person's access, name, address, talk and files away for good.

    What evidences a transaction stays as long as vouchers do, and the audit trail is never
    changed: the Accounting Act and the firm's duty to show what was done go first (article 17(3)).
    """
    require(work.asker, ADMINISTER)
    contact = await access_contact(work.asker, contact_id)
    firm = await Firm.get(id=work.firm_id)
    going, kept = await _messages_of(contact)
    await forget_messages(work.firm_id, going)
    await _forget_traces(work.firm_id, contact.id)
    await Contact.filter(id=contact.id).update(
        name=say("retention.erased", firm.language),
        email="",
        external_id=f"erased:{contact.id}",
        is_active=False,
    )
    done = Erased(len(going), kept)
    counts = {"messages": done.messages, "kept": done.kept}
    await work.audit("clients", contact.id, "erase", after=counts)
    work.tell(
        events.AccessChanged(firm_id=work.firm_id, person_kind="contact", person_id=contact.id)
    )
    return done


async def _messages_of(contact: Contact) -> tuple[list[UUID], int]:
    mine = Message.filter(firm_id=contact.firm_id, author_id=contact.id)
    material = DeliveredFile.filter(file__uploader_id=contact.id).values("file_id")
    cases = Attachment.filter(file_id__in=Subquery(material)).values("message_id")
    is_case = Q(kept_as=KeptAs.ACCOUNTING) | Q(id__in=Subquery(cases))
    going = await mine.filter(~is_case).values_list("id", flat=True)
    return [*map(as_id, going)], await mine.filter(is_case).count()


async def _forget_traces(firm_id: UUID, contact_id: UUID) -> None:
    """Reactions, read marks, and files that went with no message and answer no request."""
    await Reaction.filter(author_id=contact_id).delete()
    await ReadMark.filter(firm_id=firm_id, reader_id=contact_id).delete()
    for notices in (NoticeChoice, NoticeMark):
        await notices.filter(firm_id=firm_id, person_id=contact_id).delete()
    for ways in (ReplyAddress, PushSubscription):
        await ways.filter(firm_id=firm_id, contact_id=contact_id).delete()
    # What was mailed names its receiver.
    await Delivery.filter(firm_id=firm_id, order_key=f"notice:{contact_id}").delete()
    await Entry.filter(firm_id=firm_id, author_id=contact_id, kind=EntryKind.REACTION).update(
        kind=EntryKind.DELETE,
        author_kind=AuthorKind.SYSTEM,
        author_id=None,
        author_name="",
        emoji=None,
        is_on=None,
        client_key=None,
        message_id=None,
    )
    mine = File.filter(firm_id=firm_id, uploader_id=contact_id)
    for users in (Attachment, DeliveredFile):
        used = users.filter(file__uploader_id=contact_id).values("file_id")
        mine = mine.exclude(id__in=Subquery(used))
    await mine.update(**GONE)
