"""What a response_url of the fake Slack may change: its own message, or a new answer; five times."""

from dataclasses import dataclass
from typing import Any

from tests.support.fake_slack.chat import change, with_block_ids
from tests.support.fake_slack.lengths import problems_of_message
from tests.support.fake_slack.world import APP_ID, Channel, Ephemeral, Message, User

Json = dict[str, Any]
RESPONSE_USES = 5


@dataclass
class ResponseTarget:
    """What a response_url may change: five times."""

    channel: Channel
    user: User
    message: Message | None = None
    uses: int = RESPONSE_USES

    def take(self, slack: Any, content: Json) -> str | None:
        """Do what the app posted to the response_url; a text says why not."""
        if content.get("delete_original") and self.message is not None:
            if isinstance(self.message, Ephemeral):
                slack.world.ephemerals.remove(self.message)
            else:
                slack.drop(self.message)
            return None
        if problems_of_message(content) or not (content.get("text") or content.get("blocks")):
            return "invalid_payload"
        if content.get("replace_original") and self.message is not None:
            if isinstance(self.message, Ephemeral):
                self.message.text = content.get("text", "")
                self.message.blocks = with_block_ids(content.get("blocks") or [])
            else:
                change(slack, self.message, content)
            return None
        shared = {
            "channel": self.channel,
            "ts": slack.world.new_ts(),
            "text": content.get("text", ""),
            "bot_id": self.channel.team.bot_id,
            "app_id": APP_ID,
            "blocks": with_block_ids(content.get("blocks") or []),
            "thread_ts": content.get("thread_ts"),
        }
        if content.get("response_type") == "in_channel":
            message = Message(**shared)
            self.channel.messages[message.ts] = message
            slack.tell_posted(message)
        else:
            slack.world.ephemerals.append(Ephemeral(**shared, to=self.user.id))
        return None
