"""Tells Bolt with which token a workspace's requests are answered: from our own sealed store."""

from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.slack.web import SlackWeb
from hub.queries.slack import installation_of_team


class Authority(AsyncAuthorize):
    """Asks our database, and never Slack: no round trip within the three seconds of an answer."""

    def __init__(self, web: SlackWeb) -> None:
        self.web = web

    async def __call__(self, *, enterprise_id: str | None, team_id: str | None, **_: Any) -> Any:
        """An AuthorizeResult, or None for a workspace without our app (Bolt's hint forgets None)."""
        installation = await installation_of_team(team_id or "")
        token = self.web.token_of(installation) if installation else None
        if installation is None or token is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=installation.bot_id,
            bot_user_id=installation.bot_user_id,
            bot_token=token,
        )
