"""Reactions between the hub (the character itself) and Slack (its name)."""

NAMES = {
    "👍": "+1",
    "👎": "-1",
    "❤️": "heart",
    "😀": "grinning",
    "😄": "smile",
    "😂": "joy",
    "🙂": "slightly_smiling_face",
    "😉": "wink",
    "😍": "heart_eyes",
    "😢": "cry",
    "😮": "open_mouth",
    "😕": "confused",
    "🙏": "pray",
    "👏": "clap",
    "🙌": "raised_hands",
    "💪": "muscle",
    "👀": "eyes",
    "🎉": "tada",
    "🔥": "fire",
    "⭐": "star",
    "✅": "white_check_mark",
    "❌": "x",
    "❓": "question",
    "❗": "exclamation",
    "👋": "wave",
    "💯": "100",
    "🤔": "thinking_face",
    "☕": "coffee",
}
_CHARACTERS = {name: character for character, name in NAMES.items()}
_CHARACTERS |= {"thumbsup": "👍", "thumbsdown": "👎", "thinking": "🤔"}

# What the client saw carries this reaction of the bot.
SEEN_BY_CLIENT = "white_check_mark"


def name_of(character: str) -> str | None:
    """Slack's name of a reaction, or None where it has none we know."""
    bare = character.strip(":")
    if bare != character and bare.replace("_", "").replace("-", "").isalnum():
        return bare
    return NAMES.get(character) or NAMES.get(character + "\ufe0f")


def character_of(name: str) -> str:
    """The character of Slack's name; a skin tone is dropped, the unknown keeps its colons."""
    bare = name.split("::", maxsplit=1)[0]
    return _CHARACTERS.get(bare, f":{bare}:")
