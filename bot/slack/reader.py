"""Sends each stored event to where it is read."""

from collections.abc import Mapping
from typing import Any

import structlog

from bot.slack.bridge import Bridge
from bot.slack.events import event_of
from bot.slack.home import Home
from bot.slack.people import People
from bot.slack.talk import Talk
from hub.actions.slack import revoke_installation
from hub.queries.slack import Installation, house, installation_of_team

log = structlog.get_logger()


class EventReader:
    """The inbox's reader."""

    def __init__(self, people: People, bridge: Bridge, talk: Talk, home: Home) -> None:
        self.people = people
        self.bridge = bridge
        self.talk = talk
        self.home = home

    async def read(self, team_id: str, envelope: dict[str, Any]) -> None:
        installation = await installation_of_team(team_id)
        event = event_of(envelope)
        if installation is None or _is_foreign(installation, envelope):
            return
        match event.get("type"):
            case "message":
                await self.bridge.message(installation, envelope)
            case "reaction_added" | "reaction_removed":
                await self.bridge.reaction(installation, event)
            case "app_mention":
                await self.talk.mention(installation, event)
            case "app_home_opened":
                if event.get("tab", "home") == "home":
                    person = await self.people.person(installation, str(event.get("user")), "")
                    await self.home.publish(person)
            case "app_uninstalled" | "tokens_revoked":
                if _takes_bot(event):
                    asker = await house(installation.firm_id)
                    await revoke_installation(asker, team_id=team_id)
            case other:
                # file_shared and the like: what matters of them comes with the message.
                log.debug("slack event unread", event=str(other))


def _takes_bot(event: Mapping[str, Any]) -> bool:
    if event.get("type") == "app_uninstalled":
        return True
    return bool((event.get("tokens") or {}).get("bot"))


def _is_foreign(installation: Installation, envelope: Mapping[str, Any]) -> bool:
    """Whether the envelope speaks for another workspace or enterprise than ours."""
    teams = {str(envelope.get(name) or "") for name in ("team_id", "context_team_id")} - {""}
    enterprise = str(envelope.get("context_enterprise_id") or "")
    return bool(teams - {installation.team_id}) or (
        bool(installation.enterprise_id) and enterprise not in {"", installation.enterprise_id}
    )
