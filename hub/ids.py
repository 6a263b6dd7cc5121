"""Ids that sort by time: UUIDv7."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    return uuid_utils.compat.uuid7()


def as_uuid(text: str) -> UUID | None:
    """The id in the text, or None when it is none."""
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        return None
