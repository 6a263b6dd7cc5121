"""An answer by mail becomes the contact's message: only from their own address, by a token of ours, once."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog

from hub import clock
from hub.access import Asker, contact_asker
from hub.actions.chat import LONGEST_BODY, send_message
from hub.actions.files import FileRules, Incoming, receive_file
from hub.errors import NotFoundError, UnavailableError, UserError
from hub.secrets import hashed
from hub.texts import say
from integrations.inbound_mail import InboundMail, MailFile, MailReader, UnreadableMailError
from models.files import File, FileState
from models.notices import ReplyAddress

__all__ = ["MailReader", "MailRules", "take_mail"]

log = structlog.get_logger()

Outcome = Literal["taken", "ignored", "refused"]
TOKEN = r"([a-z2-7]{32})"  # noqa: S105 - the form of one


@dataclass(frozen=True, slots=True)
class MailRules:
    """`reply_address` as mail comes to it; `authserv_id`: whose word on DMARC is asked for, if any."""

    reply_address: str
    authserv_id: str
    files: FileRules
    read: MailReader


async def take_mail(raw: bytes, rules: MailRules) -> Outcome:
    """Put an answer into its conversation; the same mail again changes nothing.

    "ignored": written by a program, or empty. "refused": no token of ours, an old one, or not
    from the address of the contact it was given to; which of these is not told.
    Raises UnavailableError while the scanner of attachments is silent: deliver it again later.
    """
    try:
        mail = await asyncio.to_thread(rules.read, raw)
    except UnreadableMailError:
        return "refused"
    if mail.is_automatic:
        return "ignored"
    address = await _address(mail, rules)
    if address is None:
        log.info("mail refused", key=mail.key)
        return "refused"
    asker = contact_asker(address.contact, "email")
    try:
        return await _keep(asker, address.conversation_id, mail, rules.files)
    except NotFoundError:
        return "refused"


async def _address(mail: InboundMail, rules: MailRules) -> ReplyAddress | None:
    """The reply address it was sent to, where its sender is the one who may use it."""
    token = _token(mail.receivers, rules.reply_address.casefold())
    if token is None or not mail.sender or not _is_vouched_for(mail, rules.authserv_id):
        return None
    found = await ReplyAddress.get_or_none(
        token_hash=hashed(token),
        expires_at__gt=clock.now(),
        contact__is_active=True,
        contact__client__is_active=True,
    ).prefetch_related("contact")
    if found is None or found.contact.email.strip().casefold() != mail.sender:
        return None
    return found


def _token(receivers: tuple[str, ...], reply_address: str) -> str | None:
    local, _, domain = reply_address.partition("@")
    form = re.compile(rf"(?<![\w.+-]){re.escape(local)}\+{TOKEN}@{re.escape(domain)}(?![\w.-])")
    tokens = {match[1] for each in receivers for match in form.finditer(each)}
    # Two of them in one mail: nobody can tell where it belongs.
    return tokens.pop() if len(tokens) == 1 else None


def _is_vouched_for(mail: InboundMail, authserv_id: str) -> bool:
    if not authserv_id:
        return True
    server, _, results = mail.authentication.casefold().partition(";")
    passed = re.search(r"(?:^|;)\s*dmarc\s*=\s*pass\b", results)
    return server.split(" ")[0] == authserv_id.casefold() and passed is not None


async def _keep(
    asker: Asker, conversation_id: UUID, mail: InboundMail, rules: FileRules
) -> Outcome:
    files, refused = await _files(asker, conversation_id, mail, rules)
    body = mail.text[: LONGEST_BODY - 1000]
    if refused:
        names = ", ".join(refused)[:900]
        body = f"{body}\n\n{say('notices.files_refused', asker.language, names=names)}".strip()
    if not body and not files:
        return "ignored"
    await send_message(asker, conversation_id, client_id=f"mail:{mail.key}", body=body, files=files)
    return "taken"


async def _files(
    asker: Asker, conversation_id: UUID, mail: InboundMail, rules: FileRules
) -> tuple[list[UUID], list[str]]:
    """The attachments that were found clean, and the names of those that were refused."""
    kept, refused = [], []
    for number, each in enumerate(mail.files):
        key = f"mail:{mail.key}:{number}"
        try:
            view = await receive_file(
                asker, Incoming(conversation_id, key, each.name, _whole(each)), rules
            )
        except (NotFoundError, UnavailableError):
            raise
        except UserError:
            refused.append(each.name)
            continue
        file = await File.get(id=view.id)
        if file.state == FileState.QUARANTINED:
            raise UnavailableError("errors.unavailable")
        if file.state == FileState.CLEAN:
            kept.append(view.id)
        else:
            refused.append(each.name)
    return kept, refused


async def _whole(file: MailFile) -> AsyncIterator[bytes]:
    yield file.content
