"""Text between Slack and plain words: what a client wrote stays inert, what staff wrote is read."""

import re
from collections.abc import Mapping
from itertools import takewhile

# Well below the length at which Slack cuts a text or refuses blocks together.
LONGEST_PART = 3500
# As Slack sends them: what a person types is escaped, so a mark is never part of a link's label.
TO_CLIENT_MARKS = ("&gt;&gt;", "/reply ")
NOTE_MARKS = ("//",)

_ANGLED = re.compile(r"<([^<>]*)>")
_DATE_LABEL = re.compile(r"!date\^.*")


def escape(text: str) -> str:
    """Make Slack show the text as it is: no mention, no link, no channel call can begin."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str, names: Mapping[str, str]) -> str:
    """Read Slack's mrkdwn as plain words; `names` gives people's names by user id."""
    return unescape(_ANGLED.sub(lambda found: _spoken(found.group(1), names), text))


def split(text: str, longest: int = LONGEST_PART) -> list[str]:
    """Cut a long text into parts, at a line's or word's end where one is near."""
    parts = []
    rest = text
    while len(rest) > longest:
        cut = max(rest.rfind("\n", longest // 2, longest), rest.rfind(" ", longest // 2, longest))
        cut = longest if cut <= 0 else cut
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def without_mark(raw: str, marks: tuple[str, ...]) -> str | None:
    """Give Slack's raw text after a mark that it begins with, or None where it carries none.

    Asked before anything is read as words: a label such as `<https://a.fi|&gt;&gt; x>` reads like
    a mark afterwards, and nobody typed one.
    """
    bare = raw.lstrip()
    for mark in marks:
        rest = bare[len(mark) :]
        # Three quote marks are Slack's block quote, not a mark of ours.
        if bare.lower().startswith(mark) and not rest.startswith("&gt;"):
            return rest.strip()
    return None


def without_mention(text: str, user_id: str) -> str:
    """Drop the mention of a user (the bot) that a command was addressed with."""
    return re.sub(rf"<@{re.escape(user_id)}(\|[^>]*)?>", " ", text).strip()


def channel_name(number: str, client: str) -> str:
    """Name a client's channel as Slack allows: lower case, no spaces, at most 80 characters."""
    folded = (client + " ").lower().translate(str.maketrans("äöåé", "aoae"))
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    safe_number = re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")
    return f"as-{safe_number}-{slug}"[:75].strip("-")


def _spoken(inner: str, names: Mapping[str, str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label or target[1:])
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if _DATE_LABEL.fullmatch(target):
        return label
    if target.startswith("!"):
        word = "".join(takewhile(str.isalpha, target[1:]))
        return label or "@" + word
    address = target.removeprefix("mailto:").removeprefix("tel:")
    return address if label in {"", address, target} else f"{label} ({address})"
