"""conversations.*, users.*, auth.* and oauth.* of the fake Slack."""

import re
import time

from tests.support.fake_slack.calls import Call, Json, method
from tests.support.fake_slack.world import Channel

NAME_LONGEST = 80


@method("conversations.create")
async def create(call: Call) -> Json:
    name, team = call.text("name"), call.team
    scope = "groups:write" if call.flag("is_private") else "channels:manage"
    if call.token and scope not in call.token.scopes:
        raise call.refuse("missing_scope")
    if not name:
        raise call.refuse("invalid_name_required")
    if len(name) > NAME_LONGEST:
        raise call.refuse("invalid_name_maxlength")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise call.refuse("invalid_name_specials")
    if any(c.name == name and c.team is team for c in call.slack.world.channels.values()):
        raise call.refuse("name_taken")
    channel = Channel(
        call.slack.world.new_id("C"), team, name, is_private=call.flag("is_private"),
        members=[team.bot_user_id],
    )  # fmt: skip
    call.slack.world.channels[channel.id] = channel
    return {"channel": channel.as_json()}


@method("conversations.info")
async def info(call: Call) -> Json:
    return {"channel": call.channel().as_json()}


@method("conversations.list")
async def list_channels(call: Call) -> Json:
    bot = call.team.bot_user_id
    kinds = call.text("types", "public_channel").split(",")
    found = [
        channel.as_json()
        for channel in call.slack.world.channels.values()
        if channel.team is call.team and not channel.is_im
        if ("private_channel" if channel.is_private else "public_channel") in kinds
        if not channel.is_private or bot in channel.members
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


@method("conversations.setTopic")
async def set_topic(call: Call) -> Json:
    channel = call.channel()
    channel.topic = call.text("topic")
    return {"channel": channel.as_json()}


@method("conversations.invite")
async def invite(call: Call) -> Json:
    channel = call.channel()
    users = call.text("users").split(",")
    if any(user not in call.slack.world.users for user in users):
        raise call.refuse("user_not_found")
    if all(user in channel.members for user in users):
        raise call.refuse("already_in_channel")
    channel.members += [user for user in users if user not in channel.members]
    return {"channel": channel.as_json()}


@method("conversations.members")
async def members(call: Call) -> Json:
    return {"members": call.channel().members, "response_metadata": {"next_cursor": ""}}


@method("conversations.archive")
async def archive(call: Call) -> Json:
    channel = call.channel()
    if channel.is_archived:
        raise call.refuse("already_archived")
    channel.is_archived = True
    return {}


@method("conversations.open")
async def open_im(call: Call) -> Json:
    user = call.slack.world.users.get(call.text("users"))
    if user is None:
        raise call.refuse("user_not_found")
    return {"channel": call.slack.world.im_with(user).as_json()}


@method("conversations.replies")
async def replies(call: Call) -> Json:
    thread = call.channel().thread(call.text("ts"))
    if not thread:
        raise call.refuse("thread_not_found")
    with_metadata = call.flag("include_all_metadata")
    oldest, limit = call.text("oldest", "0"), int(call.text("limit", "1000"))
    shown = [m for m in thread if m.ts >= oldest or m is thread[0]][:limit]
    return {"messages": [m.as_json(with_metadata=with_metadata) for m in shown], "has_more": False}


@method("conversations.history")
async def history(call: Call) -> Json:
    with_metadata = call.flag("include_all_metadata")
    oldest, limit = call.text("oldest", "0"), int(call.text("limit", "100"))
    shown = [m for m in call.channel().in_order() if not m.thread_ts and m.ts >= oldest][-limit:]
    shown.reverse()
    return {"messages": [m.as_json(with_metadata=with_metadata) for m in shown], "has_more": False}


@method("users.info")
async def user_info(call: Call) -> Json:
    user = call.slack.world.users.get(call.text("user"))
    if user is None:
        raise call.refuse("user_not_found")
    shown = user.as_json(with_locale=call.flag("include_locale"))
    if call.token and "users:read.email" not in call.token.scopes:
        del shown["profile"]["email"]
    return {"user": shown}


@method("users.lookupByEmail")
async def user_by_email(call: Call) -> Json:
    for user in call.slack.world.users.values():
        if user.email == call.text("email") and user.team is call.team:
            return {"user": user.as_json(with_locale=False)}
    raise call.refuse("users_not_found")


@method("auth.test")
async def auth_test(call: Call) -> Json:
    team = call.team
    return {
        "url": "https://fake.slack.com/", "team": team.name, "user": "kirjuri", "team_id": team.id,
        "user_id": team.bot_user_id, "bot_id": team.bot_id, "is_enterprise_install": False,
        **({"enterprise_id": team.enterprise_id} if team.enterprise_id else {}),
    }  # fmt: skip


@method("oauth.v2.access")
async def oauth_access(call: Call) -> Json:
    slack = call.slack
    if call.text("client_id") != slack.client_id:
        raise call.refuse("invalid_client_id")
    if call.text("client_secret") != slack.client_secret:
        raise call.refuse("bad_client_secret")
    if call.text("grant_type") == "refresh_token":
        grant = slack.refresh_tokens.pop(call.text("refresh_token"), None)
        error = "invalid_refresh_token"
    else:
        grant = slack.codes.pop(call.text("code"), None)
        error = "invalid_code"
    if grant is None:
        raise call.refuse(error)
    rotation = {}
    token = slack.issue_token(grant.team, grant.scopes)
    if slack.rotates_tokens:
        token.expires_at = time.time() + slack.token_lifetime_s
        rotation = {
            "expires_in": slack.token_lifetime_s,
            "refresh_token": slack.issue_refresh_token(grant),
        }
    return {
        "access_token": token.value, "token_type": "bot", "scope": ",".join(sorted(grant.scopes)),
        "bot_user_id": grant.team.bot_user_id, "app_id": slack.app_id,
        "team": {"id": grant.team.id, "name": grant.team.name}, "enterprise": None,
        "authed_user": {"id": grant.user_id}, "is_enterprise_install": False, **rotation,
    }  # fmt: skip
