"""A mail that comes in, read once from its raw form (RFC 5322) into what we ask of it; believes nothing."""

import email
import email.policy
import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from html.parser import HTMLParser
from typing import Protocol

from integrations.quoting import LONGEST_LOOK, written_in

MOST_FILES = 10
MOST_PARTS = 200
LONGEST_NAME = 200
LONGEST_HEADER = 4000
# One of these says: a program sent this, and nobody waits for what it says to be read.
_ROBOTS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "X-Failed-Recipients")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_POSTMASTERS = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply"})
_TO = ("delivered-to", "x-original-to", "to", "cc")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
# One mailbox and nothing beside it: no list, group, comment or second address hidden in a name.
_MAILBOX = re.compile(
    r'(?:[^<>@,;:()"]*<([^\s<>@,;:()"]+@[^\s<>@,;:()"]+)>|([^\s<>@,;:()"]+@[^\s<>@,;:()"]+))'
)


class UnreadableMailError(Exception):
    """These bytes are no mail."""


@dataclass(frozen=True, slots=True)
class MailFile:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class InboundMail:
    """`sender` is empty unless exactly one address stands in exactly one From. `key` names the mail."""

    key: str
    sender: str
    # Where it went, header by header as written: look for what you know, believe nothing else.
    receivers: tuple[str, ...]
    text: str
    files: tuple[MailFile, ...]
    is_automatic: bool
    # The topmost Authentication-Results: the only one that our own server can have written.
    authentication: str


class MailReader(Protocol):
    """Whoever reads a raw mail: `read_mail` is the one we have."""

    def __call__(self, raw: bytes) -> InboundMail:
        """Raises UnreadableMailError."""


def read_mail(raw: bytes) -> InboundMail:
    """Raises UnreadableMailError."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        return _read(message, raw)
    # The library raises what it likes on crafted headers and charsets.
    except Exception as error:
        raise UnreadableMailError(type(error).__name__) from error


def _read(message: EmailMessage, raw: bytes) -> InboundMail:
    headers = [
        (name.lower(), " ".join(str(value)[:LONGEST_HEADER].split()))
        for name, value in message.raw_items()
    ]
    if not headers:
        raise UnreadableMailError("no header")
    first: dict[str, str] = {}
    for name, value in headers:
        first.setdefault(name, value)
    return InboundMail(
        key=hashlib.sha256(first.get("message-id", "").encode() or raw).hexdigest()[:40],
        sender=_sender([value for name, value in headers if name == "from"]),
        receivers=tuple(value.casefold() for name, value in headers if name in _TO),
        text=written_in(_body(message)),
        files=_files(message),
        is_automatic=_is_automatic(message, first),
        authentication=first.get("authentication-results", ""),
    )


def _sender(given: list[str]) -> str:
    match = _MAILBOX.fullmatch(_QUOTED.sub("", given[0]).strip()) if len(given) == 1 else None
    return (match[1] or match[2]).casefold() if match else ""


def _is_automatic(message: EmailMessage, first: dict[str, str]) -> bool:
    """Auto-replies, bounces, lists: to answer one is how mail loops begin."""
    submitted = first.get("auto-submitted", "").casefold()
    sender = first.get("from", "").casefold().rpartition("<")[2].partition("@")[0]
    return (
        (bool(submitted) and submitted.partition(";")[0].strip() != "no")
        or first.get("precedence", "").casefold() in _BULK
        or first.get("return-path", "") == "<>"
        or message.get_content_type() == "multipart/report"
        or sender in _POSTMASTERS
        or any(name.lower() in first for name in _ROBOTS)
    )


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)[:LONGEST_LOOK]
    return _words_of(text) if part.get_content_type() == "text/html" else text


def _decoded(part: MIMEPart) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _words_of(text: str) -> str:
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.words)


class _Words(HTMLParser):
    """The words of an HTML mail without what it quotes; they are only ever shown as text."""

    UNREAD = frozenset({"script", "style", "head", "blockquote", "title"})
    BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in self.UNREAD:
            self._unread += 1
        elif tag == "br":
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD:
            self._unread = max(0, self._unread - 1)
        elif tag in self.BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.words.append(data)


def _files(message: EmailMessage) -> tuple[MailFile, ...]:
    found: list[MailFile] = []
    for count, part in enumerate(message.walk()):
        if count >= MOST_PARTS or len(found) >= MOST_FILES:
            break
        if part.is_multipart() or not part.get_filename():
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            found.append(MailFile(str(part.get_filename())[:LONGEST_NAME], content))
    return tuple(found)
