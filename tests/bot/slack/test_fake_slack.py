"""The fake Slack is a Slack: held to slack_sdk's own client and to its signature verifier."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.fake_slack import FakeSlack
from tests.support.fake_slack.calls import HANDLERS
from tests.support.fake_slack.contract import methods

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}
MODAL = {
    "type": "modal", "callback_id": "log", "title": {"type": "plain_text", "text": "Log time"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [{
        "type": "input", "block_id": "minutes", "label": {"type": "plain_text", "text": "Minutes"},
        "element": {"type": "plain_text_input", "action_id": "minutes"},
    }],
}  # fmt: skip


# slack_sdk still builds aiohttp's BasicAuth, which aiohttp means to drop.
through_slack_sdk = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


@pytest.fixture
async def slack():
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def client(slack):
    return AsyncWebClient(token=slack.bot_token, base_url=slack.base_url, retry_handlers=[])


class Listener:
    """An app that stores what Slack sends and answers what the test says."""

    def __init__(self, secret):
        self.verifier = SignatureVerifier(secret)
        self.events = []
        self.headers = []
        self.forms = []
        self.statuses = []
        self.answer = None

    async def handle(self, request):
        body = await request.text()
        assert self.verifier.is_valid_request(body, dict(request.headers))
        self.headers.append(request.headers)
        if request.content_type == "application/json":
            self.events.append(json.loads(body))
        else:
            form = await request.post()
            self.forms.append(json.loads(form["payload"]) if "payload" in form else dict(form))
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status)

    @property
    def kinds(self):
        return [e["event"].get("subtype", e["event"]["type"]) for e in self.events]


@pytest.fixture
async def listener(slack):
    app, listener = web.Application(), Listener(slack.signing_secret)
    app.router.add_post("/slack/{door}", listener.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to("http://{}:{}".format(*runner.addresses[0][:2]))
    yield listener
    await runner.cleanup()


@pytest.fixture
def anna(slack):
    return slack.add_user("Anna", "anna@tilitoimisto.example")


@pytest.fixture
def channel(slack, anna):
    return slack.add_channel("acme", anna)


async def refused(call):
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response["error"]


# --- the Web API ---


async def test_a_post_is_kept_and_told_with_its_metadata(slack, client, listener, channel):
    metadata = {"event_type": "kirjuri", "event_payload": {"hub_id": "1"}}
    done = await client.chat_postMessage(
        channel=channel.id, text="Hei", username="Aino · Acme Oy", metadata=metadata
    )
    await slack.settle()

    [event] = [envelope["event"] for envelope in listener.events]
    assert event["ts"] == done["ts"]
    assert event["metadata"] == metadata
    assert event["subtype"] == "bot_message"
    assert "user" not in event, "a post under another name carries only the bot's id"
    assert event["username"] == "Aino · Acme Oy"


async def test_arguments_are_read_from_query_json_and_form(slack, channel):
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    arguments = {"channel": channel.id, "text": "Hei", "blocks": json.dumps([SECTION])}
    url = slack.base_url + "chat.postMessage"
    async with aiohttp.ClientSession(headers=headers) as session:
        for way in ("params", "json", "data"):
            async with session.request("POST", url, **{way: arguments}) as response:  # type: ignore[arg-type]
                assert (await response.json())["ok"]

    assert [m.blocks[0]["text"]["text"] for m in channel.in_order()] == ["Hello"] * 3


async def test_edit_react_and_delete_act_on_what_was_posted(slack, client, listener, channel):
    ts = (await client.chat_postMessage(channel=channel.id, text="Hei"))["ts"]
    await client.chat_update(channel=channel.id, ts=ts, text="Hei hei")
    await client.reactions_add(channel=channel.id, timestamp=ts, name="eyes")
    again = await refused(client.reactions_add(channel=channel.id, timestamp=ts, name="eyes"))
    await client.reactions_remove(channel=channel.id, timestamp=ts, name="eyes")
    await client.chat_delete(channel=channel.id, ts=ts)
    await slack.settle()

    assert again == "already_reacted"
    assert listener.kinds == [
        "message", "message_changed", "reaction_added", "reaction_removed", "message_deleted",
    ]  # fmt: skip
    assert channel.messages == {}


async def test_only_own_messages_can_be_changed(slack, client, channel, anna):
    message = await slack.post(anna, channel, "Hei")
    where = {"channel": channel.id, "ts": message.ts}

    assert await refused(client.chat_update(**where, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(**where)) == "cant_delete_message"


async def test_a_thread_is_read_with_its_metadata(client, channel):
    root = (await client.chat_postMessage(channel=channel.id, text="root"))["ts"]
    metadata = {"event_type": "kirjuri", "event_payload": {"hub_id": "7"}}
    await client.chat_postMessage(
        channel=channel.id, text="reply", thread_ts=root, metadata=metadata
    )
    thread = await client.conversations_replies(
        channel=channel.id, ts=root, include_all_metadata=True
    )

    assert [m["text"] for m in thread["messages"]] == ["root", "reply"]
    assert thread["messages"][1]["metadata"] == metadata


async def test_wrong_calls_are_refused_with_slacks_own_errors(slack, client, channel, anna):
    foreign = slack.add_channel("other", with_bot=False)
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    many = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    stranger = AsyncWebClient(token="xoxb-none", base_url=slack.base_url)

    def post(**more):
        return client.chat_postMessage(**{"channel": channel.id, "text": "a", **more})

    assert await refused(post(channel=foreign.id)) == "channel_not_found"
    assert await refused(post(channel="C0")) == "channel_not_found"
    assert await refused(post(blocks=long)) == "invalid_blocks"
    assert await refused(post(blocks=many)) == "msg_blocks_too_long"
    assert await refused(post(thread_ts="1.1")) == "cannot_reply_to_message"
    assert await refused(post(client_msg_id="1")) == "invalid_arguments"
    assert await refused(post(metadata={"hub_id": "1"})) == "invalid_metadata_format"
    assert await refused(client.api_call("chat.postMesage")) == "unknown_method"
    assert await refused(stranger.auth_test()) == "invalid_auth"
    assert await refused(client.users_info(user="U0")) == "user_not_found"


async def test_a_token_without_the_scope_is_refused(slack, channel):
    token = slack.issue_token(slack.team, frozenset({"chat:write", "channels:read"}))
    poor = AsyncWebClient(token=token.value, base_url=slack.base_url)

    assert await refused(poor.users_info(user="U0")) == "missing_scope"
    assert await refused(poor.conversations_info(channel=channel.id)) == "missing_scope"
    named = poor.chat_postMessage(channel=channel.id, text="a", username="Aino")
    assert await refused(named) == "missing_scope"


async def test_a_file_goes_up_in_two_steps_and_down_only_with_a_token(slack, client, channel):
    await client.files_upload_v2(
        content=b"%PDF-1.7", filename="tosite ä.pdf", channel=channel.id, initial_comment="Hei"
    )
    [message] = channel.in_order()
    [file] = message.files
    url = file.as_json()["url_private_download"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            without = response.content_type, response.status
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(url, headers=headers) as response:
            content = await response.read()

    assert content == b"%PDF-1.7"
    assert without == ("text/html", 200), "Slack answers a login page, not an error"
    assert file.shares == {channel.id: [message.ts]}


async def test_an_upload_named_by_file_id_is_refused(client, channel):
    given = await client.files_getUploadURLExternal(filename="a.txt", length=1)
    wrong = client.files_completeUploadExternal(
        files=[{"file_id": given["file_id"]}], channel_id=channel.id
    )

    assert await refused(wrong) == "file_not_found"


async def test_channels_are_made_and_filled(slack, client, anna):
    made = await client.conversations_create(name="as-acme-oy", is_private=True)
    channel = slack.world.channels[made["channel"]["id"]]
    await client.conversations_invite(channel=channel.id, users=anna.id)
    await client.conversations_setTopic(channel=channel.id, topic="Acme Oy")

    assert channel.members == [slack.team.bot_user_id, anna.id]
    assert channel.topic == "Acme Oy"
    assert await refused(client.conversations_create(name="as-acme-oy")) == "name_taken"
    assert await refused(client.conversations_create(name="Acme Oy")) == "invalid_name_specials"


async def test_people_have_a_locale_and_an_address(slack, client, anna):
    user = (await client.users_info(user=anna.id, include_locale=True))["user"]

    assert (user["locale"], user["profile"]["email"]) == ("fi-FI", "anna@tilitoimisto.example")
    found = await client.users_lookupByEmail(email="anna@tilitoimisto.example")
    assert found["user"]["id"] == anna.id


@through_slack_sdk
async def test_an_install_code_is_used_once(slack, client, anna):
    code = slack.issue_code(slack.team, anna.id)
    arguments = {
        "client_id": slack.client_id, "client_secret": slack.client_secret, "code": code,
    }  # fmt: skip
    done = await client.oauth_v2_access(**arguments)

    assert slack.world.tokens[done["access_token"]].team is slack.team
    assert await refused(client.oauth_v2_access(**arguments)) == "invalid_code"


@through_slack_sdk
async def test_a_refresh_token_is_used_once(slack, client, anna):
    slack.rotates_tokens = True
    secrets = {"client_id": slack.client_id, "client_secret": slack.client_secret}
    code = slack.issue_code(slack.team, anna.id)
    first = await client.oauth_v2_access(**secrets, code=code)
    again = {**secrets, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    await client.oauth_v2_access(**again)

    assert await refused(client.oauth_v2_access(**again)) == "invalid_refresh_token"


# --- views ---


async def test_a_trigger_opens_one_view_within_its_time(slack, client, anna):
    trigger = slack.new_trigger(anna)
    await client.views_open(trigger_id=trigger, view=MODAL)
    slack.trigger_lifetime_s = -1
    late = slack.new_trigger(anna)

    used = await refused(client.views_open(trigger_id=trigger, view=MODAL))
    assert used == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1", view=MODAL)) == "invalid_trigger_id"


async def test_views_stack_three_high_and_guard_their_hash(slack, client, anna):
    opened = await client.views_open(trigger_id=slack.new_trigger(anna), view=MODAL)
    view = opened["view"]
    for _ in range(2):
        await client.views_push(trigger_id=slack.new_trigger(anna), view=MODAL)
    too_high = client.views_push(trigger_id=slack.new_trigger(anna), view=MODAL)
    await client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)

    assert await refused(too_high) == "push_limit_reached"
    assert await refused(stale) == "hash_conflict"


async def test_a_home_is_published_and_guarded_by_its_hash(slack, client, anna):
    home = {"type": "home", "blocks": [SECTION]}
    first = await client.views_publish(user_id=anna.id, view=home)
    await client.views_publish(user_id=anna.id, view=home, hash=first["view"]["hash"])
    stale = client.views_publish(user_id=anna.id, view=home, hash=first["view"]["hash"])

    assert await refused(stale) == "hash_conflict"
    assert slack.world.homes[anna.id].payload["type"] == "home"


# --- what people do ---


async def test_what_people_do_is_told(slack, listener, channel, anna):
    root = await slack.post(anna, channel, "Hei")
    reply = await slack.post(anna, channel, f"<@{slack.team.bot_user_id}> help", root.ts)
    await slack.edit(anna, reply, "help me")
    await slack.react(anna, reply, "eyes")
    await slack.share_file(anna, channel, "a.pdf", b"%PDF", root.ts)
    slack.unfurl(root)
    await slack.delete(reply)
    await slack.open_home(anna)

    assert listener.kinds == [
        "message", "message", "app_mention", "message_changed", "message_changed",
        "reaction_added", "file_share", "file_shared", "message_changed", "message_changed",
        "message_deleted", "app_home_opened",
    ]  # fmt: skip
    assert {e["team_id"] for e in listener.events} == {slack.team.id}
    assert len({e["event_id"] for e in listener.events}) == len(listener.events)


async def test_a_command_carries_a_response_url_of_five_uses(slack, listener, channel, anna):
    await slack.command(anna, channel, "/hours", "1.5 Acme")
    [form] = listener.forms
    async with aiohttp.ClientSession() as session:
        statuses = []
        for _ in range(6):
            async with session.post(form["response_url"], json={"text": "Hei"}) as response:
                statuses.append(response.status)

    assert (form["command"], form["text"], form["user_id"]) == ("/hours", "1.5 Acme", anna.id)
    assert statuses == [200] * 5 + [404]
    assert [m.text for m in slack.ephemerals_of(anna)] == ["Hei"] * 5


async def test_a_button_is_pressed_and_its_message_replaced(slack, client, listener, channel, anna):
    button = {
        "type": "button", "action_id": "save", "value": "7",
        "text": {"type": "plain_text", "text": "Save"},
    }  # fmt: skip
    posted = await client.chat_postMessage(
        channel=channel.id, text="a", blocks=[{"type": "actions", "elements": [button]}]
    )
    message = channel.messages[posted["ts"]]
    await slack.press(anna, message, "save")
    [payload] = listener.forms
    async with aiohttp.ClientSession() as session:
        await session.post(
            payload["response_url"], json={"replace_original": True, "text": "Saved"}
        )

    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["value"] == "7"
    assert payload["message"]["ts"] == message.ts
    assert message.text == "Saved"


async def test_a_modal_is_submitted_with_its_values(slack, client, listener, anna):
    opened = await client.views_open(trigger_id=slack.new_trigger(anna), view=MODAL)
    view = slack.world.views[opened["view"]["id"]]
    listener.answer = {"response_action": "errors", "errors": {"minutes": "A number"}}
    await slack.submit(view, {"minutes": "x"})
    still_open = view.is_open
    listener.answer = None
    await slack.submit(view, {"minutes": "90"})

    assert listener.forms[1]["view"]["state"]["values"]["minutes"]["minutes"]["value"] == "90"
    assert still_open
    assert not view.is_open


async def test_a_shortcut_names_its_message(slack, listener, channel, anna):
    message = await slack.post(anna, channel, "Hei")
    await slack.shortcut(anna, "send_to_client", message)
    await slack.shortcut(anna, "log_time")

    on_message, anywhere = listener.forms
    assert on_message["message"]["ts"] == message.ts
    assert anywhere["type"] == "shortcut"


# --- faults ---


async def test_events_come_twice_late_and_out_of_order(slack, listener, channel, anna):
    slack.pushes.copies = 2
    await slack.post(anna, channel, "first")
    slack.pushes.copies = 1
    slack.pushes.hold()
    await slack.post(anna, channel, "second")
    await slack.post(anna, channel, "third")
    await slack.pushes.release(order=reversed)
    await slack.pushes.replay(slack.pushes.deliveries[0])

    texts = [e["event"]["text"] for e in listener.events]
    ids = [e["event_id"] for e in listener.events]
    assert texts == ["first", "first", "third", "second", "first"]
    assert ids[0] == ids[1] == ids[4]


async def test_a_failed_delivery_is_tried_again_with_slacks_headers(slack, listener, channel, anna):
    listener.statuses = [500, 503]
    await slack.post(anna, channel, "Hei")

    retries = [h.get("X-Slack-Retry-Num") for h in listener.headers]
    assert retries == [None, "1", "2"]
    assert listener.headers[1]["X-Slack-Retry-Reason"] == "http_error"
    assert [a.status for a in slack.pushes.deliveries[0].answers] == [500, 503, 200]


async def test_a_rate_limit_says_how_long_to_wait(slack, client, channel):
    slack.faults.add("chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=channel.id, text="a")

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert channel.messages == {}


async def test_a_reply_can_be_dropped_after_the_post_was_done(slack, client, channel):
    slack.faults.add("chat.postMessage", "drop_reply")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=channel.id, text="a")

    assert [m.text for m in channel.in_order()] == ["a"]


async def test_the_event_of_our_own_post_can_come_before_the_reply(
    slack, client, listener, channel
):
    slack.events_before_replies = True
    post = asyncio.create_task(client.chat_postMessage(channel=channel.id, text="a"))
    await post

    assert listener.kinds == ["message"]


async def test_url_verification_is_signed_too(slack, listener):
    listener.answer = {"challenge": "abc"}
    answer = await slack.verify_url("abc")

    assert answer.json() == {"challenge": "abc"}
    assert listener.events[0]["type"] == "url_verification"


def test_every_method_of_the_fake_is_in_slacks_reference():
    assert set(HANDLERS) <= set(methods())
