"""The app's manifest for Slack, made from the bot's own list of commands."""

from collections.abc import Iterable
from typing import Any

from bot.slack.shortcuts import LOG_TIME, LOG_TIME_HERE, SEND_TO_CLIENT
from bot.slack.talk import HELP, UMBRELLA
from hub.realtime.bot_port import CommandInfo
from hub.texts import say

LANGUAGE = "en"
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:write",
    "reactions:read",
    "reactions:write",
    "users:read",
    "users:read.email",
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
LONGEST_DESCRIPTION = 2000
LONGEST_HINT = 1000


def manifest_of(url: str, commands: Iterable[CommandInfo]) -> dict[str, Any]:
    """Paste it at api.slack.com/apps → Create New App → From a manifest."""
    address = url.rstrip("/")
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Kirjuri",
            "description": say("slack.manifest_description", LANGUAGE),
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Kirjuri", "always_online": True},
            "shortcuts": [
                _shortcut(LOG_TIME, "global"),
                _shortcut(LOG_TIME_HERE, "message"),
                _shortcut(SEND_TO_CLIENT, "message"),
            ],
            "slash_commands": [
                _command(address, UMBRELLA, "", say("slack.umbrella", LANGUAGE)),
                # Slack keeps /help for itself; /kirjuri help says the same.
                *(
                    _command(address, each.name, each.usage, each.summary)
                    for each in commands
                    if each.name != HELP
                ),
            ],
        },
        "oauth_config": {
            "redirect_urls": [f"{address}/slack/oauth_redirect"],
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {
                "request_url": f"{address}/slack/events",
                "bot_events": list(EVENTS),
            },
            "interactivity": {
                "is_enabled": True,
                "request_url": f"{address}/slack/interactive",
                "message_menu_options_url": f"{address}/slack/options",
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(address: str, name: str, usage: str, summary: str) -> dict[str, Any]:
    told = {"usage_hint": _without_name(usage, name)[:LONGEST_HINT]}
    return {
        "command": f"/{name}",
        "url": f"{address}/slack/commands",
        "description": summary[:LONGEST_DESCRIPTION],
        "should_escape": False,
        **{key: value for key, value in told.items() if value},
    }


def _without_name(usage: str, name: str) -> str:
    return usage.removeprefix("/").removeprefix(name).strip()


def _shortcut(callback_id: str, kind: str) -> dict[str, str]:
    return {
        "name": say(f"slack.shortcut_{callback_id}", LANGUAGE),
        "type": kind,
        "callback_id": callback_id,
        "description": say(f"slack.shortcut_{callback_id}_does", LANGUAGE),
    }
