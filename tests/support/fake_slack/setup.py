"""Puts people, channels and files into the fake Slack."""

from tests.support.fake_slack.files import media_type_of
from tests.support.fake_slack.world import Channel, File, Team, User, World


class Setup:
    world: World
    team: Team
    origin: str

    def add_team(self, name: str, enterprise_id: str | None = None) -> Team:
        """Open a workspace in which the app's bot user lives."""
        team = Team(self.world.new_id("T"), name, enterprise_id)
        self.world.teams[team.id] = team
        bot = User(self.world.new_id("U"), team, "kirjuri", "", is_bot=True)
        self.world.users[bot.id] = bot
        team.bot_user_id, team.bot_id = bot.id, self.world.new_id("B")
        return team

    def add_user(
        self,
        name: str,
        email: str = "",
        *,
        locale: str = "fi-FI",
        team: Team | None = None,
        is_guest: bool = False,
        is_bot: bool = False,
    ) -> User:
        home = team or self.team
        address = email or f"{name.lower()}@tilitoimisto.example"
        user = User(
            self.world.new_id("U"), home, name, address, locale, is_guest=is_guest, is_bot=is_bot
        )
        self.world.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        *members: User,
        is_private: bool = True,
        with_bot: bool = True,
        team: Team | None = None,
        is_ext_shared: bool = False,
    ) -> Channel:
        home = team or self.team
        channel = Channel(
            self.world.new_id("C"), home, name, is_private=is_private, is_ext_shared=is_ext_shared
        )
        channel.members = [user.id for user in members]
        if with_bot:
            channel.members.append(home.bot_user_id)
        self.world.channels[channel.id] = channel
        return channel

    def new_file(
        self, team: Team, name: str, content: bytes, user: str = "", mimetype: str = ""
    ) -> File:
        file = File(
            self.world.new_id("F"),
            team,
            name,
            content,
            mimetype or media_type_of(name),
            user,
            self.origin,
        )
        self.world.files[file.id] = file
        return file
