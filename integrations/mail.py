"""Mail out of the house: a port, SMTP behind it, a console for the demo, a memory for tests."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from integrations.errors import NoAnswerError, Problem, RefusedError

PATIENCE_S = 20.0
TRY_AGAIN_S = 300.0
FIRST_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """One plain-text mail to one person.

    `key` names it among ours (the parcel's id): a mail sent twice has the same Message-ID, and
    receiving servers keep one of them.
    """

    to: str
    subject: str
    text: str
    key: str = ""
    reply_to: str = ""
    # An https address that ends such mail with one request (RFC 8058), for mail people can refuse.
    unsubscribe: str = ""
    # Mails of one thread stand together at the receiver's.
    thread: str = ""


class MailSender(Protocol):
    async def send(self, mail: Mail) -> str:
        """Hand the mail over; returns its Message-ID. Waits at most 20 s, never repeats.

        Raises RefusedError: the server will not take it, or (with `retry_after_s`) not now.
        Raises NoAnswerError: the line broke; with `may_be_done` it may have gone out.
        """


class SmtpMail:
    """`smtps://user:password@host`, or `smtp://…` which turns to TLS where the server can.

    `?tls=never` keeps a plain line (a relay on this machine), `?tls=always` refuses one.
    """

    def __init__(self, url: str, sender: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("smtp", "smtps") or not address.hostname:
            raise ValueError("not an address of a mail server")
        wish = parse_qs(address.query).get("tls", ["auto"])[0]
        self._sender = sender
        self._host = address.hostname
        self._port = address.port
        self._user = unquote(address.username) if address.username else None
        self._password = unquote(address.password) if address.password else None
        self._tls_at_once = address.scheme == "smtps"
        self._starttls = {"never": False, "always": True}.get(wish)

    async def send(self, mail: Mail) -> str:
        message = as_message(mail, self._sender)
        server = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls_at_once,
            start_tls=None if self._tls_at_once else self._starttls,
            timeout=PATIENCE_S,
        )
        try:
            await server.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise _refusal(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NoAnswerError(type(error).__name__, may_be_done=False) from error
        try:
            return await self._hand_over(server, message)
        finally:
            server.close()

    @staticmethod
    async def _hand_over(server: aiosmtplib.SMTP, message: EmailMessage) -> str:
        try:
            await server.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise _refusal(first.code, first.message, "to") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refusal(error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NoAnswerError(type(error).__name__) from error
        return str(message["Message-ID"])


class ConsoleMail:
    """Prints mail instead of sending it: the demo's one-time links."""

    def __init__(self, write: Callable[[str], object] = sys.stdout.write) -> None:
        self._write = write

    async def send(self, mail: Mail) -> str:
        rule = "-" * 72
        self._write(f"{rule}\nMail to {mail.to}: {mail.subject}\n\n{mail.text}\n{rule}\n")
        return make_msgid(domain="console.invalid")


class MemoryMail:
    """Keeps mail in `sent`, for tests; `fails_with` is raised instead while it is set."""

    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.fails_with: Exception | None = None

    async def send(self, mail: Mail) -> str:
        if self.fails_with is not None:
            raise self.fails_with
        self.sent.append(mail)
        return make_msgid(domain="memory.invalid")


def open_mail(url: str, sender: str) -> MailSender:
    """SMTP where an address is set, else the console."""
    return SmtpMail(url, sender) if url else ConsoleMail()


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """Raises RefusedError for an address that could carry a second header or receiver."""
    _check_address(mail.to, "to")
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate()
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{mail.key}@{domain}>" if mail.key else make_msgid(domain=domain)
    if mail.reply_to:
        _check_address(mail.reply_to, "reply_to")
        message["Reply-To"] = mail.reply_to
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if mail.thread:
        message["References"] = f"<{mail.thread}@{domain}>"
    # Holiday notes and other robots need not answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    return message


def _check_address(address: str, field: str) -> None:
    if parseaddr(address)[1] != address or "@" not in address or not address.isprintable():
        raise RefusedError((Problem("not_an_address", field),))


def _refusal(code: int, message: str, field: str = "") -> RefusedError:
    later = TRY_AGAIN_S if code < FIRST_PERMANENT else None
    return RefusedError((Problem(str(code), field, message),), status=code, retry_after_s=later)
