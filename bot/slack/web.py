"""Speaks to Slack's Web API: one session, own address, and nothing repeated behind our back."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from hub.queries.slack import Installation, installation_of_firm, installation_of_team
from hub.secrets import Sealer, SealError
from hub.settings import Settings

TIMEOUT_S = 15
CONNECT_S = 5
# slack_sdk logs requests with their arguments at debug: what people wrote stays out of logs.
QUIET = logging.getLogger("kirjuri.slack.quiet")
QUIET.setLevel(logging.WARNING)


class SlackWeb:
    """Gives a client for each installed workspace."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        secret = settings.secret.get_secret_value()
        older = [each.get_secret_value() for each in settings.older_secrets]
        self.sealer = Sealer(secret, older)
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_S, connect=CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def client(self, token: str | None = None) -> AsyncWebClient:
        """A client that repeats nothing: a post whose answer was lost must be looked up first."""
        return AsyncWebClient(
            token=token,
            base_url=self.settings.slack_api_url,
            timeout=TIMEOUT_S,
            session=self.session,
            retry_handlers=[],
            logger=QUIET,
        )

    def token_of(self, installation: Installation) -> str | None:
        """Its bot token, or None where another server's secret sealed it."""
        try:
            return self.sealer.unseal(installation.sealed_bot_token, installation.place)
        except SealError:
            return None

    def client_of(self, installation: Installation) -> AsyncWebClient:
        return self.client(self.token_of(installation))

    async def client_of_team(self, team_id: str) -> AsyncWebClient | None:
        installation = await installation_of_team(team_id)
        return self.client_of(installation) if installation else None

    async def client_of_firm(self, firm_id: UUID) -> tuple[Installation, AsyncWebClient] | None:
        installation = await installation_of_firm(firm_id)
        return (installation, self.client_of(installation)) if installation else None

    async def exchange_code(self, code: str, redirect_uri: str) -> Mapping[str, Any]:
        """Trade an install's code for a bot token; Slack's answer says `ok` or its error."""
        form = {
            "client_id": self.settings.slack_client_id,
            "client_secret": self.settings.slack_client_secret.get_secret_value(),
            "code": code,
            "redirect_uri": redirect_uri,
        }
        url = self.settings.slack_api_url + "oauth.v2.access"
        async with self.session.post(url, data=form) as response:
            return dict(await response.json())

    async def respond(self, response_url: str, content: Mapping[str, Any]) -> bool:
        """Answer a command or a press where it was made; False when Slack takes it no more."""
        body = json.dumps(content)
        headers = {"Content-Type": "application/json"}
        try:
            async with self.session.post(response_url, data=body, headers=headers) as response:
                return response.status < 300  # noqa: PLR2004 - any kind of yes
        except (aiohttp.ClientError, TimeoutError):
            return False
