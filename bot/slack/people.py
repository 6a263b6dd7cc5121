"""Who a Slack user is: staff only by explicit link; guests, strangers and the unlinked never."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError

from bot.slack.web import SlackWeb
from hub.access import Asker
from hub.queries.slack import Installation, staff_of_user, staff_with_email
from hub.texts import as_language

MOST_KNOWN = 2000


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of a user."""

    name: str
    email: str
    language: str
    is_member: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something in Slack; `asker` is set for linked staff of our own workspace only."""

    installation: Installation
    user_id: str
    asker: Asker | None


class People:
    def __init__(self, web: SlackWeb) -> None:
        self.web = web
        self._profiles: OrderedDict[tuple[str, str], Profile] = OrderedDict()

    async def person(self, installation: Installation, user_id: str, user_team: str) -> Person:
        """The person behind a user id; one of another workspace is a stranger whatever the id."""
        asker = None
        if user_team in {"", installation.team_id}:
            asker = await staff_of_user(installation.firm_id, installation.team_id, user_id)
        return Person(installation, user_id, asker)

    async def profile(self, installation: Installation, user_id: str) -> Profile | None:
        """What Slack says of a user, or None when it does not tell now."""
        key = (installation.team_id, user_id)
        if key in self._profiles:
            return self._profiles[key]
        client = self.web.client_of(installation)
        try:
            answer = await client.users_info(user=user_id, include_locale=True)
        except (SlackClientError, aiohttp.ClientError, TimeoutError):
            return None
        known = _profile(answer["user"], installation)
        self._profiles[key] = known
        if len(self._profiles) > MOST_KNOWN:
            self._profiles.popitem(last=False)
        return known

    async def suggestion(self, person: Person) -> Asker | None:
        """The staff member whose e-mail a full member of our workspace has."""
        profile = await self.profile(person.installation, person.user_id)
        if profile is None or not profile.is_member:
            return None
        return await staff_with_email(person.installation.firm_id, profile.email)

    async def language(self, person: Person) -> str:
        """The person's own, or the one that Slack is set to."""
        if person.asker is not None:
            return person.asker.language
        profile = await self.profile(person.installation, person.user_id)
        return profile.language if profile else as_language(None)


def _profile(user: Mapping[str, Any], installation: Installation) -> Profile:
    told = user.get("profile") or {}
    is_outside = user.get("team_id") not in {None, installation.team_id}
    is_guest = user.get("is_restricted") or user.get("is_ultra_restricted")
    return Profile(
        name=str(told.get("real_name") or user.get("real_name") or user.get("name") or "Slack"),
        email=str(told.get("email") or ""),
        language=as_language(user.get("locale")),
        is_member=not (is_outside or is_guest or user.get("is_bot") or user.get("deleted")),
    )
