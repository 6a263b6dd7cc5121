"""Tokens that stand in mail: where one answers, and how one ends such mail without signing in."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.secrets import derived_key

# Lower case and digits only: some mail servers fold the case of what stands before the @.
REPLY_BYTES = 20
MAC_BYTES = 16
ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class MailKeys:
    """Made of the server's secrets; the first one signs, all are believed."""

    secrets: tuple[str, ...]

    def reply_token(self, delivery_id: UUID) -> str:
        """32 letters and digits; the same for the same delivery, so that a repeated mail is the same."""
        mac = _mac(self.secrets[0], "reply", delivery_id.bytes)[:REPLY_BYTES]
        return base64.b32encode(mac).decode().lower()

    def unsubscribe_token(self, contact_id: UUID) -> str:
        mac = _mac(self.secrets[0], "unsubscribe", contact_id.bytes)[:MAC_BYTES]
        return base64.urlsafe_b64encode(contact_id.bytes + mac).decode().rstrip("=")

    def read_unsubscribe(self, token: str) -> UUID | None:
        """The contact whose token it is, or None."""
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError:
            return None
        person, given = raw[:ID_BYTES], raw[ID_BYTES:]
        if len(given) != MAC_BYTES:
            return None
        for secret in self.secrets:
            expected = _mac(secret, "unsubscribe", person)[:MAC_BYTES]
            if hmac.compare_digest(given, expected):
                return UUID(bytes=person)
        return None


def mail_keys(secret: str, older: Sequence[str] = ()) -> MailKeys:
    return MailKeys((secret, *(each for each in older if each)))


def _mac(secret: str, purpose: str, text: bytes) -> bytes:
    return hmac.new(derived_key(secret, f"mail:{purpose}"), text, hashlib.sha256).digest()
