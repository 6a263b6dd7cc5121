"""A stateful fake Slack on loopback: what the Slack side of the product is tested against."""

from tests.support.fake_slack.calls import Recorded
from tests.support.fake_slack.contract import problems_of_call
from tests.support.fake_slack.lengths import (
    problems_of_blocks,
    problems_of_message,
    problems_of_view,
)
from tests.support.fake_slack.pushes import Answer, signature
from tests.support.fake_slack.server import FakeSlack
from tests.support.fake_slack.world import Channel, Ephemeral, File, Message, Team, User, View

__all__ = [
    "Answer",
    "Channel",
    "Ephemeral",
    "FakeSlack",
    "File",
    "Message",
    "Recorded",
    "Team",
    "User",
    "View",
    "problems_of_blocks",
    "problems_of_call",
    "problems_of_message",
    "problems_of_view",
    "signature",
]
