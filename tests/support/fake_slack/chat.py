"""chat.*, reactions.* and response_url of the fake Slack."""

from typing import Any

from tests.support.fake_slack.calls import Call, Json, method
from tests.support.fake_slack.lengths import problems_of_message
from tests.support.fake_slack.world import APP_ID, Channel, Ephemeral, Message

METADATA_KEYS = {"event_type", "event_payload", "entities"}


@method("chat.postMessage")
async def post_message(call: Call) -> Json:
    channel = call.channel()
    _check_can_post(call, channel)
    message = _message(call, channel)
    channel.messages[message.ts] = message
    call.slack.tell_posted(message)
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


@method("chat.postEphemeral")
async def post_ephemeral(call: Call) -> Json:
    channel = call.channel()
    _check_can_post(call, channel)
    if call.text("user") not in channel.members:
        raise call.refuse("user_not_in_channel")
    message = _message(call, channel)
    shown = Ephemeral(**{**message.__dict__, "to": call.text("user")})
    call.slack.world.ephemerals.append(shown)
    return {"message_ts": shown.ts}


@method("chat.update")
async def update(call: Call) -> Json:
    message = call.message("ts")
    if message.bot_id != call.team.bot_id:
        raise call.refuse("cant_update_message")
    _check_content(call)
    change(call.slack, message, call.arguments)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text}


@method("chat.delete")
async def delete(call: Call) -> Json:
    message = call.message("ts")
    if message.bot_id != call.team.bot_id:
        raise call.refuse("cant_delete_message")
    call.slack.drop(message)
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.getPermalink")
async def permalink(call: Call) -> Json:
    message = call.message("message_ts")
    link = f"https://fake.slack.com/archives/{message.channel.id}/p{message.ts.replace('.', '')}"
    return {"channel": message.channel.id, "permalink": link}


@method("reactions.add")
async def add_reaction(call: Call) -> Json:
    message = call.message("timestamp")
    users = message.reactions.setdefault(call.text("name"), [])
    if call.team.bot_user_id in users:
        raise call.refuse("already_reacted")
    call.slack.set_reaction(message, call.team.bot_user_id, call.text("name"), on=True)
    return {}


@method("reactions.remove")
async def remove_reaction(call: Call) -> Json:
    message = call.message("timestamp")
    if call.team.bot_user_id not in message.reactions.get(call.text("name"), []):
        raise call.refuse("no_reaction")
    call.slack.set_reaction(message, call.team.bot_user_id, call.text("name"), on=False)
    return {}


def change(slack: Any, message: Message, content: Json) -> None:
    """Put new content into a message and tell it, as an edit of the app's own post."""
    before = message.as_json()
    if content.get("text") is not None:
        message.text = content["text"]
    if content.get("blocks") is not None:
        message.blocks = with_block_ids(content["blocks"])
    elif content.get("text") is not None:
        message.blocks = []
    if content.get("metadata") is not None:
        message.metadata = content["metadata"]
    slack.tell_changed(message, before)


def with_block_ids(blocks: list[Json]) -> list[Json]:
    return [{"block_id": f"b{number}", **block} for number, block in enumerate(blocks)]


def _message(call: Call, channel: Channel) -> Message:
    # A post that shows another name carries the bot's id and no user (contract, finding 5).
    disguised = call.text("username") or call.text("icon_url") or call.text("icon_emoji")
    return Message(
        channel=channel,
        ts=call.slack.world.new_ts(),
        text=call.text("text"),
        user=None if disguised else call.team.bot_user_id,
        bot_id=call.team.bot_id,
        app_id=APP_ID,
        username=call.text("username") or None,
        icon_url=call.text("icon_url") or None,
        thread_ts=call.text("thread_ts") or None,
        subtype="bot_message" if disguised else None,
        blocks=with_block_ids(call.arguments.get("blocks") or []),
        attachments=call.arguments.get("attachments") or [],
        metadata=call.arguments.get("metadata"),
    )


def _check_can_post(call: Call, channel: Channel) -> None:
    if call.team.bot_user_id not in channel.members:
        raise call.refuse("not_in_channel")
    if channel.is_archived:
        raise call.refuse("is_archived")
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise call.refuse("cannot_reply_to_message")
    if call.token and "chat:write.customize" not in call.token.scopes and call.text("username"):
        raise call.refuse("missing_scope")
    _check_content(call)


def _check_content(call: Call) -> None:
    if not (call.text("text") or call.arguments.get("blocks") or call.arguments.get("attachments")):
        raise call.refuse("no_text")
    problems = problems_of_message(call.arguments)
    if "blocks together too long" in problems:
        error = "msg_blocks_too_long" if call.method == "chat.postMessage" else "msg_too_long"
        raise call.refuse(error, *problems)
    if problems:
        raise call.refuse("invalid_blocks", *problems)
    metadata = call.arguments.get("metadata")
    if metadata is None or call.method == "chat.postEphemeral":
        return
    if set(metadata) - METADATA_KEYS or not metadata.get("event_type"):
        raise call.refuse("invalid_metadata_format")
