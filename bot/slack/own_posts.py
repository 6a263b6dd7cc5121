"""Our own posts come back as events: never an echo, but the proof that a call was done."""

from dataclasses import replace

from bot.slack.events import Written
from bot.slack.posting import FILE
from bot.slack.threads import hub_id_of
from hub.actions.slack_places import Place, remember_message
from hub.queries.slack import Installation, link_at, thread_at


def is_own(installation: Installation, message: Written) -> bool:
    """Whether our app wrote it: under a person's name a post carries only the bot's id."""
    return bool(message.bot_id and message.bot_id == installation.bot_id) or bool(
        message.user_id and message.user_id == installation.bot_user_id
    )


def place_of(installation: Installation, message: Written) -> Place:
    return Place(
        installation.firm_id,
        installation.team_id,
        message.channel_id,
        message.ts,
        message.thread_ts,
        message.user_id,
    )


async def remember_own(installation: Installation, message: Written) -> None:
    """Our own post came back: this is how an unanswered call turns out to have been done."""
    place = replace(place_of(installation, message), user_id="")
    hub_id = hub_id_of({"metadata": message.metadata})
    thread = await thread_at(
        installation.firm_id, installation.team_id, message.channel_id, message.thread_ts
    )
    if hub_id is not None and thread is not None:
        await remember_message(
            place, hub_id=hub_id, conversation_id=None, kind="message", is_ours=True
        )
    for file in message.files:
        known = await link_at(
            installation.firm_id,
            installation.team_id,
            message.channel_id,
            f"{FILE}:{file.get('id')}",
        )
        if known is not None:
            await remember_message(
                place,
                hub_id=known.hub_id,
                conversation_id=known.conversation_id,
                kind=FILE,
                is_ours=True,
            )
