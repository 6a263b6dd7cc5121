"""The firm's mail server in a test: hands a raw mail to the hub, signed."""

from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from hub import clock
from hub.web.mail import sign
from integrations.mail import Mail
from tests.support.hub import Running
from tests.support.postbox import REPLY_ADDRESS

INBOUND_SECRET = "the secret of the mail server, long enough"
SETTINGS: dict[str, Any] = {
    "mail_reply_address": REPLY_ADDRESS,
    "mail_inbound_secret": INBOUND_SECRET,
}


def answer_to(mail: Mail, text: str, sender: str = "", **headers: str) -> EmailMessage:
    """What a mail program makes of *Reply*."""
    message = EmailMessage()
    message["From"] = sender or f"Aino A. <{mail.to}>"
    message["To"] = mail.reply_to
    message["Subject"] = f"Re: {mail.subject}"
    message["Message-ID"] = make_msgid(domain="client.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines())
    message.set_content(
        f"{text}\n\nOn Tue, 24 Nov 2026 Kirjuri <k@firma.example> wrote:\n{quoted}\n"
    )
    return message


async def hand_in(hub: Running, message: EmailMessage | bytes, **changes: Any) -> tuple[int, str]:
    """Status and outcome of `POST /mail/inbound`."""
    raw = message if isinstance(message, bytes) else message.as_bytes()
    signed_at = changes.get("signed_at", int(clock.now().timestamp()))
    signature = changes.get("signature") or sign(INBOUND_SECRET, signed_at, raw)
    headers = {"X-Kirjuri-Signature": f"t={signed_at},v1={signature}"}
    async with hub.http.post("/mail/inbound", data=raw, headers=headers) as answer:
        if answer.content_type != "application/json":
            return answer.status, ""
        return answer.status, (await answer.json()).get("outcome", "")
