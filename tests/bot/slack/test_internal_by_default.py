"""Whatever happens in Slack, no text reaches a client that nobody marked or sent on purpose."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub.store import close_store, open_store, sqlite_url
from tests.bot.slack.conftest import desk_on
from tests.support.databases import _sqlite_template
from tests.support.fake_slack import FakeSlack

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]

WRITERS = st.sampled_from(["anna", "outi", "guest", "bot"])
# Texts that look like marks and are none, and things that Slack may hold.
SHAPES = st.sampled_from([
    "{}", "&gt; {}", "&gt;&gt;&gt; {}", "asiakkaalle: {} &gt;&gt; nyt", "/replyto {}", "//{}",
    "<!channel> {}", "<https://a.fi|&gt;&gt; {}>", "*&gt;&gt;* {}", "\u200b&gt;&gt; {}", "reply {}",
])  # fmt: skip
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), WRITERS, SHAPES),
        st.tuples(st.just("mark"), st.sampled_from(["anna", "outi", "guest"]), st.just(">")),
        st.tuples(st.just("edit"), st.integers(0, 9), SHAPES),
        st.tuples(st.just("delete"), st.integers(0, 9), st.none()),
        st.tuples(st.just("react"), st.integers(0, 9), st.none()),
        st.tuples(st.just("send"), st.integers(0, 9), st.none()),
        st.tuples(st.just("broadcast"), WRITERS, SHAPES),
        st.tuples(st.just("root"), WRITERS, SHAPES),
        st.tuples(st.just("replay"), st.integers(0, 30), st.none()),
        st.tuples(st.just("fault"), st.sampled_from(["drop_reply", "status"]), st.none()),
    ),
    max_size=12,
)


class Play:
    """Carries acts out and keeps account of which texts may be told to the client."""

    def __init__(self, desk):
        self.desk = desk
        self.written = []
        self.allowed = set()
        self.secrets = set()
        self.sent = set()
        self.people = {
            "anna": desk.anna,
            "outi": desk.slack.add_user("Outi"),
            "guest": desk.slack.add_user("Vieras", is_guest=True),
        }
        for user in self.people.values():
            desk.channel.members.append(user.id)

    def word(self, *, allowed=False):
        word = f"sana{len(self.allowed) + len(self.secrets)}x"
        (self.allowed if allowed else self.secrets).add(word)
        return word

    async def act(self, kind, who, shape):
        slack, desk = self.desk.slack, self.desk
        if kind in {"write", "broadcast", "root"}:
            text = shape.format(self.word())
            thread_ts = None if kind == "root" else desk.root.ts
            if who == "bot":
                await slack.post_as_bot(desk.channel, text, thread_ts)
                return
            is_broadcast = kind == "broadcast"
            self.written.append((
                await slack.post(
                    self.people[who], desk.channel, text, thread_ts, broadcast=is_broadcast
                ),
                who,
            ))  # fmt: skip
        elif kind == "mark":
            text = f"&gt;&gt; {self.word(allowed=who == 'anna')}"
            message = await slack.post(self.people[who], desk.channel, text, desk.root.ts)
            self.written.append((message, who))
            if who == "anna":
                self.sent.add(message.ts)
        elif kind == "replay":
            deliveries = slack.pushes.deliveries
            await slack.pushes.replay(deliveries[who % len(deliveries)])
        elif kind == "fault":
            slack.faults.add("chat.postEphemeral", who)
            slack.faults.add("reactions.add", who)
        elif self.written:
            message, writer = self.written[who % len(self.written)]
            await self.change(kind, message, writer, shape)

    async def change(self, kind, message, who, shape):
        slack, desk = self.desk.slack, self.desk
        if message.ts not in desk.channel.messages:
            return
        if kind == "edit":
            await desk.settle()
            # What the client saw already may be corrected; a note stays a note. The mark in Slack
            # may come later than the client saw it, where Slack failed for a while.
            seen = message.ts in self.sent or "white_check_mark" in message.reactions
            await slack.edit(self.people[who], message, shape.format(self.word(allowed=seen)))
        elif kind == "delete":
            await slack.delete(message)
        elif kind == "react":
            await slack.react(self.people["anna"], message, f"emoji_{len(self.secrets)}")
        else:
            await slack.shortcut(self.people["anna"], "send_to_client", message)
            self.sent.add(message.ts)
            self.allowed |= {word for word in self.secrets if word in message.text}
            self.secrets -= self.allowed


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(ACTS, st.sampled_from([0, 10]))
@example([("write", "anna", "<https://a.fi|&gt;&gt; {}>")], 0)
@example([("write", "anna", "&gt;&gt;&gt; {}"), ("edit", 0, "&gt;&gt; {}")], 10)
async def test_no_unmarked_text_ever_reaches_the_client(at_once, acts, undo_s):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "db.sqlite3").write_bytes(_sqlite_template().read_bytes())
        await open_store(sqlite_url(path / "db.sqlite3"))
        try:
            async with FakeSlack() as slack, desk_on(slack, path, undo_s) as desk:
                await desk.client_writes("Hei")
                play = Play(desk)
                for act in acts:
                    await play.act(*act)
                    await desk.settle()
                await desk.settle(later_s=3600)
                told = await desk.sent_to_client()
        finally:
            await close_store()

    leaked = {word for word in play.secrets if word in told}
    assert not leaked
